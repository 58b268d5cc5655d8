/**
 * Which extended attributes of Linux are EAs of SMB: those in `user.`, without the ones that hold
 * what SMB shows in other ways. Clients must neither see nor set these: `user.NTACL` decides access.
 */
export interface EaName {
  readonly name: string;
  readonly nameBytes: number;
  /** With its prefix, as the kernel wants it. */
  readonly attribute: Uint8Array;
}

export function eaNames(list: Uint8Array): readonly EaName[] {
  // Neighbours in a folder mostly have the same attributes: the last answer is often the next.
  if (Buffer.compare(list, lastList) === 0) return lastNames;
  lastList = list.slice();
  lastNames = attributeNames(list)
    .filter((attribute) => attribute.startsWith(PREFIX) && !isReserved(attribute))
    .map((attribute) => ({
      name: Buffer.from(attribute.slice(PREFIX.length), "latin1").toString("utf8"),
      nameBytes: attribute.length - PREFIX.length,
      attribute: Buffer.from(attribute, "latin1"),
    }));
  return lastNames;
}

let lastList = new Uint8Array(0);
let lastNames: readonly EaName[] = [];

/** The attribute for an EA's name, or null for a name that is refused. */
export function eaAttribute(name: string): Uint8Array | null {
  const attribute = Buffer.from(PREFIX + name, "utf8");
  if (name === "" || name.includes("\0") || attribute.length > ATTRIBUTE_BYTES_MAX) return null;
  return isReserved(attribute.toString("latin1")) ? null : attribute;
}

/** The names in the kernel's list, each ended by a NUL, byte for byte. */
export function attributeNames(list: Uint8Array): string[] {
  if (list.length === 0) return [];
  return Buffer.from(list.buffer, list.byteOffset, list.length)
    .toString("latin1")
    .split("\0")
    .filter((name) => name !== "");
}

function isReserved(attribute: string): boolean {
  const upper = attribute.slice(PREFIX.length).toUpperCase();
  return RESERVED.some((reserved) =>
    reserved.endsWith(".") ? upper.startsWith(reserved) : upper === reserved,
  );
}

const PREFIX = "user.";
/** XATTR_NAME_MAX. */
export const ATTRIBUTE_BYTES_MAX = 255;
const RESERVED = [
  "DOSATTRIB",
  "SMBREPARSE",
  "NTACL",
  "DOSSTREAM.",
  "DOSSTREAMS",
  "DOSEAS",
  "SAMBA_PAI",
  "LARDER.",
];
