/** The rights that the share's own rules leave the caller on one file; see state/share-rule.ts. */
import type { Principal } from "../auth/principal.ts";
import type { VfsPath, VfsStat } from "../port/vfs.ts";
import { rightsByRule } from "../state/share-rule.ts";
import type { Tree } from "../state/tree.ts";
import type { SecurityDescriptor } from "../wire/security/descriptor.ts";
import { msOfFiletime } from "./filetime.ts";

/** All of them where the share has no rules. */
export function ruleRights(
  cx: {
    readonly principal: Principal;
    readonly nowMs: number;
    readonly tree: Pick<Tree, "share" | "hasRules">;
  },
  path: VfsPath,
  stat: VfsStat,
  descriptor: SecurityDescriptor,
): number {
  const { share, hasRules } = cx.tree;
  if (!hasRules || share === null) return -1;
  const place = {
    path,
    isDirectory: stat.isDirectory,
    ownerSid: descriptor.owner?.text ?? "",
    changedAtMs: msOfFiletime(stat.changeTime),
    createdAtMs: msOfFiletime(stat.creationTime),
  };
  return rightsByRule(share, cx.principal, place, cx.nowMs);
}
