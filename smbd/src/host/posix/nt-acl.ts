/**
 * `user.NTACL` (Samba with "acl_xattr:security_acl_name", ksmbd) and `security.NTACL` (Samba) in
 * Samba's layout: a self-relative security descriptor in NDR.
 *
 *   version u16, the same as level of a union u16, pointer u32
 *     1: descriptor
 *     2: pointer u32, 16 bytes hash (in its first form a 64-bit time), descriptor
 *     3: pointer u32, hash type u16, 64 bytes hash, descriptor
 *     4: pointer u32, hash type u16, 64 bytes hash, text NUL, time u64, 64 bytes hash, descriptor
 *
 * The four offsets in the descriptor count from the start of the whole, as NDR's relative pointers do,
 * and not from the start of the descriptor as everywhere else.
 *
 * The hashes tell Samba whether the POSIX ACL was changed behind its back. We write hash type 0,
 * "none", with which Samba takes the descriptor as it is, and we read descriptors with any.
 */
export const NT_ACL_NAMES = [Buffer.from("user.NTACL"), Buffer.from("security.NTACL")] as const;

/** The self-relative descriptor; null for bytes that hold none. */
export function decodeNtAcl(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint16(0, true);
  if (view.getUint16(2, true) !== version || view.getUint32(4, true) === 0) return null;
  for (const at of descriptorOffsets(version, bytes)) {
    if (isDescriptor(bytes, view, at)) return moveOffsets(bytes.slice(at), -at);
  }
  return null;
}

/** `descriptor` has at least its 20-byte header. */
export function encodeNtAcl(descriptor: Uint8Array, writtenAt: bigint): Uint8Array {
  const bytes = new Uint8Array(V4_DESCRIPTOR_OFFSET + descriptor.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 4, true);
  view.setUint16(2, 4, true);
  view.setUint32(4, 0x0002_0000, true);
  view.setUint32(8, 0x0002_0004, true);
  bytes.set(DESCRIPTION, V4_DESCRIPTION_OFFSET);
  view.setBigUint64(V4_DESCRIPTION_OFFSET + DESCRIPTION.length, writtenAt, true);
  bytes.set(moveOffsets(descriptor.slice(), V4_DESCRIPTOR_OFFSET), V4_DESCRIPTOR_OFFSET);
  return bytes;
}

/** Changes the descriptor in place; an offset of 0 says "none" and stays. */
function moveOffsets(descriptor: Uint8Array, by: number): Uint8Array {
  const view = new DataView(descriptor.buffer, descriptor.byteOffset, descriptor.length);
  for (const field of OFFSET_FIELDS) {
    const offset = view.getUint32(field, true);
    if (offset !== 0) view.setUint32(field, offset + by, true);
  }
  return descriptor;
}

function descriptorOffsets(version: number, bytes: Uint8Array): number[] {
  switch (version) {
    case 1:
      return [8];
    case 2:
      return [28, 20];
    case 3:
      return [80];
    case 4: {
      const textEnd = bytes.indexOf(0, V4_DESCRIPTION_OFFSET);
      return textEnd < 0 ? [] : [Math.ceil((textEnd + 1) / 4) * 4 + 8 + HASH_BYTES];
    }
    default:
      return [];
  }
}

/**
 * [MS-DTYP] 2.4.6: revision 1, self-relative, with offsets that lie behind its header. What they lead
 * to is the engine's to check.
 */
function isDescriptor(bytes: Uint8Array, view: DataView, at: number): boolean {
  const end = at + DESCRIPTOR_HEADER_BYTES;
  if (end > bytes.length || bytes[at] !== 1) return false;
  if ((view.getUint16(at + 2, true) & SE_SELF_RELATIVE) === 0) return false;
  return OFFSET_FIELDS.every((field) => {
    const offset = view.getUint32(at + field, true);
    return offset === 0 || (offset >= end && offset < bytes.length);
  });
}

const DESCRIPTOR_HEADER_BYTES = 20;
/** Owner, group, SACL, DACL. */
const OFFSET_FIELDS = [4, 8, 12, 16] as const;
const SE_SELF_RELATIVE = 0x8000;
const HASH_BYTES = 64;
const DESCRIPTION = Buffer.from("posix_acl\0");
const V4_DESCRIPTION_OFFSET = 14 + HASH_BYTES;
const V4_DESCRIPTOR_OFFSET = V4_DESCRIPTION_OFFSET + DESCRIPTION.length + 8 + HASH_BYTES;
