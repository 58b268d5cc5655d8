/** FileRenameInformation. [MS-FSA] 2.1.5.15.11, [MS-SMB2] 3.3.5.21.1. */

import type { VfsLookup, VfsNode, VfsShare } from "../../port/vfs.ts";
import { renamed, streamRenamed } from "../../state/change.ts";
import { checkStreamName } from "../../state/name.ts";
import type { Open } from "../../state/open.ts";
import { isInRecycleBin } from "../../state/recycle-path.ts";
import { decodeRenameInformation } from "../../wire/fscc/rename.ts";
import type { Reader } from "../../wire/reader.ts";
import { FILE_APPEND_DATA, FILE_WRITE_DATA } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_TYPE_MISMATCH,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { BreakWait } from "../break-first.ts";
import type { CommandContext } from "../context.ts";
import { recycle } from "../recycle.ts";
import { keepDescriptor } from "./keep-descriptor.ts";
import { hasOpenBelow } from "./open-below.ts";
import { releaseTarget, type Target, targetOf } from "./target-name.ts";

export function setRename(cx: CommandContext, input: Reader): BreakWait | NtStatus {
  const { replaceIfExists, rootDirectory, fileName } = decodeRenameInformation(input);
  const { open } = cx;
  if (open.node === null || open.stream === null) return STATUS_INVALID_PARAMETER;
  if (fileName.startsWith(":")) return renameStream(cx, fileName, replaceIfExists);
  // A stream keeps to its file; the file that a whole path leads to is open, by this handle at least.
  if (open.streamName !== "") return STATUS_SHARING_VIOLATION;
  if (open.path.length === 0) return STATUS_INVALID_PARAMETER;
  if (open.stream.file.isDeletePending) return STATUS_ACCESS_DENIED;
  if (open.isDirectory && hasOpenBelow(cx, open)) return STATUS_ACCESS_DENIED;
  const target = targetOf(cx, fileName, rootDirectory, replaceIfExists);
  if (typeof target === "number" || target instanceof BreakWait) return target;
  const { volume, lookup, name } = target;
  const from = [...open.tree.rootPath, ...open.path];
  const to = [...open.tree.rootPath, ...lookup.path.slice(0, -1), name];
  const isInside = to.length > from.length && from.every((part, index) => part === to[index]);
  const status = isInside
    ? STATUS_INVALID_PARAMETER
    : keepRights(cx, volume, open.node, lookup) ||
      recycleReplaced(cx, target) ||
      volume.rename(
        open.node,
        open.path,
        lookup.parent,
        name,
        replaceIfExists || target.isSame,
        ...(open.isPosix ? [true] : []),
      );
  releaseTarget(target);
  cx.audit("rename", open.path.join("/"), status, to.slice(open.tree.rootPath.length).join("/"));
  if (status !== STATUS_SUCCESS) return status;
  cx.engine.files.moved(from, to, open.isDirectory ? null : open.stream.file);
  const path = to.slice(open.tree.rootPath.length).join("/");
  cx.engine.massChanges.count(open, cx.session.principal, "renamed", path);
  cx.engine.changed(renamed(open, from, to, lookup.node !== null && !target.isSame));
  return status;
}

/** What has no rights of its own came into the bin from where nobody had said anything: it has none to keep. */
function keepRights(cx: CommandContext, volume: VfsShare, node: VfsNode, to: VfsLookup): NtStatus {
  const { path } = cx.open;
  if (cx.tree.share?.recycleBin === true && isInRecycleBin(path)) return STATUS_SUCCESS;
  return keepDescriptor(cx, volume, node, path, to, false);
}

/** Programs save a file by putting another one in its place: the bin keeps the old one under a second name. */
function recycleReplaced(cx: CommandContext, { volume, lookup, isSame }: Target): NtStatus {
  const { share } = cx.tree;
  const { node, path } = lookup;
  if (share?.recycleBin !== true || node === null || isSame) return STATUS_SUCCESS;
  const { catalog } = cx.engine;
  const { principal } = cx;
  const kept = recycle({ catalog, share, volume, principal, node, path, how: "link" });
  if (kept !== null)
    cx.audit("delete", path.join("/"), STATUS_SUCCESS, `kept as ${kept.join("/")}`);
  return STATUS_SUCCESS;
}

/**
 * ":name" or ":name:$DATA"; "::$DATA" is the unnamed stream, and when that gets a name the file gets a new one.
 * [MS-FSA] 2.1.5.15.11.1
 */
function renameStream(
  { open, engine }: CommandContext,
  fileName: string,
  replaceIfExists: boolean,
): NtStatus {
  if (open.node === null || open.stream === null) return STATUS_INVALID_PARAMETER;
  if (fileName.endsWith(":")) return STATUS_INVALID_PARAMETER;
  const [, name = "", type = "$DATA", ...more] = fileName.split(":");
  if (more.length > 0) return STATUS_INVALID_PARAMETER;
  // A directory itself is a stream of another type, and has no other name.
  if (open.isDirectory) return STATUS_INVALID_PARAMETER;
  if (type.toUpperCase() !== "$DATA") return STATUS_OBJECT_TYPE_MISMATCH;
  const isUnnamed = name === "";
  if (isUnnamed && open.node.isDirectory) return STATUS_INVALID_PARAMETER;
  const invalid = isUnnamed ? null : checkStreamName(name);
  if (invalid !== null) return invalid;
  const file = open.stream.file;
  const existing = file.streams.get(name.toUpperCase());
  if (existing !== undefined && existing !== open.stream) {
    return replaceIfExists ? STATUS_ACCESS_DENIED : STATUS_OBJECT_NAME_COLLISION;
  }
  const from = open.streamName;
  const status = open.node.renameStream(from, name, replaceIfExists);
  if (status !== STATUS_SUCCESS) return status;
  file.streams.delete(open.stream.name.toUpperCase());
  open.stream.name = name;
  file.streams.set(name.toUpperCase(), open.stream);
  for (const each of open.stream.opens) follow(each, name);
  engine.changed(streamRenamed(open, from));
  return STATUS_SUCCESS;
}

/** A handle on the data leads to where that was. */
function follow(open: Open, name: string): void {
  open.streamName = name;
  const { node, data } = open;
  if (node === null || data === null) return;
  const isWritable = (open.grantedAccess & (FILE_WRITE_DATA | FILE_APPEND_DATA)) !== 0;
  const moved = name === "" ? node.openData(isWritable) : node.openStream(name, isWritable, false);
  data.close();
  // Gone again by the hand of a local process: the open has no data any more.
  open.data = typeof moved === "number" ? null : moved;
}
