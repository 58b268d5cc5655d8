/** FileObjectIdInformation of type 1. [MS-FSCC] 2.4.36.1. */
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface ObjectIdInformation {
  readonly fileReference: bigint;
  readonly objectId: Guid;
  readonly birthVolumeId: Guid;
  readonly birthObjectId: Guid;
  readonly domainId: Guid;
}

export function decodeObjectIdInformation(reader: Reader): ObjectIdInformation {
  return {
    fileReference: reader.u64Big(),
    objectId: decodeGuid(reader),
    birthVolumeId: decodeGuid(reader),
    birthObjectId: decodeGuid(reader),
    domainId: decodeGuid(reader),
  };
}

export function encodeObjectIdInformation(writer: Writer, information: ObjectIdInformation): void {
  writer.u64Big(information.fileReference);
  encodeGuid(writer, information.objectId);
  encodeGuid(writer, information.birthVolumeId);
  encodeGuid(writer, information.birthObjectId);
  encodeGuid(writer, information.domainId);
}
