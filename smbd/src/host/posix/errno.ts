import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_DISK_FULL,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_HANDLE,
  STATUS_INVALID_PARAMETER,
  STATUS_IO_DEVICE_ERROR,
  STATUS_IO_TIMEOUT,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_SAME_DEVICE,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_RETRY,
  STATUS_SHARING_VIOLATION,
  STATUS_TOO_MANY_LINKS,
  STATUS_TOO_MANY_OPENED_FILES,
  STATUS_UNEXPECTED_IO_ERROR,
} from "../../wire/status.ts";

/**
 * The status for what a native call answered; `result` is below zero. This table is the only place
 * where an errno becomes a status. What is not in it is told as an unexpected I/O error: there is no
 * comfortable default.
 */
export function statusOf(result: number): NtStatus {
  const status = STATUSES.get(-result);
  if (status !== undefined) return status;
  tellUnknown(-result);
  return STATUS_UNEXPECTED_IO_ERROR;
}

/** From anywhere in the store, which has the table in common and nobody to report to. */
export function watchUnknownErrnos(tell: (errno: number) => void): void {
  tellUnknown = tell;
}

let tellUnknown: (errno: number) => void = () => {};

/** The numbers that x86-64 and arm64 share; as the addon answers them, below zero. */
export const EPERM = -1;
export const ENOENT = -2;
export const EIO = -5;
export const ENXIO = -6;
export const E2BIG = -7;
export const EAGAIN = -11;
export const EACCES = -13;
export const EEXIST = -17;
export const EXDEV = -18;
export const ENOTDIR = -20;
export const EINVAL = -22;
export const ENOTTY = -25;
export const ENOSPC = -28;
export const ENOSYS = -38;
export const ELOOP = -40;
export const ENODATA = -61;
export const EOPNOTSUPP = -95;

const STATUSES: ReadonlyMap<number, NtStatus> = new Map([
  [1 /* EPERM */, STATUS_ACCESS_DENIED],
  [2 /* ENOENT */, STATUS_OBJECT_NAME_NOT_FOUND],
  [4 /* EINTR */, STATUS_RETRY],
  [5 /* EIO */, STATUS_IO_DEVICE_ERROR],
  [6 /* ENXIO */, STATUS_ACCESS_DENIED],
  [7 /* E2BIG: an attribute larger than the kernel takes */, STATUS_DISK_FULL],
  [9 /* EBADF */, STATUS_INVALID_HANDLE],
  [11 /* EAGAIN: the workers' queue is full */, STATUS_INSUFFICIENT_RESOURCES],
  [12 /* ENOMEM */, STATUS_INSUFFICIENT_RESOURCES],
  [13 /* EACCES */, STATUS_ACCESS_DENIED],
  [16 /* EBUSY: a mount point */, STATUS_SHARING_VIOLATION],
  [17 /* EEXIST */, STATUS_OBJECT_NAME_COLLISION],
  [18 /* EXDEV */, STATUS_NOT_SAME_DEVICE],
  [20 /* ENOTDIR */, STATUS_NOT_A_DIRECTORY],
  [21 /* EISDIR */, STATUS_FILE_IS_A_DIRECTORY],
  [22 /* EINVAL */, STATUS_INVALID_PARAMETER],
  [23 /* ENFILE */, STATUS_TOO_MANY_OPENED_FILES],
  [24 /* EMFILE */, STATUS_TOO_MANY_OPENED_FILES],
  [26 /* ETXTBSY: a program that runs */, STATUS_SHARING_VIOLATION],
  [27 /* EFBIG */, STATUS_DISK_FULL],
  [28 /* ENOSPC */, STATUS_DISK_FULL],
  [30 /* EROFS */, STATUS_MEDIA_WRITE_PROTECTED],
  [31 /* EMLINK */, STATUS_TOO_MANY_LINKS],
  [36 /* ENAMETOOLONG */, STATUS_OBJECT_NAME_INVALID],
  [39 /* ENOTEMPTY */, STATUS_DIRECTORY_NOT_EMPTY],
  [40 /* ELOOP */, STATUS_ACCESS_DENIED],
  [84 /* EILSEQ: the file system refuses the name */, STATUS_OBJECT_NAME_INVALID],
  [95 /* EOPNOTSUPP */, STATUS_NOT_SUPPORTED],
  [110 /* ETIMEDOUT */, STATUS_IO_TIMEOUT],
  [116 /* ESTALE: gone on the server behind a mount */, STATUS_OBJECT_NAME_NOT_FOUND],
  [117 /* EUCLEAN: the file system is damaged */, STATUS_IO_DEVICE_ERROR],
  [121 /* EREMOTEIO */, STATUS_IO_DEVICE_ERROR],
  // As NTFS answers for a hard quota, which programs know how to tell.
  [122 /* EDQUOT */, STATUS_DISK_FULL],
]);
