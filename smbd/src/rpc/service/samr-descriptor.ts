/** The descriptor of every account object: everybody reads, administrators do all. [MS-SAMR] 3.1.4.1. */
import { Writer } from "../../wire/writer.ts";
import { ndrSid } from "../ndr/sid.ts";
import type { RpcHeld } from "../rpc-context.ts";

const OWNER_SECURITY_INFORMATION = 1;
const GROUP_SECURITY_INFORMATION = 2;
const DACL_SECURITY_INFORMATION = 4;
const SE_DACL_PRESENT = 0x0004;
const SE_SELF_RELATIVE = 0x8000;

const EVERYONE = "S-1-1-0";
const ADMINISTRATORS = "S-1-5-32-544";

/** [GENERIC_READ and _EXECUTE, all] of each kind. [MS-SAMR] 2.2.1.3 to 2.2.1.7. */
const MASKS: Readonly<Record<Exclude<RpcHeld["kind"], "lsaPolicy">, readonly [number, number]>> = {
  samServer: [0x00020031, 0x000f003f],
  samDomain: [0x00020385, 0x000f07ff],
  samUser: [0x0002031b, 0x000f07ff],
  samGroup: [0x00020011, 0x000f001f],
  samAlias: [0x0002000c, 0x000f001f],
};

export function readableDescriptor(
  kind: Exclude<RpcHeld["kind"], "lsaPolicy">,
  securityInformation: number,
): Uint8Array {
  const [read, all] = MASKS[kind];
  const hasDacl = (securityInformation & DACL_SECURITY_INFORMATION) !== 0;
  const writer = new Writer();
  writer
    .u8(1)
    .u8(0)
    .u16(SE_SELF_RELATIVE | (hasDacl ? SE_DACL_PRESENT : 0));
  const offsets = writer.position;
  writer.zeros(16);
  if ((securityInformation & OWNER_SECURITY_INFORMATION) !== 0) {
    writer.patchU32(offsets, writer.position);
    writer.put(sidBytes(ADMINISTRATORS));
  }
  if ((securityInformation & GROUP_SECURITY_INFORMATION) !== 0) {
    writer.patchU32(offsets + 4, writer.position);
    writer.put(sidBytes(ADMINISTRATORS));
  }
  if (hasDacl) {
    writer.patchU32(offsets + 12, writer.position);
    encodeDacl(writer, [
      [EVERYONE, read],
      [ADMINISTRATORS, all],
    ]);
  }
  return writer.written();
}

function encodeDacl(writer: Writer, entries: readonly (readonly [string, number])[]): void {
  const start = writer.position;
  writer.u8(2).u8(0).u16(0).u16(entries.length).u16(0);
  for (const [sid, mask] of entries) {
    const bytes = sidBytes(sid);
    // ACCESS_ALLOWED_ACE. [MS-DTYP] 2.4.4.2.
    writer
      .u8(0)
      .u8(0)
      .u16(8 + bytes.length)
      .u32(mask)
      .put(bytes);
  }
  writer.patchU16(start + 2, writer.position - start);
}

/** RPC_SID without its conformance is the packet form. [MS-DTYP] 2.4.2.2. */
function sidBytes(sid: string): Uint8Array {
  const writer = new Writer();
  ndrSid.encodeFlat(writer, sid);
  return writer.written(4);
}
