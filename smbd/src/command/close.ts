/** CLOSE. [MS-SMB2] 3.3.5.10. */
import {
  CLOSE_FLAG_POSTQUERY_ATTRIB,
  decodeCloseRequest,
  encodeCloseResponse,
} from "../wire/message/close.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";

const NOTHING = {
  flags: 0,
  creationTime: 0n,
  lastAccessTime: 0n,
  lastWriteTime: 0n,
  changeTime: 0n,
  allocationSize: 0,
  endOfFile: 0,
  fileAttributes: 0,
};

export function handleClose(cx: CommandContext): Outcome {
  const request = decodeCloseRequest(cx.message);
  const open = cx.open;
  const wantsAttributes = (request.flags & CLOSE_FLAG_POSTQUERY_ATTRIB) !== 0;
  const stat = wantsAttributes && open.node !== null ? open.node.stat() : null;
  const streamSize = open.data?.isStream === true ? open.data.size() : null;
  cx.engine.closeOpen(open);
  if (stat === null || typeof stat === "number") {
    encodeCloseResponse(cx.reply, NOTHING);
    return STATUS_SUCCESS;
  }
  encodeCloseResponse(cx.reply, {
    flags: CLOSE_FLAG_POSTQUERY_ATTRIB,
    creationTime: stat.creationTime,
    lastAccessTime: stat.lastAccessTime,
    lastWriteTime: stat.lastWriteTime,
    changeTime: stat.changeTime,
    allocationSize: streamSize ?? stat.allocationSize,
    endOfFile: streamSize ?? stat.size,
    fileAttributes: stat.attributes === 0 ? 0x80 : stat.attributes,
  });
  return STATUS_SUCCESS;
}
