/**
 * A file without a descriptor of its own has the rights of its place. On Windows rights go with the file: before it
 * gets a name in another folder, they are written down. Else a link, or a move, out of a folder that is not for
 * everybody would open it to everybody.
 */
import type { VfsLookup, VfsNode, VfsPath, VfsShare } from "../../port/vfs.ts";
import type { IdMap } from "../../state/descriptor.ts";
import { formatSecurityDescriptor } from "../../wire/security/descriptor.ts";
import { type NtStatus, STATUS_NOT_SUPPORTED, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { effectiveDescriptor } from "../create/effective-descriptor.ts";

/** `bothWays`: of two names that stay, the new one may not mean more than the old one, and not less. */
export function keepDescriptor(
  cx: CommandContext,
  volume: VfsShare,
  node: VfsNode,
  from: VfsPath,
  target: VfsLookup,
  bothWays: boolean,
): NtStatus {
  const folder = target.path.slice(0, -1);
  if (folder.length === from.length - 1 && folder.every((part, at) => part === from[at])) {
    return STATUS_SUCCESS;
  }
  const known = node.descriptor();
  if (typeof known === "number") return known;
  if (known !== null) return STATUS_SUCCESS;
  const ids = cx.engine.catalog;
  const here = effectiveDescriptor(ids, volume, from, node);
  if (typeof here === "number") return here;
  if (!here.isStored && !bothWays) return STATUS_SUCCESS;
  const there = effectiveDescriptor(ids, volume, folder, target.parent);
  if (typeof there === "number") return there;
  if (!here.isStored && !there.isStored) return STATUS_SUCCESS;
  return node.setDescriptor(formatSecurityDescriptor(here.descriptor));
}

/** Before it goes where its place's rights are nothing to it; what nobody stored anywhere is left unsaid. */
export function writeDescriptorDown(
  ids: IdMap,
  volume: VfsShare,
  node: VfsNode,
  path: VfsPath,
): NtStatus {
  const known = node.descriptor();
  if (known === STATUS_NOT_SUPPORTED) return STATUS_SUCCESS;
  if (typeof known === "number") return known;
  if (known !== null) return STATUS_SUCCESS;
  const here = effectiveDescriptor(ids, volume, path, node);
  if (typeof here === "number") return here;
  return here.isStored
    ? node.setDescriptor(formatSecurityDescriptor(here.descriptor))
    : STATUS_SUCCESS;
}
