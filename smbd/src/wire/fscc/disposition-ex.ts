/** FileDispositionInformationEx. [MS-FSCC] 2.4.12. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export const FILE_DISPOSITION_DELETE = 0x00000001;
export const FILE_DISPOSITION_POSIX_SEMANTICS = 0x00000002;
export const FILE_DISPOSITION_FORCE_IMAGE_SECTION_CHECK = 0x00000004;
export const FILE_DISPOSITION_ON_CLOSE = 0x00000008;
export const FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE = 0x00000010;

export interface DispositionExInformation {
  readonly flags: number;
}

export function decodeDispositionExInformation(reader: Reader): DispositionExInformation {
  return {
    flags: reader.u32(),
  };
}

export function encodeDispositionExInformation(
  writer: Writer,
  information: DispositionExInformation,
): void {
  writer.u32(information.flags);
}
