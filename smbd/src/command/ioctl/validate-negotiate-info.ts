/**
 * FSCTL_VALIDATE_NEGOTIATE_INFO: whether somebody changed the NEGOTIATE on its way. [MS-SMB2] 3.3.5.15.12.
 * Anything that is not exactly as it was ends the connection, without an answer.
 */
import {
  decodeValidateNegotiateInfoRequest,
  encodeValidateNegotiateInfoResponse,
} from "../../wire/fsctl/validate-negotiate-info.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import { type NtStatus, STATUS_ACCESS_DENIED, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { DIALECT_3_1_1 } from "../info/dialect.ts";
import { answerIoctl } from "./answer.ts";

const RESPONSE_BYTES = 24;

export function handleValidateNegotiateInfo(cx: CommandContext, request: IoctlRequest): NtStatus {
  const { connection } = cx;
  // 3.1.1 proves the whole NEGOTIATE by its hash, and a client of it never asks.
  if (connection.dialect === DIALECT_3_1_1) return terminate(cx);
  if (request.maxOutputResponse < RESPONSE_BYTES) return terminate(cx);
  const asked = decodeValidateNegotiateInfoRequest(new Reader(request.inputView));
  const isSame =
    asked.guid === connection.clientGuid &&
    asked.securityMode === connection.clientSecurityMode &&
    asked.capabilities === connection.clientCapabilities &&
    isSameList(asked.dialects, connection.clientDialects);
  if (!isSame) return terminate(cx);
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeValidateNegotiateInfoResponse(writer, {
      capabilities: connection.serverCapabilities,
      guid: cx.engine.catalog.server.guid,
      securityMode: connection.serverSecurityMode,
      dialect: connection.dialect,
    }),
  );
}

function terminate(cx: CommandContext): NtStatus {
  cx.engine.disconnect(cx.connection, "negotiation does not validate");
  return STATUS_ACCESS_DENIED;
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
