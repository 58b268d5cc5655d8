/** Replacing a file's contents: FILE_OVERWRITE and FILE_SUPERSEDE. [MS-FSA] 2.1.5.1.2. */
import type { VfsData, VfsNode } from "../../port/vfs.ts";
import { countsForSharing } from "../../state/share-mode.ts";
import { FILE_ATTRIBUTE_ARCHIVE, FILE_ATTRIBUTE_SETTABLE } from "../../wire/fscc/attributes.ts";
import { FILE_SHARE_DELETE } from "../../wire/message/create.ts";
import {
  isError,
  type NtStatus,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { applyAllocation, applyEas } from "./contents.ts";
import type { Plan } from "./plan.ts";

/** Data, named streams and EAs go; the name, the owner, the descriptor and the creation time stay. */
export function overwrite(
  cx: CommandContext,
  plan: Plan,
  node: VfsNode,
  data: VfsData,
  isReparsePoint: boolean,
): NtStatus {
  node.keep();
  const streams = node.streams();
  if (typeof streams === "number") return streams;
  const file = cx.engine.files.get(node.identity);
  for (const open of file?.opens() ?? []) {
    if (open.streamName === "" || !countsForSharing(open.grantedAccess)) continue;
    if ((open.shareAccess & FILE_SHARE_DELETE) === 0) return STATUS_SHARING_VIOLATION;
  }
  let status = data.setSize(0);
  // What is opened as the reparse point that it is, and replaced, is one no longer.
  if (isReparsePoint && !isError(status)) status = node.removeReparse();
  for (const { name } of streams) {
    if (isError(status)) return status;
    const stream = file?.streams.get(name.toUpperCase());
    // One that is open goes when its last open does.
    if (stream === undefined || stream.opens.size === 0) status = node.removeStream(name);
    else stream.isDeletePending = true;
  }
  if (isError(status)) return status;
  const eas = node.eas();
  if (typeof eas === "number") return eas;
  for (const { name, flags } of eas) {
    status = node.setEa(name, flags, NOTHING);
    if (isError(status)) return status;
  }
  status = applyEas(plan, node);
  if (status !== STATUS_SUCCESS) return status;
  const attributes =
    (plan.request.fileAttributes & FILE_ATTRIBUTE_SETTABLE) | FILE_ATTRIBUTE_ARCHIVE;
  status = node.setStat({ attributes });
  return isError(status) ? status : applyAllocation(plan, data);
}

const NOTHING = new Uint8Array(0);
