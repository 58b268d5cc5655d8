/** FileIdInformation. [MS-FSCC] 2.4.26. */
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface IdInformation {
  readonly volumeSerialNumber: bigint;
  /** 128 bits; ours are 64 with zeros above. */
  readonly fileId: Guid;
}

export function decodeIdInformation(reader: Reader): IdInformation {
  return {
    volumeSerialNumber: reader.u64Big(),
    fileId: decodeGuid(reader),
  };
}

export function encodeIdInformation(writer: Writer, information: IdInformation): void {
  writer.u64Big(information.volumeSerialNumber);
  encodeGuid(writer, information.fileId);
}
