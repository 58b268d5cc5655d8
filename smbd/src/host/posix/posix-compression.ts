/**
 * Compression is a flag of the inode where the file system has it (Btrfs): what is written from then on is
 * compressed, and a directory hands the flag down to what is made in it. Data that is there stays as it is until
 * it is written anew: rewriting it would take apart what other files and snapshots share with it.
 */
import { type NtStatus, STATUS_NOT_SUPPORTED, STATUS_SUCCESS } from "../../wire/status.ts";
import { native, STAT_SLOTS, Stat } from "../native.ts";
import { EINVAL, ENOTTY, EOPNOTSUPP, statusOf } from "./errno.ts";
import { openNamelessFile } from "./nameless-file.ts";
import { STATX_ATTR_COMPRESSED } from "./node-stat.ts";

export function setCompressed(node: number, isCompressed: boolean): NtStatus {
  // The node may be held by a descriptor that stands for its place alone, which has no flags.
  const fd = native.reopen(node, native.O_RDONLY);
  if (fd < 0) return statusOf(fd);
  const result = native.setCompressed(fd, isCompressed);
  native.close(fd);
  if (result >= 0) return STATUS_SUCCESS;
  // Btrfs answers EINVAL for a file whose data is never copied on write, which cannot be compressed.
  return MEANS_WITHOUT.has(result) ? STATUS_NOT_SUPPORTED : statusOf(result);
}

/** Whether the flag means something: ext4 keeps it and does nothing with it, others take it and forget it. */
export function compressionSupport(directory: number, fileSystemType: number): boolean {
  if (!COMPRESSING.has(fileSystemType)) return false;
  const file = openNamelessFile(directory);
  if (file < 0) return false;
  const isKept =
    native.setCompressed(file, true) === 0 &&
    native.statx(file, NOTHING, slots) === 0 &&
    (slots[Stat.attributes]! & STATX_ATTR_COMPRESSED) !== 0;
  native.close(file);
  return isKept;
}

/** statfs(2): Btrfs, and F2FS where it was made so. */
const COMPRESSING: ReadonlySet<number> = new Set([0x9123683e, 0xf2f52010]);
const MEANS_WITHOUT: ReadonlySet<number> = new Set([EINVAL, ENOTTY, EOPNOTSUPP]);
const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
