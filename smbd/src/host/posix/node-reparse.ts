import { fstatSync } from "node:fs";
import type { VfsReparse } from "../../port/vfs.ts";
import { type NtStatus, STATUS_ACCESS_DENIED, STATUS_SUCCESS } from "../../wire/status.ts";
import { native, STAT_SLOTS } from "../native.ts";
import { DOS_ATTRIBUTE_NAME, encodeDosAttribute } from "./dos-attribute.ts";
import { E2BIG, ENODATA, ENOSPC, statusOf } from "./errno.ts";
import {
  FILE_ATTRIBUTE_REPARSE_POINT,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFREG,
  S_IFSOCK,
} from "./inode-facts.ts";
import { fileTypeOf, statNode } from "./node-stat.ts";
import {
  decodeReparsePointer,
  encodeReparsePointer,
  REPARSE_ATTRIBUTE,
  storedReparseTag,
} from "./reparse-attribute.ts";
import type { ShareContext } from "./share-context.ts";
import { moveStreamOut, setAttribute } from "./stream-move.ts";
import { ownerOf } from "./stream-owner.ts";

/** What a descriptor stands for, as a reparse point; see VfsNode.reparse. */
export function readReparse(share: ShareContext, fd: number): VfsReparse | null | NtStatus {
  const result = native.statx(fd, NOTHING, slots);
  if (result < 0) return statusOf(result);
  switch (fileTypeOf(slots, 0)) {
    case S_IFLNK: {
      const length = native.readLink(fd, scratch);
      if (length < 0) return statusOf(length);
      return { kind: "symlink", target: Buffer.from(scratch.subarray(0, length)).toString("utf8") };
    }
    case S_IFIFO:
      return { kind: "fifo" };
    case S_IFSOCK:
      return { kind: "socket" };
    case S_IFCHR:
      return { kind: "character-device", ...deviceNumbers(fd) };
    case S_IFBLK:
      return { kind: "block-device", ...deviceNumbers(fd) };
  }
  const stat = statNode(share, fd);
  if (typeof stat === "number") return statusOf(stat);
  if (stat.reparseTag === 0) return null;
  const value = storedValue(fd);
  if (typeof value === "number") return statusOf(value);
  const token = decodeReparsePointer(value);
  if (token === null) return { kind: "stored", buffer: value };
  const buffer = readStored(share, fd, token);
  return typeof buffer === "number" ? statusOf(buffer) : { kind: "stored", buffer };
}

/** The data first: the flag without it would mean nothing, and the data without the flag does no harm. */
export function setReparse(share: ShareContext, fd: number, buffer: Uint8Array): NtStatus {
  if (!mayCarry(fd) || storedReparseTag(buffer) === 0) return STATUS_ACCESS_DENIED;
  const before = storedToken(fd);
  let stored = setAttribute(share, fd, REPARSE_ATTRIBUTE, buffer, 0);
  if (stored === ENOSPC || stored === E2BIG) stored = storeAside(share, fd, buffer);
  if (stored < 0) return statusOf(stored);
  if (before !== null) removeStored(share, fd, before);
  return setFlag(share, fd, true);
}

export function removeReparse(share: ShareContext, fd: number): NtStatus {
  if (!mayCarry(fd)) return STATUS_ACCESS_DENIED;
  const status = setFlag(share, fd, false);
  if (status !== STATUS_SUCCESS) return status;
  const token = storedToken(fd);
  const removed = native.removeAttribute(fd, REPARSE_ATTRIBUTE);
  if (removed < 0 && removed !== ENODATA) return statusOf(removed);
  if (token !== null) removeStored(share, fd, token);
  return STATUS_SUCCESS;
}

/** The file that it may have in the store, when the last name of its own is gone. */
export function forgetReparse(share: ShareContext, fd: number): void {
  const token = storedToken(fd);
  if (token !== null) removeStored(share, fd, token);
}

/** 0 or a negated errno. */
function storeAside(share: ShareContext, fd: number, buffer: Uint8Array): number {
  const moved = moveStreamOut(share, fd, REPARSE_ATTRIBUTE, {
    writeTo: (file) => {
      const written = native.write(file, buffer, 0, buffer.length, 0);
      return written < 0 || written === buffer.length ? written : ENOSPC;
    },
    pointer: (token) => encodeReparsePointer(buffer, token),
  });
  if (typeof moved === "number") return moved;
  native.close(moved.fd);
  return 0;
}

function storedValue(fd: number): Uint8Array | number {
  const length = native.getAttribute(fd, REPARSE_ATTRIBUTE, scratch);
  return length < 0 ? length : scratch.slice(0, length);
}

function storedToken(fd: number): string | null {
  const value = storedValue(fd);
  return typeof value === "number" ? null : decodeReparsePointer(value);
}

function readStored(share: ShareContext, fd: number, token: string): Uint8Array | number {
  const owner = ownerOf(fd, REPARSE_ATTRIBUTE);
  if (typeof owner === "number") return owner;
  const file = share.streams.open(token, owner, false);
  if (file < 0) return file;
  const count = native.read(file, scratch, 0, scratch.length, 0);
  native.close(file);
  return count < 0 ? count : scratch.slice(0, count);
}

function removeStored(share: ShareContext, fd: number, token: string): void {
  const owner = ownerOf(fd, REPARSE_ATTRIBUTE);
  if (typeof owner !== "number") share.streams.remove(token, owner);
}

/** Linux keeps such attributes with files and directories alone. */
function mayCarry(fd: number): boolean {
  if (native.statx(fd, NOTHING, slots) < 0) return false;
  const type = fileTypeOf(slots, 0);
  return type === S_IFREG || type === S_IFDIR;
}

function setFlag(share: ShareContext, fd: number, isSet: boolean): NtStatus {
  const stat = statNode(share, fd);
  if (typeof stat === "number") return statusOf(stat);
  const others = stat.attributes & ~FILE_ATTRIBUTE_REPARSE_POINT;
  const attributes = isSet ? others | FILE_ATTRIBUTE_REPARSE_POINT : others;
  const value = encodeDosAttribute(attributes, stat.creationTime);
  const result = setAttribute(share, fd, DOS_ATTRIBUTE_NAME, value, 0);
  return result < 0 ? statusOf(result) : STATUS_SUCCESS;
}

/** As Linux packs them into 64 bits. */
function deviceNumbers(fd: number): { major: number; minor: number } {
  const { rdev } = fstatSync(fd, { bigint: true });
  return {
    major: Number(((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n)),
    minor: Number((rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n)),
  };
}

const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
/** XATTR_SIZE_MAX, and more than a symlink's target can have. */
const scratch = new Uint8Array(64 * 1024);
