/**
 * What the SACL of a file wants told of an access to it. [MS-DTYP] 2.4.4.10 (SYSTEM_AUDIT_ACE) and the audit
 * step of an access check: each entry names somebody, rights, and whether it is for accesses that were granted,
 * that were denied, or for both.
 */
import type { Principal } from "../auth/principal.ts";
import { type AccessMask, mapGenericAccess } from "../wire/security/access-mask.ts";
import {
  FAILED_ACCESS_ACE_FLAG,
  INHERIT_ONLY_ACE,
  SUCCESSFUL_ACCESS_ACE_FLAG,
  SYSTEM_AUDIT_ACE_TYPE,
} from "../wire/security/ace.ts";
import type { SecurityDescriptor } from "../wire/security/descriptor.ts";
import { holdsSid } from "./access-check.ts";

/** Those of the rights that are to be told; 0: nothing is. */
export function auditedAccess(
  { sacl }: SecurityDescriptor,
  principal: Principal,
  access: AccessMask,
  isGranted: boolean,
): AccessMask {
  if (sacl === null) return 0;
  const flag = isGranted ? SUCCESSFUL_ACCESS_ACE_FLAG : FAILED_ACCESS_ACE_FLAG;
  let told = 0;
  for (const ace of sacl.aces) {
    if (ace.type !== SYSTEM_AUDIT_ACE_TYPE || (ace.flags & INHERIT_ONLY_ACE) !== 0) continue;
    if ((ace.flags & flag) === 0 || !holdsSid(principal, ace.sid.text)) continue;
    told |= mapGenericAccess(ace.mask) & access;
  }
  return told >>> 0;
}

/** The rights in words, for a person who reads the audit. */
export function accessInWords(access: AccessMask, isDirectory: boolean): string {
  return RIGHTS.filter(([bit]) => (access & bit) !== 0)
    .map(([, ofFile, ofDirectory]) => (isDirectory ? ofDirectory : ofFile))
    .join(", ");
}

const RIGHTS: readonly (readonly [number, string, string])[] = [
  [0x1, "read data", "list"],
  [0x2, "write data", "add files"],
  [0x4, "append data", "add folders"],
  [0x8, "read extended attributes", "read extended attributes"],
  [0x10, "write extended attributes", "write extended attributes"],
  [0x20, "execute", "traverse"],
  [0x40, "delete children", "delete children"],
  [0x80, "read attributes", "read attributes"],
  [0x100, "write attributes", "write attributes"],
  [0x10000, "delete", "delete"],
  [0x20000, "read permissions", "read permissions"],
  [0x40000, "change permissions", "change permissions"],
  [0x80000, "take ownership", "take ownership"],
  [0x100000, "synchronize", "synchronize"],
  [0x1000000, "read and change the audit list", "read and change the audit list"],
];
