/** FileHardLinkInformation: the names of a file. [MS-FSA] 2.1.5.12.15, [MS-FSCC] 2.4.22. */

import { HARD_LINK_ENTRY_COUNT_MAX } from "../../limits.ts";
import type { VfsPath, VfsShare } from "../../port/vfs.ts";
import { encodeHardLinkInformation, type LinkEntry } from "../../wire/fscc/hard-link.ts";
import type { QueryInfoRequest } from "../../wire/message/query-info.ts";
import { FILE_LIST_DIRECTORY } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_BUFFER_OVERFLOW,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INVALID_INFO_CLASS,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { accessToDirectory } from "../create/access.ts";

/** Linux keeps no list of a file's names: they are looked for in the share, as far as a bounded walk gets. */
export function queryHardLinks(cx: CommandContext, request: QueryInfoRequest): NtStatus {
  const { open, reply } = cx;
  const bytesMax = request.outputBufferLength;
  if (bytesMax < STRUCTURE_BYTES) return STATUS_INFO_LENGTH_MISMATCH;
  if (open.node === null || open.volume === null) return STATUS_INVALID_INFO_CLASS;
  const stat = open.node.stat();
  if (typeof stat === "number") return stat;
  // A directory has one name, and the root of a share none that is anybody's business.
  const isAlone = stat.isDirectory || stat.linkCount <= 1;
  const names = isAlone
    ? [open.path]
    : open.volume.linkNames(open.node, open.path, HARD_LINK_ENTRY_COUNT_MAX);
  if (typeof names === "number") return names;
  const entries: LinkEntry[] = [];
  for (const path of names) {
    const entry = entryOf(cx, open.volume, path, path === open.path);
    if (entry !== null) entries.push(entry);
  }
  let bytesNeeded = HEADER_BYTES;
  let fitting = 0;
  for (const entry of entries) {
    bytesNeeded = Math.ceil(bytesNeeded / 8) * 8 + ENTRY_BYTES + 2 * entry.fileName.length;
    if (bytesNeeded <= bytesMax) fitting++;
  }
  encodeHardLinkInformation(reply, { bytesNeeded, entries: entries.slice(0, fitting) });
  return fitting === entries.length ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

/** Null for a name in a folder that the caller may not list: it would be told what is there. */
function entryOf(
  cx: CommandContext,
  volume: VfsShare,
  path: VfsPath,
  isOwn: boolean,
): LinkEntry | null {
  const fileName = path.at(-1);
  if (fileName === undefined) return null;
  const parentPath = path.slice(0, -1);
  const parent = volume.lookup(parentPath);
  if (typeof parent === "number") return null;
  const { node } = parent;
  const stat = node?.stat() ?? null;
  const rights = node === null ? null : accessToDirectory(cx, volume, parentPath, node);
  parent.parent.close();
  node?.close();
  if (stat === null || rights === null || typeof stat === "number") return null;
  const mayList = typeof rights === "object" && (rights.mask & FILE_LIST_DIRECTORY) !== 0;
  return mayList || isOwn ? { parentFileId: stat.fileId, fileName } : null;
}

const HEADER_BYTES = 8;
/** With the gap that Windows has before the parent's id. */
const ENTRY_BYTES = 20;
/** The header and one entry as a compiler lays them out. */
const STRUCTURE_BYTES = 32;
