/**
 * The nearest POSIX mode to a security descriptor, for local processes: what the owner, the group
 * and everybody may do. Grants to other users and groups have no place in nine bits. Null when the
 * bytes are no descriptor. The owner keeps read and write (and search), because the server itself
 * may be that owner and must be able to go on serving.
 */
export function projectedMode(descriptor: Uint8Array, isDirectory: boolean): number | null {
  const least = isDirectory ? 0o700 : 0o600;
  if (descriptor.length < 20) return null;
  const view = new DataView(descriptor.buffer, descriptor.byteOffset, descriptor.length);
  const aces = readDacl(descriptor, view);
  // [MS-DTYP] 2.5.3.2: no DACL lets everybody do everything.
  if (aces === "absent") return 0o777;
  if (aces === "malformed") return null;
  const owner = readSid(descriptor, view.getUint32(4, true));
  const group = readSid(descriptor, view.getUint32(8, true));
  const ownerBits = permitted(aces, [owner, OWNER_RIGHTS, ...EVERYBODY]);
  const groupBits = permitted(aces, [group, ...EVERYBODY]);
  const otherBits = permitted(aces, EVERYBODY);
  return least | (ownerBits << 6) | (groupBits << 3) | otherBits;
}

interface Ace {
  readonly isDeny: boolean;
  readonly mask: number;
  readonly sid: string | null;
}

function readDacl(bytes: Uint8Array, view: DataView): readonly Ace[] | "absent" | "malformed" {
  const at = view.getUint32(16, true);
  if ((view.getUint16(2, true) & SE_DACL_PRESENT) === 0 || at === 0) return "absent";
  if (at + 8 > bytes.length) return "malformed";
  const end = at + view.getUint16(at + 2, true);
  if (end > bytes.length) return "malformed";
  const aces: Ace[] = [];
  let aceAt = at + 8;
  for (let left = view.getUint16(at + 4, true); left > 0; left--) {
    if (aceAt + 8 > end) return "malformed";
    const size = view.getUint16(aceAt + 2, true);
    if (size < 8 || aceAt + size > end) return "malformed";
    const type = bytes[aceAt]!;
    const isForChildrenOnly = (bytes[aceAt + 1]! & INHERIT_ONLY_ACE) !== 0;
    if (type <= ACCESS_DENIED_ACE && !isForChildrenOnly) {
      aces.push({
        isDeny: type === ACCESS_DENIED_ACE,
        mask: view.getUint32(aceAt + 4, true),
        sid: readSid(bytes.subarray(0, aceAt + size), aceAt + 8),
      });
    }
    aceAt += size;
  }
  return aces;
}

/** A key for comparison: the SID's own bytes. */
function readSid(bytes: Uint8Array, at: number): string | null {
  if (at === 0 || at + 8 > bytes.length) return null;
  const end = at + 8 + 4 * bytes[at + 1]!;
  if (end > bytes.length) return null;
  return Buffer.from(bytes.subarray(at, end)).toString("latin1");
}

/** rwx of who has all the given SIDs; the first ACE that speaks about a right decides it. */
function permitted(aces: readonly Ace[], sids: readonly (string | null)[]): number {
  let allowed = 0;
  let denied = 0;
  for (const ace of aces) {
    if (ace.sid === null || !sids.includes(ace.sid)) continue;
    const bits = permissionBits(ace.mask);
    if (ace.isDeny) denied |= bits & ~allowed;
    else allowed |= bits & ~denied;
  }
  return allowed;
}

function permissionBits(mask: number): number {
  return (
    ((mask & READ_MASK) !== 0 ? 4 : 0) |
    ((mask & WRITE_MASK) !== 0 ? 2 : 0) |
    ((mask & EXECUTE_MASK) !== 0 ? 1 : 0)
  );
}

function sid(authority: number, ...parts: number[]): string {
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes[0] = 1;
  bytes[1] = parts.length;
  bytes[7] = authority;
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return bytes.toString("latin1");
}

// [MS-DTYP] 2.4.2.4: Everyone, Authenticated Users, BUILTIN\Users.
const EVERYBODY = [sid(1, 0), sid(5, 11), sid(5, 32, 545)];
const OWNER_RIGHTS = sid(3, 4);
const SE_DACL_PRESENT = 0x0004;
const ACCESS_DENIED_ACE = 1;
const INHERIT_ONLY_ACE = 0x08;
// FILE_READ_DATA, FILE_WRITE_DATA, FILE_EXECUTE, each with the generic rights that hold it.
const READ_MASK = 0x9000_0001;
const WRITE_MASK = 0x5000_0002;
const EXECUTE_MASK = 0x3000_0020;
