/** FSCTL_VALIDATE_NEGOTIATE_INFO. [MS-SMB2] 2.2.31.4 and 2.2.32.6. */
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { decodeU16List, encodeU16List } from "../u16-list.ts";
import type { Writer } from "../writer.ts";

export interface ValidateNegotiateInfoRequest {
  readonly capabilities: number;
  readonly guid: Guid;
  readonly securityMode: number;
  readonly dialects: readonly number[];
}

export interface ValidateNegotiateInfoResponse {
  readonly capabilities: number;
  readonly guid: Guid;
  readonly securityMode: number;
  readonly dialect: number;
}

export function decodeValidateNegotiateInfoRequest(reader: Reader): ValidateNegotiateInfoRequest {
  const capabilities = reader.u32();
  const guid = decodeGuid(reader);
  const securityMode = reader.u16();
  const dialectCount = reader.u16();
  return { capabilities, guid, securityMode, dialects: decodeU16List(reader, dialectCount) };
}

export function encodeValidateNegotiateInfoRequest(
  writer: Writer,
  request: ValidateNegotiateInfoRequest,
): void {
  writer.u32(request.capabilities);
  encodeGuid(writer, request.guid);
  writer.u16(request.securityMode).u16(request.dialects.length);
  encodeU16List(writer, request.dialects);
}

export function decodeValidateNegotiateInfoResponse(reader: Reader): ValidateNegotiateInfoResponse {
  return {
    capabilities: reader.u32(),
    guid: decodeGuid(reader),
    securityMode: reader.u16(),
    dialect: reader.u16(),
  };
}

export function encodeValidateNegotiateInfoResponse(
  writer: Writer,
  response: ValidateNegotiateInfoResponse,
): void {
  writer.u32(response.capabilities);
  encodeGuid(writer, response.guid);
  writer.u16(response.securityMode).u16(response.dialect);
}
