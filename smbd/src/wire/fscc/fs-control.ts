/** FileFsControlInformation. [MS-FSCC] 2.5.2. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface FsControlInformation {
  readonly freeSpaceStartFiltering: bigint;
  readonly freeSpaceThreshold: bigint;
  readonly freeSpaceStopFiltering: bigint;
  /** All ones: no limit. */
  readonly defaultQuotaThreshold: bigint;
  /** All ones: no limit. */
  readonly defaultQuotaLimit: bigint;
  readonly fileSystemControlFlags: number;
}

/** Use is counted for each user. */
export const FILE_VC_QUOTA_TRACK = 0x00000001;
/** And limits hold. */
export const FILE_VC_QUOTA_ENFORCE = 0x00000002;

export function decodeFsControlInformation(reader: Reader): FsControlInformation {
  const freeSpaceStartFiltering = reader.i64Big();
  const freeSpaceThreshold = reader.i64Big();
  const freeSpaceStopFiltering = reader.i64Big();
  const defaultQuotaThreshold = reader.u64Big();
  const defaultQuotaLimit = reader.u64Big();
  const fileSystemControlFlags = reader.u32();
  reader.skip(4);
  return {
    freeSpaceStartFiltering,
    freeSpaceThreshold,
    freeSpaceStopFiltering,
    defaultQuotaThreshold,
    defaultQuotaLimit,
    fileSystemControlFlags,
  };
}

export function encodeFsControlInformation(
  writer: Writer,
  information: FsControlInformation,
): void {
  writer.u64Big(information.freeSpaceStartFiltering);
  writer.u64Big(information.freeSpaceThreshold);
  writer.u64Big(information.freeSpaceStopFiltering);
  writer.u64Big(information.defaultQuotaThreshold);
  writer.u64Big(information.defaultQuotaLimit);
  writer.u32(information.fileSystemControlFlags);
  writer.zeros(4);
}
