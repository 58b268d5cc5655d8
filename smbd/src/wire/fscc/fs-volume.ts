/** FileFsVolumeInformation. [MS-FSCC] 2.5.9. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface FsVolumeInformation {
  readonly volumeCreationTime: bigint;
  readonly volumeSerialNumber: number;
  readonly supportsObjects: boolean;
  readonly volumeLabel: string;
}

/** Before the label. */
export const FS_VOLUME_FIXED_BYTES = 18;

export function decodeFsVolumeInformation(reader: Reader): FsVolumeInformation {
  const volumeCreationTime = reader.i64Big();
  const volumeSerialNumber = reader.u32();
  const labelLength = reader.u32();
  const supportsObjects = reader.u8() !== 0;
  reader.skip(1);
  const volumeLabel = reader.utf16(labelLength);
  return { volumeCreationTime, volumeSerialNumber, supportsObjects, volumeLabel };
}

export function encodeFsVolumeInformation(writer: Writer, information: FsVolumeInformation): void {
  writer.u64Big(information.volumeCreationTime).u32(information.volumeSerialNumber);
  writer
    .u32(2 * information.volumeLabel.length)
    .u8(information.supportsObjects ? 1 : 0)
    .u8(0);
  writer.utf16(information.volumeLabel);
}
