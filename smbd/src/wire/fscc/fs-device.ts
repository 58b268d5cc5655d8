/** FileFsDeviceInformation. [MS-FSCC] 2.5.10. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export const FILE_DEVICE_DISK = 0x00000007;
export const FILE_DEVICE_NAMED_PIPE = 0x00000011;
export const FILE_READ_ONLY_DEVICE = 0x00000002;
export const FILE_DEVICE_IS_MOUNTED = 0x00000020;

export interface FsDeviceInformation {
  readonly deviceType: number;
  readonly characteristics: number;
}

export function decodeFsDeviceInformation(reader: Reader): FsDeviceInformation {
  return {
    deviceType: reader.u32(),
    characteristics: reader.u32(),
  };
}

export function encodeFsDeviceInformation(writer: Writer, information: FsDeviceInformation): void {
  writer.u32(information.deviceType);
  writer.u32(information.characteristics);
}
