/**
 * A path that meets a reparse point which the client has to follow itself. [MS-SMB2] 3.3.5.9 and 2.2.2.2.1,
 * [MS-FSA] 2.1.5.1 (phase "open or create").
 *
 * What a client stored as a reparse point is never followed here: its target is in the client's terms (it may
 * name another server), it comes back as it was set, and a link that only clients resolve cannot be used against
 * programs on this machine. Symlinks that are on the disk already are the store's business, by the policy of the
 * share.
 */
import type { VfsLookup, VfsNode, VfsShare, VfsStat } from "../../port/vfs.ts";
import {
  decodeReparseData,
  IO_REPARSE_TAG_SYMLINK,
  type ReparseData,
} from "../../wire/fsctl/reparse-data.ts";
import { FILE_OPEN_REPARSE_POINT } from "../../wire/message/create.ts";
import { ERROR_ID_DEFAULT, encodeErrorResponse } from "../../wire/message/error-response.ts";
import { encodeSymbolicLinkError } from "../../wire/message/symbolic-link-error.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_IO_REPARSE_TAG_NOT_HANDLED,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_STOPPED_ON_SYMLINK,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { isWireError } from "../../wire/wire-error.ts";
import { Writer } from "../../wire/writer.ts";
import type { CommandContext } from "../context.ts";
import { DIALECT_3_1_1 } from "../info/dialect.ts";
import type { Plan } from "./plan.ts";

/** Success, or why the way to what is wanted ends before it: for look-ups that found nothing. */
export function checkWay(
  cx: CommandContext,
  plan: Plan,
  volume: VfsShare,
  found: VfsLookup | NtStatus,
): NtStatus {
  const { path } = plan.name;
  if (typeof found === "number") {
    return found === STATUS_OBJECT_PATH_NOT_FOUND
      ? checkOnTheWay(cx, plan, volume)
      : STATUS_SUCCESS;
  }
  // Nothing is below a directory that leads elsewhere, nor may anything be made there.
  if (found.node !== null || path.length < 2) return STATUS_SUCCESS;
  const stat = found.parent.stat();
  return typeof stat === "number" ? stat : stop(cx, plan, found.parent, stat, path.length - 1);
}

/** The same for what was found, unless it is wanted as the reparse point that it is. */
export function checkItself(
  cx: CommandContext,
  plan: Plan,
  node: VfsNode,
  stat: VfsStat,
): NtStatus {
  const isWanted = (plan.request.createOptions & FILE_OPEN_REPARSE_POINT) !== 0;
  return isWanted ? STATUS_SUCCESS : stop(cx, plan, node, stat, plan.name.path.length);
}

/**
 * Which of the components before the last is in the way, if it is a reparse point at all. Nothing is below one, so
 * that it can only be the last that is there: found by halving, since each look-up walks the whole way again.
 */
function checkOnTheWay(cx: CommandContext, plan: Plan, volume: VfsShare): NtStatus {
  const { path } = plan.name;
  let [there, missing] = [0, path.length];
  while (missing - there > 1) {
    const middle = Math.floor((there + missing) / 2);
    const found = volume.lookup(path.slice(0, middle));
    if (typeof found !== "number" && found.node !== null) there = middle;
    else missing = middle;
    if (typeof found === "number") continue;
    found.parent.close();
    found.node?.close();
  }
  if (there === 0) return STATUS_SUCCESS;
  const found = volume.lookup(path.slice(0, there));
  if (typeof found === "number") return STATUS_SUCCESS;
  const { parent, node } = found;
  const stat = node?.stat() ?? null;
  const isThere = node !== null && stat !== null && typeof stat !== "number";
  const status = isThere ? stop(cx, plan, node, stat, there) : STATUS_SUCCESS;
  parent.close();
  node?.close();
  return status;
}

/** `count` components of the path lead to `node`. */
function stop(
  cx: CommandContext,
  plan: Plan,
  node: VfsNode,
  stat: VfsStat,
  count: number,
): NtStatus {
  if (stat.reparseTag === 0) return STATUS_SUCCESS;
  if (stat.reparseTag !== IO_REPARSE_TAG_SYMLINK) return STATUS_IO_REPARSE_TAG_NOT_HANDLED;
  const reparse = node.reparse();
  if (typeof reparse === "number") return reparse;
  const data = reparse?.kind === "stored" ? decoded(reparse.buffer) : null;
  // A local program can put anything into the attribute.
  if (data?.kind !== "symlink") return STATUS_IO_REPARSE_TAG_NOT_HANDLED;
  writeError(cx, data, 2 * unparsedUnits(plan.request.name, count));
  return STATUS_STOPPED_ON_SYMLINK;
}

function decoded(buffer: Uint8Array): ReparseData | null {
  try {
    return decodeReparseData(new Reader(buffer));
  } catch (error) {
    if (isWireError(error)) return null;
    throw error;
  }
}

/** What follows the first `count` components of a name, with the separator before it. */
function unparsedUnits(name: string, count: number): number {
  let end = 0;
  for (let index = 0; index < count; index++) {
    const next = name.indexOf("\\", end + (index === 0 ? 0 : 1));
    end = next < 0 ? name.length : next;
  }
  const component = name.lastIndexOf("\\", end - 1) + 1;
  const stream = name.indexOf(":", component);
  // A stream's name belongs to where the link leads, too.
  if (stream >= 0 && stream < end) end = stream;
  return name.length - end;
}

function writeError(
  cx: CommandContext,
  { substituteName, printName, flags }: Extract<ReparseData, { kind: "symlink" }>,
  unparsedPathLength: number,
): void {
  const scratch = new Writer();
  encodeSymbolicLinkError(scratch, { unparsedPathLength, substituteName, printName, flags });
  const dataView = scratch.written();
  // [MS-SMB2] 2.2.2: in 3.1.1 inside of an error context.
  const isContext = cx.connection.dialect === DIALECT_3_1_1;
  encodeErrorResponse(cx.reply, {
    contexts: isContext ? [{ errorId: ERROR_ID_DEFAULT, dataView }] : [],
    errorDataView: dataView,
  });
}
