/** FileFsObjectIdInformation. [MS-FSCC] 2.5.6. */
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface FsObjectIdInformation {
  readonly objectId: Guid;
  /** 48 bytes of the server's choice. */
  readonly extendedInfoView: Uint8Array;
}

const EXTENDED_INFO_BYTES = 48;

export function decodeFsObjectIdInformation(reader: Reader): FsObjectIdInformation {
  return { objectId: decodeGuid(reader), extendedInfoView: reader.view(EXTENDED_INFO_BYTES) };
}

export function encodeFsObjectIdInformation(
  writer: Writer,
  information: FsObjectIdInformation,
): void {
  if (information.extendedInfoView.length !== EXTENDED_INFO_BYTES) throw WIRE_VALUE;
  encodeGuid(writer, information.objectId);
  writer.put(information.extendedInfoView);
}
