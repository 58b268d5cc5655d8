/** FSCTL_QUERY_NETWORK_INTERFACE_INFO. [MS-SMB2] 2.2.32.5. The request has no input. */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const RSS_CAPABLE = 0x00000001;
export const RDMA_CAPABLE = 0x00000002;

export interface NetworkInterfaceInfo {
  readonly interfaceIndex: number;
  readonly capability: number;
  /** Bits per second. */
  readonly linkSpeed: bigint;
  /** 4 bytes for IPv4, 16 for IPv6, in network order. */
  readonly addressView: Uint8Array;
}

/** A box has a handful of addresses. */
export const NETWORK_INTERFACES_MAX = 1024;

const FAMILY_INET = 0x0002;
const FAMILY_INET6 = 0x0017;
const FIXED = 152;
const SOCKADDR_STORAGE_BYTES = 128;

export function decodeNetworkInterfaceInfo(reader: Reader): readonly NetworkInterfaceInfo[] {
  if (reader.length === 0) return [];
  const list: NetworkInterfaceInfo[] = [];
  reader.chain(FIXED, 8, NETWORK_INTERFACES_MAX, (record) => {
    record.skip(4);
    const interfaceIndex = record.u32();
    const capability = record.u32();
    record.skip(4);
    const linkSpeed = record.u64Big();
    const addressView = decodeSockaddr(record.sub(SOCKADDR_STORAGE_BYTES));
    list.push({ interfaceIndex, capability, linkSpeed, addressView });
  });
  return list;
}

export function encodeNetworkInterfaceInfo(
  writer: Writer,
  list: readonly NetworkInterfaceInfo[],
): void {
  list.forEach((entry, index) => {
    // 152 is a multiple of 8, so that no record needs padding.
    writer.u32(index === list.length - 1 ? 0 : FIXED).u32(entry.interfaceIndex);
    writer.u32(entry.capability).u32(0).u64Big(entry.linkSpeed);
    const end = writer.position + SOCKADDR_STORAGE_BYTES;
    encodeSockaddr(writer, entry.addressView);
    writer.zeros(end - writer.position);
  });
}

function decodeSockaddr(reader: Reader): Uint8Array {
  const family = reader.u16();
  reader.skip(2);
  if (family === FAMILY_INET) return reader.view(4);
  if (family !== FAMILY_INET6) throw WIRE_VALUE;
  reader.skip(4);
  return reader.view(16);
}

// Port, flow information and scope are zero.
function encodeSockaddr(writer: Writer, address: Uint8Array): void {
  if (address.length === 4) {
    writer.u16(FAMILY_INET).u16(0).put(address);
    return;
  }
  if (address.length !== 16) throw WIRE_VALUE;
  writer.u16(FAMILY_INET6).u16(0).u32(0).put(address);
}
