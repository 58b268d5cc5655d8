/** Setting a security descriptor. [MS-SMB2] 3.3.5.21.3, [MS-FSA] 2.1.5.16. */
import { mayNameOwner } from "../../state/access-check.ts";
import { securitySet } from "../../state/change.ts";
import { gidOfSid, storableDescriptor, uidOfSid, withAccounts } from "../../state/descriptor.ts";
import { modeOfDacl } from "../../state/posix-mode.ts";
import {
  ATTRIBUTE_SECURITY_INFORMATION,
  BACKUP_SECURITY_INFORMATION,
  DACL_SECURITY_INFORMATION,
  GROUP_SECURITY_INFORMATION,
  LABEL_SECURITY_INFORMATION,
  OWNER_SECURITY_INFORMATION,
  SACL_SECURITY_INFORMATION,
  SCOPE_SECURITY_INFORMATION,
} from "../../wire/message/query-info.ts";
import type { SetInfoRequest } from "../../wire/message/set-info.ts";
import { ACCESS_SYSTEM_SECURITY, WRITE_DAC, WRITE_OWNER } from "../../wire/security/access-mask.ts";
import {
  formatSecurityDescriptor,
  parseSecurityDescriptor,
  SE_DACL_AUTO_INHERIT_REQ,
  SE_DACL_AUTO_INHERITED,
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  SE_SACL_AUTO_INHERIT_REQ,
  SE_SACL_AUTO_INHERITED,
  SE_SACL_PRESENT,
  SE_SACL_PROTECTED,
  type SecurityDescriptor,
} from "../../wire/security/descriptor.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_OWNER,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_SECURITY_DESCR,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { isWireError } from "../../wire/wire-error.ts";
import type { CommandContext } from "../context.ts";
import { effectiveDescriptor } from "../create/effective-descriptor.ts";
import { storeMode } from "../create/posix.ts";

export function setSecurity(cx: CommandContext, request: SetInfoRequest): NtStatus {
  const { open, tree } = cx;
  const parts = wholeParts(request.additionalInformation);
  const needed = accessToWrite(parts);
  if ((open.grantedAccess & needed) !== needed) return STATUS_ACCESS_DENIED;
  if (open.node === null || tree.volume === null) return STATUS_NOT_SUPPORTED;
  const sent = parse(request.bufferView);
  if (sent === null) return STATUS_INVALID_SECURITY_DESCR;
  const given = withAccounts(cx.engine.catalog, sent);
  const effective = effectiveDescriptor(cx.engine.catalog, tree.volume, open.path, open.node);
  if (typeof effective === "number") return effective;
  const merged = merge(cx, effective.descriptor, given, parts);
  if (typeof merged === "number") return merged;
  const mode = chosenMode(cx, given, parts);
  const status =
    mode === null
      ? open.node.setDescriptor(formatSecurityDescriptor(merged))
      : storeMode(open.node, mode, merged);
  cx.audit("securityChange", open.path.join("/"), status, partNames(parts));
  if (status !== STATUS_SUCCESS) return status;
  projectOwner(cx, parts, given);
  cx.engine.changed(securitySet(open));
  return status;
}

/** A POSIX client sets permissions by an entry that stands for all of them. */
function chosenMode(cx: CommandContext, given: SecurityDescriptor, parts: number): number | null {
  const isChosen = cx.connection.hasPosix && (parts & DACL_SECURITY_INFORMATION) !== 0;
  return isChosen ? modeOfDacl(given.dacl) : null;
}

/** [MS-SMB2] 2.2.39: BACKUP stands for all that a descriptor has. */
function wholeParts(parts: number): number {
  return (parts & BACKUP_SECURITY_INFORMATION) === 0 ? parts : parts | EVERY_PART;
}

const EVERY_PART =
  OWNER_SECURITY_INFORMATION |
  GROUP_SECURITY_INFORMATION |
  DACL_SECURITY_INFORMATION |
  SACL_SECURITY_INFORMATION;

function accessToWrite(parts: number): number {
  const owner =
    OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION;
  const dacl = DACL_SECURITY_INFORMATION | ATTRIBUTE_SECURITY_INFORMATION;
  const sacl = SACL_SECURITY_INFORMATION | SCOPE_SECURITY_INFORMATION;
  return (
    ((parts & owner) === 0 ? 0 : WRITE_OWNER) |
    ((parts & dacl) === 0 ? 0 : WRITE_DAC) |
    ((parts & sacl) === 0 ? 0 : ACCESS_SYSTEM_SECURITY)
  );
}

function parse(bytes: Uint8Array): SecurityDescriptor | null {
  try {
    return parseSecurityDescriptor(bytes);
  } catch (error) {
    if (isWireError(error)) return null;
    throw error;
  }
}

const DACL_CONTROL =
  SE_DACL_PRESENT | SE_DACL_AUTO_INHERITED | SE_DACL_AUTO_INHERIT_REQ | SE_DACL_PROTECTED;
const SACL_CONTROL =
  SE_SACL_PRESENT | SE_SACL_AUTO_INHERITED | SE_SACL_AUTO_INHERIT_REQ | SE_SACL_PROTECTED;

/** The parts that were named come from the client, the others stay. */
function merge(
  cx: CommandContext,
  current: SecurityDescriptor,
  given: SecurityDescriptor,
  parts: number,
): SecurityDescriptor | NtStatus {
  const setsOwner = (parts & OWNER_SECURITY_INFORMATION) !== 0;
  const setsGroup = (parts & GROUP_SECURITY_INFORMATION) !== 0;
  const setsDacl = (parts & DACL_SECURITY_INFORMATION) !== 0;
  const setsSacl = (parts & SACL_SECURITY_INFORMATION) !== 0;
  if (setsOwner && given.owner === null) return STATUS_INVALID_OWNER;
  if (setsGroup && given.group === null) return STATUS_INVALID_PARAMETER;
  if (setsOwner && given.owner !== null && given.owner.text !== current.owner?.text) {
    // [MS-FSA] 2.1.5.16: the caller, or who is owner already.
    if (!mayNameOwner(cx.principal, given.owner.text)) return STATUS_INVALID_OWNER;
  }
  const dacl = storableDescriptor(given);
  const taken = (setsDacl ? DACL_CONTROL : 0) | (setsSacl ? SACL_CONTROL : 0);
  return {
    // What goes in is resolved already; what stays is resolved since it was stored.
    // A DACL that is set is there, be it the null one: nothing else would say that it grants everything.
    control: (current.control & ~taken) | (dacl.control & taken) | (setsDacl ? SE_DACL_PRESENT : 0),
    resourceManagerControl: current.resourceManagerControl,
    owner: setsOwner ? given.owner : current.owner,
    group: setsGroup ? given.group : current.group,
    dacl: setsDacl ? dacl.dacl : current.dacl,
    sacl: setsSacl ? dacl.sacl : current.sacl,
  };
}

/**
 * Local processes and quotas go by uid and gid. Where the process may not change them, or the share forces
 * them, the descriptor alone says who owns the file.
 */
function projectOwner(cx: CommandContext, parts: number, given: SecurityDescriptor): void {
  const { node, tree } = cx.open;
  const setsOwner = (parts & OWNER_SECURITY_INFORMATION) !== 0 && tree.share?.forceUid == null;
  const setsGroup = (parts & GROUP_SECURITY_INFORMATION) !== 0 && tree.share?.forceGid == null;
  const ids = cx.engine.catalog;
  const uid = setsOwner && given.owner !== null ? uidOfSid(ids, given.owner) : null;
  const gid = setsGroup && given.group !== null ? gidOfSid(ids, given.group) : null;
  if (uid !== null || gid !== null) node?.setOwner(uid, gid);
}

function partNames(parts: number): string {
  const names: readonly (readonly [number, string])[] = [
    [OWNER_SECURITY_INFORMATION, "owner"],
    [GROUP_SECURITY_INFORMATION, "group"],
    [DACL_SECURITY_INFORMATION, "dacl"],
    [SACL_SECURITY_INFORMATION, "sacl"],
  ];
  return names
    .filter(([bit]) => (parts & bit) !== 0)
    .map(([, name]) => name)
    .join(" ");
}
