/** FILE_OBJECTID_BUFFER of type 1. [MS-FSCC] 2.1.3.1. */
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface ObjectIdBuffer {
  readonly objectId: Guid;
  readonly birthVolumeId: Guid;
  readonly birthObjectId: Guid;
  readonly domainId: Guid;
}

export function decodeObjectIdBuffer(reader: Reader): ObjectIdBuffer {
  return {
    objectId: decodeGuid(reader),
    birthVolumeId: decodeGuid(reader),
    birthObjectId: decodeGuid(reader),
    domainId: decodeGuid(reader),
  };
}

export function encodeObjectIdBuffer(writer: Writer, buffer: ObjectIdBuffer): void {
  encodeGuid(writer, buffer.objectId);
  encodeGuid(writer, buffer.birthVolumeId);
  encodeGuid(writer, buffer.birthObjectId);
  encodeGuid(writer, buffer.domainId);
}
