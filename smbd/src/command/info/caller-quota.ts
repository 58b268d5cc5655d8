/** What whoever asks may still take: quotas are the file system's, by the uid and gid that new files get. */
import type { VfsQuota } from "../../port/vfs-quota.ts";
import type { CommandContext } from "../context.ts";

/** Null: the file system keeps none of users, or does not tell. */
export function callerQuota(cx: CommandContext): VfsQuota | null {
  return cx.tree.volume?.quota("user", chargedUid(cx)) ?? null;
}

export function chargedUid({ tree, principal }: CommandContext): number {
  return tree.share?.forceUid ?? principal.uid;
}

/** Room under every quota that a file of the caller counts for; infinite where there is none. */
export function callerRoom(cx: CommandContext): { totalBytes: number; leftBytes: number } {
  const { volume, share } = cx.tree;
  const group = volume?.quota("group", share?.forceGid ?? cx.principal.gid) ?? null;
  let totalBytes = Number.POSITIVE_INFINITY;
  let leftBytes = Number.POSITIVE_INFINITY;
  for (const quota of [callerQuota(cx), group]) {
    const limit = quota?.hardBytes ?? quota?.softBytes ?? null;
    if (quota === null || limit === null) continue;
    totalBytes = Math.min(totalBytes, limit);
    leftBytes = Math.min(leftBytes, Math.max(0, limit - quota.usedBytes));
  }
  return { totalBytes, leftBytes };
}
