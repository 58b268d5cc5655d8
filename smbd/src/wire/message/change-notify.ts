/** CHANGE_NOTIFY. [MS-SMB2] 2.2.35 and 2.2.36. The output is a list of fscc/notify.ts. */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export {
  beginOutputBuffer as beginChangeNotifyResponse,
  decodeOutputBuffer as decodeChangeNotifyResponse,
  encodeOutputBuffer as encodeChangeNotifyResponse,
  endOutputBuffer as endChangeNotifyResponse,
  type OutputBufferResponse as ChangeNotifyResponse,
} from "./output-buffer.ts";

export const WATCH_TREE = 0x0001;

export const FILE_NOTIFY_CHANGE_FILE_NAME = 0x00000001;
export const FILE_NOTIFY_CHANGE_DIR_NAME = 0x00000002;
export const FILE_NOTIFY_CHANGE_ATTRIBUTES = 0x00000004;
export const FILE_NOTIFY_CHANGE_SIZE = 0x00000008;
export const FILE_NOTIFY_CHANGE_LAST_WRITE = 0x00000010;
export const FILE_NOTIFY_CHANGE_LAST_ACCESS = 0x00000020;
export const FILE_NOTIFY_CHANGE_CREATION = 0x00000040;
export const FILE_NOTIFY_CHANGE_EA = 0x00000080;
export const FILE_NOTIFY_CHANGE_SECURITY = 0x00000100;
export const FILE_NOTIFY_CHANGE_STREAM_NAME = 0x00000200;
export const FILE_NOTIFY_CHANGE_STREAM_SIZE = 0x00000400;
export const FILE_NOTIFY_CHANGE_STREAM_WRITE = 0x00000800;

export interface ChangeNotifyRequest {
  readonly flags: number;
  readonly outputBufferLength: number;
  readonly fileId: FileId;
  readonly completionFilter: number;
}

export function decodeChangeNotifyRequest(reader: Reader): ChangeNotifyRequest {
  if (reader.u16() !== 32) throw WIRE_STRUCTURE_SIZE;
  const flags = reader.u16();
  const outputBufferLength = reader.u32();
  const fileId = decodeFileId(reader);
  const completionFilter = reader.u32();
  reader.skip(4);
  return { flags, outputBufferLength, fileId, completionFilter };
}

export function encodeChangeNotifyRequest(writer: Writer, request: ChangeNotifyRequest): void {
  writer.u16(32).u16(request.flags).u32(request.outputBufferLength);
  encodeFileId(writer, request.fileId);
  writer.u32(request.completionFilter).u32(0);
}
