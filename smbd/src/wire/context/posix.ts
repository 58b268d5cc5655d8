/**
 * The SMB3 POSIX extensions: the negotiate context (type 0x100, whose data are the 16-byte ids of the versions
 * that are known) and the create context of the same id, which carries the mode of a new file and answers with
 * the file's own. [POSIX-SMB2] 2.2.3.1.8, 2.2.13.2.16, 2.2.14.2.16
 */
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { decodeSid, encodeSid, type Sid } from "../security/sid.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const POSIX_EXTENSIONS_ID: Guid = "93ad25509cb411e7b42383de968bcd7c";

export interface PosixNegotiate {
  /** Versions of the extensions; one is known so far. */
  readonly ids: readonly Guid[];
}

export function decodePosixNegotiate(reader: Reader): PosixNegotiate {
  if (reader.remaining === 0 || reader.remaining % ID_BYTES !== 0) throw WIRE_VALUE;
  const ids: Guid[] = [];
  while (reader.remaining > 0) ids.push(decodeGuid(reader));
  return { ids };
}

export function encodePosixNegotiate(writer: Writer, context: PosixNegotiate): void {
  for (const id of context.ids) encodeGuid(writer, id);
}

const ID_BYTES = 16;

export interface PosixCreateRequest {
  readonly mode: number;
}

export interface PosixCreateResponse {
  readonly linkCount: number;
  readonly reparseTag: number;
  readonly mode: number;
  readonly owner: Sid;
  readonly group: Sid;
}

/** The mode, of the layout in state/posix-mode.ts, and nothing behind it. */
export function decodePosixCreateRequest(reader: Reader): PosixCreateRequest {
  if (reader.remaining !== 4) throw WIRE_VALUE;
  return { mode: reader.u32() };
}

export function encodePosixCreateRequest(writer: Writer, request: PosixCreateRequest): void {
  writer.u32(request.mode);
}

export function decodePosixCreateResponse(reader: Reader): PosixCreateResponse {
  return {
    linkCount: reader.u32(),
    reparseTag: reader.u32(),
    mode: reader.u32(),
    owner: decodeSid(reader),
    group: decodeSid(reader),
  };
}

export function encodePosixCreateResponse(writer: Writer, response: PosixCreateResponse): void {
  writer.u32(response.linkCount).u32(response.reparseTag).u32(response.mode);
  encodeSid(writer, response.owner);
  encodeSid(writer, response.group);
}
