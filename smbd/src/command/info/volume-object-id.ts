/**
 * The object id of a volume: the server's own id with the volume's serial number in its last four bytes, so
 * that it stays the same over restarts and differs between volumes. [MS-FSCC] 2.5.6.
 */
import type { Guid } from "../../wire/guid.ts";

export function volumeObjectId(serverGuid: Guid, serial: number): Guid {
  return serverGuid.slice(0, 24) + (serial >>> 0).toString(16).padStart(8, "0");
}
