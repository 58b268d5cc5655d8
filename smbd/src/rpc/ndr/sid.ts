/**
 * RPC_SID: the only conformant structure that our calls know; its count comes before the structure.
 * [MS-DTYP] 2.4.2.3. SIDs are text in this layer: they are looked up and compared, never taken apart.
 */
import { WIRE_VALUE } from "../../wire/wire-error.ts";
import { alignReader, type NdrType } from "./ndr-type.ts";

const SUB_AUTHORITIES_MAX = 15;

export const ndrSid: NdrType<string> = {
  alignment: 4,
  sizeMin: 12,
  hasReferents: false,
  decodeFlat(reader) {
    alignReader(reader, 4);
    const conformance = reader.u32();
    const revision = reader.u8();
    const count = reader.u8();
    if (revision !== 1 || count > SUB_AUTHORITIES_MAX || conformance !== count) throw WIRE_VALUE;
    let authority = 0;
    for (let i = 0; i < 6; i++) authority = authority * 256 + reader.u8();
    let text = `S-1-${authority < 0x1_0000_0000 ? authority : `0x${authority.toString(16).padStart(12, "0")}`}`;
    for (let i = 0; i < count; i++) text += `-${reader.u32()}`;
    return text;
  },
  decodeReferents: (_reader, flat) => flat,
  encodeFlat(writer, value) {
    // Ours by construction: from the catalog, from the table of well-known SIDs, or decoded above.
    const [authority = 0, ...subAuthorities] = value.split("-").slice(2).map(Number);
    writer.align(4).u32(subAuthorities.length).u8(1).u8(subAuthorities.length);
    for (let i = 5; i >= 0; i--) writer.u8(Math.floor(authority / 256 ** i) % 256);
    for (const subAuthority of subAuthorities) writer.u32(subAuthority);
  },
  encodeReferents() {},
};
