import type { PosixAcls } from "../../port/posix-acl.ts";
import type {
  VfsData,
  VfsDirectory,
  VfsDone,
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
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_SECURITY_DESCR,
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { foldName } from "../fold-name.ts";
import { native, runJob } from "../native.ts";
import { eachName } from "./directory-names.ts";
import { DOS_ATTRIBUTE_NAME, encodeDosAttribute } from "./dos-attribute.ts";
import { EACCES, ENODATA, EOPNOTSUPP, EPERM, statusOf } from "./errno.ts";
import { eaAttribute, eaNames } from "./extended-attribute.ts";
import { unixTimeOf } from "./filetime.ts";
import {
  FILE_ATTRIBUTE_REPARSE_POINT,
  MARK_POSIX_ACL,
  MARK_SECURITY_NTACL,
  MARK_USER_NTACL,
  STORED_ATTRIBUTES,
} from "./inode-facts.ts";
import { closeLate } from "./late-closes.ts";
import { localAcls, projectDescriptor } from "./local-permissions.ts";
import { readReparse, removeReparse, setReparse } from "./node-reparse.ts";
import {
  FILE_ATTRIBUTE_SPARSE_FILE,
  lookAt,
  lookAtNew,
  type NodeLook,
  type Stated,
  storedDosAttribute,
} from "./node-stat.ts";
import { attributeList, forgetStreams, NodeStreams } from "./node-streams.ts";
import { decodeNtAcl, encodeNtAcl, NT_ACL_NAMES } from "./nt-acl.ts";
import { setCompressed } from "./posix-compression.ts";
import { PosixData } from "./posix-data.ts";
import { PosixDirectory } from "./posix-directory.ts";
import { storedObjectId, storeObjectId } from "./posix-object-id.ts";
import type { ShareContext } from "./share-context.ts";
import { SharedDescriptor } from "./shared-descriptor.ts";
import { setAttribute } from "./stream-move.ts";

/** What the descriptor of a node can do: O_PATH, reading, or reading and writing. One that is borrowed is O_PATH. */
export type NodeAccess = "path" | "read" | "write" | "borrowed";

export interface NodeOrigin {
  /** Belongs to the node from now on, or its share in one, unless it is borrowed. */
  readonly descriptor: number | SharedDescriptor;
  readonly access: NodeAccess;
  readonly identity: string;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  /** As stored on disk, from the share's root, when it was looked up. */
  readonly path: Uint8Array;
  /** VfsLookupOptions.forNow. */
  readonly isForNow: boolean;
  /** What was seen already. */
  readonly look: NodeLook | null;
  /** What of it was asked already, in this turn. */
  readonly stated?: Stated;
}

export class PosixNode implements VfsNode {
  readonly identity: string;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  readonly path: Uint8Array;
  #share: ShareContext;
  #fd: number;
  #access: NodeAccess;
  #streams: NodeStreams;
  /** False: each answer is asked for anew. */
  #isForNow: boolean;
  #seen: NodeLook | null;
  #stated: Stated | null;
  /** Not null: others have the descriptor, too, such as data that was opened from it. */
  #shared: SharedDescriptor | null;
  /** Of a directory: a name that nothing has, whatever its case, and by now. */
  #freeName: string | null = null;

  constructor(share: ShareContext, origin: NodeOrigin) {
    this.identity = origin.identity;
    this.isDirectory = origin.isDirectory;
    this.isSymlink = origin.isSymlink;
    this.path = origin.path;
    this.#share = share;
    const { descriptor } = origin;
    this.#shared = typeof descriptor === "number" ? null : descriptor;
    this.#fd = typeof descriptor === "number" ? descriptor : descriptor.fd;
    this.#access = origin.access;
    this.#streams = new NodeStreams(share, this.#fd);
    this.#isForNow = origin.isForNow;
    this.#seen = origin.look;
    this.#stated = origin.stated ?? null;
  }

  get fd(): number {
    return this.#fd;
  }

  keep(): void {
    this.#isForNow = false;
    this.#freeName = null;
    this.#changes();
  }

  /** For now: who makes that next need not look again. */
  findsFree(name: string): void {
    if (this.#isForNow) this.#freeName = name;
  }

  isKnownFree(name: string): boolean {
    return this.#freeName === name;
  }

  /** For now: nothing that it hands down to what is made in it but what is above, as far as that was looked at. */
  get handsNoAclDown(): boolean {
    return this.#seen !== null && (this.#seen.facts.marks & MARK_POSIX_ACL) === 0;
  }

  /** It was just made, with this DOSATTRIB attribute or, where that is empty, none, and no others. */
  seeNew(value: Uint8Array): NtStatus {
    const look = lookAtNew(this.#share, this.#fd, value);
    if (typeof look === "number") return statusOf(look);
    this.#seen = look;
    return STATUS_SUCCESS;
  }

  stat(): VfsStat | NtStatus {
    const look = this.#look();
    return typeof look === "number" ? statusOf(look) : look.stat;
  }

  #look(): NodeLook | number {
    if (this.#seen !== null) return this.#seen;
    const look = lookAt(this.#share, this.#fd, this.#stated);
    this.#stated = null;
    if (this.#isForNow && typeof look !== "number") this.#seen = look;
    return look;
  }

  /** It is being changed: what was seen counts no more. */
  #changes(): void {
    this.#seen = null;
    this.#stated = null;
  }

  setStat(change: VfsStatChange): NtStatus {
    this.#changes();
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
    // These flags are set by calls of their own; other changes of attributes do not touch them.
    const kept = stored.attributes & (FILE_ATTRIBUTE_SPARSE_FILE | FILE_ATTRIBUTE_REPARSE_POINT);
    const wanted =
      attributes === undefined
        ? stored.attributes
        : (attributes & STORED_ATTRIBUTES & ~FILE_ATTRIBUTE_SPARSE_FILE) | kept;
    // Last of all, since each of these moves the inode's change time, which tells whether a set one counts.
    return this.#storeDosAttribute(wanted, creationTime ?? stored.creationTime, changeTime);
  }

  /** Of a file that was just made, and has none. What was stored. */
  setFirstAttributes(attributes: number, creationTime: bigint): Uint8Array | NtStatus {
    this.#changes();
    const kept = attributes & STORED_ATTRIBUTES & ~FILE_ATTRIBUTE_SPARSE_FILE;
    const value = encodeDosAttribute(kept, creationTime);
    const stored = setAttribute(this.#share, this.#fd, DOS_ATTRIBUTE_NAME, value, 0);
    return stored < 0 ? statusOf(stored) : value;
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
    const look = this.#look();
    if (typeof look === "number") return statusOf(look);
    const { facts } = look;
    if (facts.descriptor !== undefined) return facts.descriptor;
    const descriptor = this.#readDescriptor(facts.marks);
    if (typeof descriptor !== "number") facts.descriptor = descriptor;
    return descriptor;
  }

  #readDescriptor(marks: number): Uint8Array | null | NtStatus {
    for (const [index, name] of NT_ACL_NAMES.entries()) {
      if ((marks & (index === 0 ? MARK_USER_NTACL : MARK_SECURITY_NTACL)) === 0) continue;
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
    this.#changes();
    const value = encodeNtAcl(descriptor, this.#share.now());
    const stored = setAttribute(this.#share, this.#fd, NT_ACL_NAMES[0], value, 0);
    if (stored < 0) return statusOf(stored);
    return settled(projectDescriptor(this.#share, this.#fd, this.isDirectory, descriptor));
  }

  /** To somebody who has it from the start: nothing is stored that would say more. */
  giveTo(uid: number, gid: number): NtStatus {
    this.#changes();
    return settled(native.setOwner(this.#fd, uid, gid));
  }

  setOwner(uid: number | null, gid: number | null): NtStatus {
    this.#changes();
    const result = native.setOwner(this.#fd, uid ?? -1, gid ?? -1);
    if (result === EPERM && !this.#share.mayChangeOwner) return STATUS_SUCCESS;
    if (result < 0 || this.#share.permissionsOf === null) return settled(result);
    const descriptor = this.descriptor();
    if (descriptor === null || typeof descriptor === "number") return descriptor ?? STATUS_SUCCESS;
    return settled(projectDescriptor(this.#share, this.#fd, this.isDirectory, descriptor));
  }

  posixAcls(): PosixAcls | NtStatus {
    const look = this.#look();
    if (typeof look === "number") return statusOf(look);
    const { facts } = look;
    if ((facts.marks & MARK_POSIX_ACL) === 0) return NO_ACLS;
    if (facts.acls !== undefined) return facts.acls;
    const acls = localAcls(this.#fd, this.isDirectory);
    if (typeof acls === "number") return statusOf(acls);
    facts.acls = acls;
    return acls;
  }

  setCompressed(compressed: boolean): NtStatus {
    if (!this.#share.compresses) return STATUS_NOT_SUPPORTED;
    this.#changes();
    return setCompressed(this.#fd, compressed);
  }

  objectId(): Uint8Array | null | NtStatus {
    return storedObjectId(this.#fd);
  }

  setObjectId(objectId: Uint8Array | null): NtStatus {
    this.#changes();
    return storeObjectId(this.#fd, objectId);
  }

  eas(): readonly VfsEa[] | NtStatus {
    const list = attributeList(this.#fd);
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
    this.#changes();
    const wanted = eaAttribute(name);
    if (!wanted) return name === "" ? STATUS_OBJECT_NAME_INVALID : STATUS_ACCESS_DENIED;
    const list = attributeList(this.#fd);
    if (typeof list === "number") return list;
    const fold = foldName(name);
    const present = eaNames(list).find((ea) => foldName(ea.name) === fold)?.attribute;
    if (value.length > 0) {
      return settled(setAttribute(this.#share, this.#fd, present ?? wanted, value, 0));
    }
    if (!present) return STATUS_SUCCESS;
    const removed = native.removeAttribute(this.#fd, present);
    return removed === ENODATA ? STATUS_SUCCESS : settled(removed);
  }

  streams(): readonly VfsStreamInfo[] | NtStatus {
    return this.#streams.list();
  }

  openStream(name: string, writable: boolean, create: boolean): VfsData | NtStatus {
    if (create) this.#changes();
    return this.#streams.open(name, writable, create);
  }

  removeStream(name: string): NtStatus {
    this.#changes();
    return this.#streams.remove(name);
  }

  renameStream(from: string, to: string, replace: boolean): NtStatus {
    this.#changes();
    if (from !== "" && to !== "") return this.#streams.rename(from, to, replace);
    if (from === to) return STATUS_SUCCESS;
    if (this.isDirectory || this.isSymlink) return STATUS_INVALID_PARAMETER;
    const open = () => native.reopen(this.#fd, native.O_RDWR);
    return to === ""
      ? this.#streams.moveToData(from, replace, open)
      : this.#streams.moveFromData(to, replace, open);
  }

  /** To be called when a name of the file is gone; does nothing while it has another. */
  forget(): void {
    forgetStreams(this.#share, this.#fd);
  }

  openData(writable: boolean): VfsData | NtStatus {
    if (this.isDirectory) return STATUS_FILE_IS_A_DIRECTORY;
    if (this.isSymlink) return STATUS_ACCESS_DENIED;
    const isEnough = this.#access === "write" || (this.#access === "read" && !writable);
    if (isEnough) {
      this.#shared ??= new SharedDescriptor(this.#fd);
      return new PosixData(this.#share, this.#shared.hold(), writable);
    }
    const fd = native.reopen(this.#fd, writable ? native.O_RDWR : native.O_RDONLY);
    if (fd < 0) return statusOf(fd);
    // It can do whatever the one before could, which has nobody else.
    if (this.#shared === null) this.#exchange(fd, writable ? "write" : "read");
    return new PosixData(this.#share, this.#shared?.hold() ?? fd, writable);
  }

  /** An open has one descriptor, whatever it is for: there are only so many. */
  #exchange(fd: number, access: NodeAccess): void {
    native.close(this.#fd);
    this.#fd = fd;
    this.#access = access;
    this.#shared = new SharedDescriptor(fd);
    this.#streams = new NodeStreams(this.#share, fd);
  }

  openDirectory(): VfsDirectory | NtStatus {
    if (!this.isDirectory) return STATUS_NOT_A_DIRECTORY;
    const fd = native.reopen(this.#fd, native.O_RDONLY | native.O_DIRECTORY);
    if (fd < 0) return statusOf(fd);
    return new PosixDirectory(this.#share, fd, this.path);
  }

  flush(done: VfsDone): void {
    // What is held for its path alone cannot be synced.
    const fd = native.reopen(this.#fd, native.O_RDONLY);
    if (fd < 0) {
      done(statusOf(fd), 0);
      return;
    }
    runJob(
      (id) => native.syncLater(id, fd, false),
      (result) => {
        native.close(fd);
        done(settled(result), 0);
      },
    );
  }

  handle(): string {
    const length = native.fileHandle(this.#fd, handleTarget);
    return length < 0 ? "" : Buffer.from(handleTarget.subarray(0, length)).toString("hex");
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
    return readReparse(this.#share, this.#fd);
  }

  setReparse(buffer: Uint8Array): NtStatus {
    this.#changes();
    return setReparse(this.#share, this.#fd, buffer);
  }

  removeReparse(): NtStatus {
    this.#changes();
    return removeReparse(this.#share, this.#fd);
  }

  close(): void {
    if (this.#fd < 0) return;
    if (this.#shared !== null) this.#shared.release();
    else if (this.#access !== "borrowed") closeLate(this.#fd);
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
      this.#changes();
    }
    if (changeTime === undefined) {
      const value = encodeDosAttribute(attributes, created);
      return settled(setAttribute(this.#share, this.#fd, DOS_ATTRIBUTE_NAME, value, 0));
    }
    // The clock is read before the kernel stamps the inode: a thread that was held up in between tries again.
    for (let attempt = 0; attempt < STORE_ATTEMPTS_MAX; attempt++) {
      const setChange = { changeTime, storedAt: this.#share.now() };
      const value = encodeDosAttribute(attributes, created, setChange);
      const stored = setAttribute(this.#share, this.#fd, DOS_ATTRIBUTE_NAME, value, 0);
      if (stored < 0) return statusOf(stored);
      this.#changes();
      const after = this.stat();
      if (typeof after === "number") return after;
      if (after.changeTime === changeTime) return STATUS_SUCCESS;
    }
    return STATUS_SUCCESS;
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
const NO_ACLS: PosixAcls = { access: null, inherited: null };
/** Attributes in `security.` may be hidden from an ordinary user. */
const MEANS_NO_ATTRIBUTE = new Set([ENODATA, EOPNOTSUPP, EPERM, EACCES]);
/** XATTR_SIZE_MAX. */
const scratch = new Uint8Array(64 * 1024);
/** MAX_HANDLE_SZ of the kernel, and the type before it. */
const handleTarget = new Uint8Array(132);
