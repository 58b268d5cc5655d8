/** The security descriptor of a file. [MS-SMB2] 3.3.5.20.3, [MS-FSA] 2.1.5.14. */
import { ERROR_ID_DEFAULT, encodeErrorResponse } from "../../wire/message/error-response.ts";
import {
  ATTRIBUTE_SECURITY_INFORMATION,
  BACKUP_SECURITY_INFORMATION,
  beginQueryInfoResponse,
  DACL_SECURITY_INFORMATION,
  endQueryInfoResponse,
  GROUP_SECURITY_INFORMATION,
  LABEL_SECURITY_INFORMATION,
  OWNER_SECURITY_INFORMATION,
  type QueryInfoRequest,
  SACL_SECURITY_INFORMATION,
  SCOPE_SECURITY_INFORMATION,
} from "../../wire/message/query-info.ts";
import { ACCESS_SYSTEM_SECURITY, READ_CONTROL } from "../../wire/security/access-mask.ts";
import {
  formatSecurityDescriptor,
  SE_DACL_AUTO_INHERITED,
  SE_DACL_DEFAULTED,
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  SE_GROUP_DEFAULTED,
  SE_OWNER_DEFAULTED,
  SE_SACL_AUTO_INHERITED,
  SE_SACL_DEFAULTED,
  SE_SACL_PRESENT,
  SE_SACL_PROTECTED,
  SE_SELF_RELATIVE,
  type SecurityDescriptor,
} from "../../wire/security/descriptor.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { Writer } from "../../wire/writer.ts";
import type { CommandContext } from "../context.ts";
import { effectiveDescriptor } from "../create/effective-descriptor.ts";
import { DIALECT_3_1_1 } from "./dialect.ts";

export function querySecurity(cx: CommandContext, request: QueryInfoRequest): NtStatus {
  const { open, reply } = cx;
  const { volume } = open;
  const wanted = request.additionalInformation;
  const needed = accessToRead(wanted);
  if ((open.grantedAccess & needed) !== needed) return STATUS_ACCESS_DENIED;
  if (open.node === null || volume === null) return STATUS_NOT_SUPPORTED;
  const effective = effectiveDescriptor(cx.engine.catalog, volume, open.path, open.node);
  if (typeof effective === "number") return effective;
  const bytes = formatSecurityDescriptor(partsOf(effective.descriptor, wanted));
  if (bytes.length > request.outputBufferLength) return tooSmall(cx, bytes.length);
  const at = beginQueryInfoResponse(reply);
  reply.put(bytes);
  endQueryInfoResponse(reply, at);
  return STATUS_SUCCESS;
}

const READ_CONTROL_PARTS =
  OWNER_SECURITY_INFORMATION |
  GROUP_SECURITY_INFORMATION |
  DACL_SECURITY_INFORMATION |
  LABEL_SECURITY_INFORMATION |
  ATTRIBUTE_SECURITY_INFORMATION |
  SCOPE_SECURITY_INFORMATION |
  BACKUP_SECURITY_INFORMATION;
const SYSTEM_SECURITY_PARTS = SACL_SECURITY_INFORMATION | BACKUP_SECURITY_INFORMATION;

function accessToRead(wanted: number): number {
  const control = (wanted & READ_CONTROL_PARTS) === 0 ? 0 : READ_CONTROL;
  return (wanted & SYSTEM_SECURITY_PARTS) === 0 ? control : control | ACCESS_SYSTEM_SECURITY;
}

const OWNER_CONTROL = SE_OWNER_DEFAULTED;
const GROUP_CONTROL = SE_GROUP_DEFAULTED;
const DACL_CONTROL =
  SE_DACL_PRESENT | SE_DACL_DEFAULTED | SE_DACL_AUTO_INHERITED | SE_DACL_PROTECTED;
const SACL_CONTROL =
  SE_SACL_PRESENT | SE_SACL_DEFAULTED | SE_SACL_AUTO_INHERITED | SE_SACL_PROTECTED;

/** Only what was asked for, and of the control bits only those that speak of it. */
function partsOf(descriptor: SecurityDescriptor, wanted: number): SecurityDescriptor {
  const has = (part: number) => (wanted & (part | BACKUP_SECURITY_INFORMATION)) !== 0;
  const hasOwner = has(OWNER_SECURITY_INFORMATION);
  const hasGroup = has(GROUP_SECURITY_INFORMATION);
  const hasDacl = has(DACL_SECURITY_INFORMATION);
  const hasSacl = has(SACL_SECURITY_INFORMATION);
  const kept =
    (hasOwner ? OWNER_CONTROL : 0) |
    (hasGroup ? GROUP_CONTROL : 0) |
    (hasDacl ? DACL_CONTROL : 0) |
    (hasSacl ? SACL_CONTROL : 0);
  return {
    control: SE_SELF_RELATIVE | (descriptor.control & kept),
    resourceManagerControl: 0,
    owner: hasOwner ? descriptor.owner : null,
    group: hasGroup ? descriptor.group : null,
    dacl: hasDacl ? descriptor.dacl : null,
    sacl: hasSacl ? descriptor.sacl : null,
  };
}

/** [MS-SMB2] 3.3.5.20.3: the error says how many bytes it would take. */
function tooSmall(cx: CommandContext, bytesNeeded: number): NtStatus {
  const needed = new Writer(new Uint8Array(4)).u32(bytesNeeded).written();
  const contexts =
    cx.connection.dialect === DIALECT_3_1_1
      ? [{ errorId: ERROR_ID_DEFAULT, dataView: needed }]
      : [];
  encodeErrorResponse(cx.reply, { contexts, errorDataView: needed });
  cx.keepErrorBody = true;
  return STATUS_BUFFER_TOO_SMALL;
}
