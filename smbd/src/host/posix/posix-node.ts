import type {
  VfsData,
  VfsDirectory,
  VfsEa,
  VfsNode,
  VfsReparse,
  VfsStat,
  VfsStatChange,
  VfsStreamInfo,
} from "../../port/vfs.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_DISK_FULL,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_SECURITY_DESCR,
  STATUS_NOT_A_DIRECTORY,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { foldName } from "../fold-name.ts";
import { native } from "../native.ts";
import { eachName } from "./directory-names.ts";
import { DOS_ATTRIBUTE_NAME, encodeDosAttribute } from "./dos-attribute.ts";
import { EACCES, ENODATA, EOPNOTSUPP, EPERM, statusOf } from "./errno.ts";
import { eaAttribute, eaNames } from "./extended-attribute.ts";
import { unixTimeOf } from "./filetime.ts";
import {
  FILE_ATTRIBUTE_SPARSE_FILE,
  STORED_ATTRIBUTES,
  statNode,
  storedDosAttribute,
} from "./node-stat.ts";
import { decodeNtAcl, encodeNtAcl, NT_ACL_NAMES } from "./nt-acl.ts";
import { setCompressed } from "./posix-compression.ts";
import { PosixData } from "./posix-data.ts";
import { PosixDirectory } from "./posix-directory.ts";
import { storedObjectId, storeObjectId } from "./posix-object-id.ts";
import { PosixStream, storeStream } from "./posix-stream.ts";
import { projectedMode } from "./projected-mode.ts";
import type { ShareContext } from "./share-context.ts";
import { findStream, storedStreams, streamAttribute } from "./stream-attribute.ts";

/** What the descriptor of a node can do: O_PATH, reading, or reading and writing. */
export type NodeAccess = "path" | "read" | "write";

export interface NodeOrigin {
  /** Belongs to the node from now on. */
  readonly fd: number;
  readonly access: NodeAccess;
  readonly identity: string;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  /** As stored on disk, from the share's root, when it was looked up. */
  readonly path: Uint8Array;
}

export class PosixNode implements VfsNode {
  readonly identity: string;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  readonly path: Uint8Array;
  #share: ShareContext;
  #fd: number;
  #access: NodeAccess;

  constructor(share: ShareContext, origin: NodeOrigin) {
    this.identity = origin.identity;
    this.isDirectory = origin.isDirectory;
    this.isSymlink = origin.isSymlink;
    this.path = origin.path;
    this.#share = share;
    this.#fd = origin.fd;
    this.#access = origin.access;
  }

  get fd(): number {
    return this.#fd;
  }

  stat(): VfsStat | NtStatus {
    const stat = statNode(this.#share, this.#fd);
    return typeof stat === "number" ? statusOf(stat) : stat;
  }

  setStat(change: VfsStatChange): NtStatus {
    if (change.mode !== undefined) {
      const status = settled(native.setMode(this.#fd, change.mode));
      if (status !== STATUS_SUCCESS) return status;
    }
    const timed = this.#setTimes(change);
    if (timed !== STATUS_SUCCESS) return timed;
    const { attributes, creationTime, changeTime } = change;
    if (attributes === undefined && creationTime === undefined && changeTime === undefined) {
      return STATUS_SUCCESS;
    }
    const stored = storedDosAttribute(this.#fd);
    // The sparse flag is set by its own call; other changes of attributes do not touch it.
    const kept = stored.attributes & FILE_ATTRIBUTE_SPARSE_FILE;
    const wanted =
      attributes === undefined
        ? stored.attributes
        : (attributes & STORED_ATTRIBUTES & ~FILE_ATTRIBUTE_SPARSE_FILE) | kept;
    // Last of all, since each of these moves the inode's change time, which tells whether a set one counts.
    return this.#storeDosAttribute(wanted, creationTime ?? stored.creationTime, changeTime);
  }

  #setTimes(change: VfsStatChange): NtStatus {
    if (change.lastAccessTime === undefined && change.lastWriteTime === undefined) {
      return STATUS_SUCCESS;
    }
    const access = change.lastAccessTime === undefined ? KEEP : unixTimeOf(change.lastAccessTime);
    const write = change.lastWriteTime === undefined ? KEEP : unixTimeOf(change.lastWriteTime);
    return settled(
      native.setTimes(
        this.#fd,
        access.seconds,
        access.nanoseconds,
        write.seconds,
        write.nanoseconds,
      ),
    );
  }

  descriptor(): Uint8Array | null | NtStatus {
    for (const name of NT_ACL_NAMES) {
      const length = native.getAttribute(this.#fd, name, scratch);
      if (length >= 0) {
        const descriptor = decodeNtAcl(scratch.subarray(0, length));
        if (descriptor) return descriptor;
      } else if (!MEANS_NO_ATTRIBUTE.has(length)) return statusOf(length);
    }
    return null;
  }

  setDescriptor(descriptor: Uint8Array): NtStatus {
    if (descriptor.length < DESCRIPTOR_BYTES_MIN) return STATUS_INVALID_SECURITY_DESCR;
    const value = encodeNtAcl(descriptor, this.#share.now());
    const stored = native.setAttribute(this.#fd, NT_ACL_NAMES[0], value, 0);
    if (stored < 0) return statusOf(stored);
    const mode = projectedMode(descriptor, this.isDirectory);
    if (mode === null) return STATUS_SUCCESS;
    const changed = native.setMode(this.#fd, mode);
    // Somebody else's file, when we are an ordinary user: the descriptor counts, the mode is a
    // courtesy to local processes.
    if (changed === EPERM && !this.#share.mayChangeOwner) return STATUS_SUCCESS;
    return settled(changed);
  }

  setOwner(uid: number | null, gid: number | null): NtStatus {
    const result = native.setOwner(this.#fd, uid ?? -1, gid ?? -1);
    if (result === EPERM && !this.#share.mayChangeOwner) return STATUS_SUCCESS;
    return settled(result);
  }

  setCompressed(compressed: boolean): NtStatus {
    return setCompressed(this.#fd, compressed);
  }

  objectId(): Uint8Array | null | NtStatus {
    return storedObjectId(this.#fd);
  }

  setObjectId(objectId: Uint8Array | null): NtStatus {
    return storeObjectId(this.#fd, objectId);
  }

  eas(): readonly VfsEa[] | NtStatus {
    const list = this.#attributeList();
    if (typeof list === "number") return list;
    const eas: VfsEa[] = [];
    for (const { name, attribute } of eaNames(list)) {
      const length = native.getAttribute(this.#fd, attribute, scratch);
      // Removed by somebody between the list and now.
      if (length === ENODATA) continue;
      if (length < 0) return statusOf(length);
      eas.push({ name, flags: 0, value: scratch.slice(0, length) });
    }
    return eas;
  }

  setEa(name: string, _flags: number, value: Uint8Array): NtStatus {
    const wanted = eaAttribute(name);
    if (!wanted) return name === "" ? STATUS_OBJECT_NAME_INVALID : STATUS_ACCESS_DENIED;
    const list = this.#attributeList();
    if (typeof list === "number") return list;
    const fold = foldName(name);
    const present = eaNames(list).find((ea) => foldName(ea.name) === fold)?.attribute;
    if (value.length > 0) {
      return settled(native.setAttribute(this.#fd, present ?? wanted, value, 0));
    }
    if (!present) return STATUS_SUCCESS;
    const removed = native.removeAttribute(this.#fd, present);
    return removed === ENODATA ? STATUS_SUCCESS : settled(removed);
  }

  streams(): readonly VfsStreamInfo[] | NtStatus {
    const list = this.#attributeList();
    if (typeof list === "number") return list;
    const streams: VfsStreamInfo[] = [];
    for (const { name, attribute } of storedStreams(list)) {
      const length = native.getAttribute(this.#fd, attribute, NOTHING);
      if (length === ENODATA) continue;
      if (length < 0) return statusOf(length);
      const size = Math.max(0, length - 1);
      streams.push({ name, size, allocationSize: size });
    }
    return streams;
  }

  openStream(name: string, writable: boolean, create: boolean): VfsData | NtStatus {
    const wanted = streamAttribute(name);
    if (!wanted) return STATUS_OBJECT_NAME_INVALID;
    const list = this.#attributeList();
    if (typeof list === "number") return list;
    const present = findStream(list, name);
    if (!present && !create) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!present) {
      const status = storeStream(this.#fd, wanted, NOTHING, native.XATTR_CREATE);
      if (status !== STATUS_SUCCESS) return status;
    }
    const fd = native.duplicate(this.#fd);
    if (fd < 0) return statusOf(fd);
    return new PosixStream(fd, present?.attribute ?? wanted, writable);
  }

  removeStream(name: string): NtStatus {
    const list = this.#attributeList();
    if (typeof list === "number") return list;
    const present = findStream(list, name);
    if (!present) return STATUS_OBJECT_NAME_NOT_FOUND;
    const removed = native.removeAttribute(this.#fd, present.attribute);
    return removed === ENODATA ? STATUS_OBJECT_NAME_NOT_FOUND : settled(removed);
  }

  renameStream(from: string, to: string, replace: boolean): NtStatus {
    if (to === "") return this.#moveToData(from, replace);
    const wanted = streamAttribute(to);
    if (!wanted) return STATUS_OBJECT_NAME_INVALID;
    const list = this.#attributeList();
    if (typeof list === "number") return list;
    const source = findStream(list, from);
    if (!source) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (Buffer.compare(source.attribute, wanted) === 0) return STATUS_SUCCESS;
    const present = findStream(list, to);
    const isOther = present !== null && Buffer.compare(present.attribute, source.attribute) !== 0;
    if (isOther && !replace) return STATUS_OBJECT_NAME_COLLISION;
    const length = native.getAttribute(this.#fd, source.attribute, scratch);
    if (length < 0) return statusOf(length);
    const stored = native.setAttribute(this.#fd, wanted, scratch.subarray(0, length), 0);
    if (stored < 0) return statusOf(stored);
    if (isOther && Buffer.compare(present.attribute, wanted) !== 0) {
      native.removeAttribute(this.#fd, present.attribute);
    }
    return settled(native.removeAttribute(this.#fd, source.attribute));
  }

  #moveToData(from: string, replace: boolean): NtStatus {
    if (this.isDirectory || this.isSymlink) return STATUS_INVALID_PARAMETER;
    const list = this.#attributeList();
    if (typeof list === "number") return list;
    const source = findStream(list, from);
    if (!source) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!replace) return STATUS_OBJECT_NAME_COLLISION;
    const length = native.getAttribute(this.#fd, source.attribute, scratch);
    if (length < 0) return statusOf(length);
    const stat = this.stat();
    if (typeof stat === "number") return stat;
    if (stat.size > 0) return STATUS_INVALID_PARAMETER;
    const fd = native.reopen(this.#fd, native.O_RDWR);
    if (fd < 0) return statusOf(fd);
    // Without the NUL that ends the attribute.
    const size = Math.max(0, length - 1);
    const written = native.write(fd, scratch, 0, size, 0);
    if (written !== size) native.truncate(fd, 0);
    native.close(fd);
    if (written < 0) return statusOf(written);
    if (written !== size) return STATUS_DISK_FULL;
    return settled(native.removeAttribute(this.#fd, source.attribute));
  }

  openData(writable: boolean): VfsData | NtStatus {
    if (this.isDirectory) return STATUS_FILE_IS_A_DIRECTORY;
    if (this.isSymlink) return STATUS_ACCESS_DENIED;
    // Offsets are given with each read and write, so that a copy of the descriptor is as good as an
    // open of its own.
    const isEnough = this.#access === "write" || (this.#access === "read" && !writable);
    const fd = isEnough
      ? native.duplicate(this.#fd)
      : native.reopen(this.#fd, writable ? native.O_RDWR : native.O_RDONLY);
    if (fd < 0) return statusOf(fd);
    return new PosixData(this.#share, fd, writable);
  }

  openDirectory(): VfsDirectory | NtStatus {
    if (!this.isDirectory) return STATUS_NOT_A_DIRECTORY;
    const fd = native.reopen(this.#fd, native.O_RDONLY | native.O_DIRECTORY);
    if (fd < 0) return statusOf(fd);
    const directory = new PosixDirectory(this.#share, fd, this.path);
    const loaded = directory.load();
    if (loaded === 0) return directory;
    directory.close();
    return statusOf(loaded);
  }

  isEmpty(): boolean | NtStatus {
    if (!this.isDirectory) return STATUS_NOT_A_DIRECTORY;
    const fd = native.reopen(this.#fd, native.O_RDONLY | native.O_DIRECTORY);
    if (fd < 0) return statusOf(fd);
    let isEmpty = true;
    const result = eachName(fd, () => {
      isEmpty = false;
      return false;
    });
    native.close(fd);
    return result < 0 ? statusOf(result) : isEmpty;
  }

  reparse(): VfsReparse | null | NtStatus {
    if (!this.isSymlink) return null;
    const length = native.readLink(this.#fd, scratch);
    if (length < 0) return statusOf(length);
    return {
      tag: IO_REPARSE_TAG_SYMLINK,
      target: Buffer.from(scratch.subarray(0, length)).toString("utf8"),
    };
  }

  close(): void {
    if (this.#fd < 0) return;
    native.close(this.#fd);
    this.#fd = -1;
  }

  #storeDosAttribute(
    attributes: number,
    creationTime: bigint | null,
    changeTime: bigint | undefined,
  ): NtStatus {
    let created = creationTime;
    if (created === null) {
      const stat = this.stat();
      if (typeof stat === "number") return stat;
      created = stat.creationTime;
    }
    if (changeTime === undefined) {
      const value = encodeDosAttribute(attributes, created);
      return settled(native.setAttribute(this.#fd, DOS_ATTRIBUTE_NAME, value, 0));
    }
    // The clock is read before the kernel stamps the inode: a thread that was held up in between tries again.
    for (let attempt = 0; attempt < STORE_ATTEMPTS_MAX; attempt++) {
      const setChange = { changeTime, storedAt: this.#share.now() };
      const value = encodeDosAttribute(attributes, created, setChange);
      const stored = native.setAttribute(this.#fd, DOS_ATTRIBUTE_NAME, value, 0);
      if (stored < 0) return statusOf(stored);
      const after = this.stat();
      if (typeof after === "number") return after;
      if (after.changeTime === changeTime) return STATUS_SUCCESS;
    }
    return STATUS_SUCCESS;
  }

  #attributeList(): Uint8Array | NtStatus {
    const length = native.listAttributes(this.#fd, listScratch);
    // A file system without attributes has none to show.
    if (length === EOPNOTSUPP) return NOTHING;
    return length < 0 ? statusOf(length) : listScratch.subarray(0, length);
  }
}

function settled(result: number): NtStatus {
  return result < 0 ? statusOf(result) : STATUS_SUCCESS;
}

/** Without success in as many the inode keeps its own change time, which is true, too. */
const STORE_ATTEMPTS_MAX = 4;
const DESCRIPTOR_BYTES_MIN = 20;
/** As the addon marks a time that stays. */
const KEEP = { seconds: 0, nanoseconds: -1 };
/** Attributes in `security.` may be hidden from an ordinary user. */
const MEANS_NO_ATTRIBUTE = new Set([ENODATA, EOPNOTSUPP, EPERM, EACCES]);
// [MS-FSCC] 2.1.2.1.
const IO_REPARSE_TAG_SYMLINK = 0xa000_000c;
const NOTHING = new Uint8Array(0);
/** XATTR_SIZE_MAX and XATTR_LIST_MAX. */
const scratch = new Uint8Array(64 * 1024);
const listScratch = new Uint8Array(64 * 1024);
