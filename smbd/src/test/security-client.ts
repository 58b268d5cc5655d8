/** Descriptors over a virtual client: built, sent along, set and read back. */
import { CREATE_SD_BUFFER, createContext } from "../wire/context/create-context.ts";
import { encodeSdBuffer } from "../wire/context/security-descriptor.ts";
import type { FileId } from "../wire/file-id.ts";
import { INFO_SECURITY } from "../wire/message/query-info.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  type Ace,
  makeAce,
  SYSTEM_AUDIT_ACE_TYPE,
} from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import {
  encodeSecurityDescriptor,
  parseSecurityDescriptor,
  SE_DACL_PRESENT,
  SE_SACL_PRESENT,
  type SecurityDescriptor,
} from "../wire/security/descriptor.ts";
import { makeSid, type Sid } from "../wire/security/sid.ts";
import type { NtStatus } from "../wire/status.ts";
import { InfoClient } from "./info-client.ts";

/** The users of World. */
export const ALICE = makeSid(5, [21, 1, 2, 3, 1000]);
export const BOB = makeSid(5, [21, 1, 2, 3, 1001]);

export const OWNER = 1;
export const GROUP = 2;
export const DACL = 4;
export const SACL = 8;

export class SecurityClient extends InfoClient {
  setSecurity(fileId: FileId, parts: number, given: SecurityDescriptor): NtStatus {
    return this.set(fileId, 0, (writer) => encodeSecurityDescriptor(writer, given), {
      infoType: INFO_SECURITY,
      additionalInformation: parts,
    });
  }

  security(fileId: FileId, parts: number): SecurityDescriptor {
    return parseSecurityDescriptor(this.querySecurity(fileId, parts).output);
  }

  /** Makes the file or folder with this descriptor, and closes it. */
  make(name: string, given: SecurityDescriptor, createOptions = 0): void {
    this.close(this.open(name, { ...withDescriptor(given), createOptions }));
  }
}

/** Null: the DACL that grants everything. */
export function descriptor(
  aces: readonly Ace[] | null,
  change: Partial<SecurityDescriptor> = {},
): SecurityDescriptor {
  return {
    control: SE_DACL_PRESENT | (change.control ?? 0),
    resourceManagerControl: 0,
    owner: change.owner ?? null,
    group: change.group ?? null,
    sacl: change.sacl ?? null,
    dacl: aces === null ? null : makeAcl(aces),
  };
}

/** A descriptor of nothing but an audit list. */
export function auditList(...aces: readonly Ace[]): SecurityDescriptor {
  const none = { resourceManagerControl: 0, owner: null, group: null, dacl: null };
  return { ...none, control: SE_SACL_PRESENT, sacl: makeAcl(aces) };
}

export function allow(sid: Sid, mask: number, flags = 0): Ace {
  return makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid);
}

/** `flags` say for which outcomes, and to whom it is handed down. */
export function watch(sid: Sid, mask: number, flags: number): Ace {
  return makeAce(SYSTEM_AUDIT_ACE_TYPE, flags, mask, sid);
}

export function withDescriptor(given: SecurityDescriptor) {
  return { contexts: [createContext(CREATE_SD_BUFFER, encodeSdBuffer, given)] };
}
