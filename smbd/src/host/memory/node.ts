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
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { foldName } from "../fold-name.ts";
import { identityOf, type MemoryContext } from "./context.ts";
import { MemoryData } from "./data.ts";
import { type FollowLink, MemoryDirectory } from "./directory.ts";
import { type Inode, storedAttributes } from "./inode.ts";
import { PagedBytes } from "./paged-bytes.ts";

export class MemoryNode implements VfsNode {
  readonly identity: string;
  readonly isDirectory: boolean;
  readonly inode: Inode;
  #cx: MemoryContext;
  #follow: FollowLink;

  constructor(cx: MemoryContext, inode: Inode, follow: FollowLink) {
    this.identity = identityOf(inode);
    this.isDirectory = inode.isDirectory;
    this.inode = inode;
    this.#cx = cx;
    this.#follow = follow;
    cx.openCount++;
  }

  /** Nothing is remembered: asking costs nothing. */
  keep(): void {}

  stat(): VfsStat | NtStatus {
    return this.#cx.fault("stat", this.inode) || this.inode.stat();
  }

  setStat(change: VfsStatChange): NtStatus {
    const fault = this.#cx.fault("setStat", this.inode);
    if (fault) return fault;
    const inode = this.inode;
    inode.changeTime = change.changeTime ?? this.#cx.now();
    inode.creationTime = change.creationTime ?? inode.creationTime;
    inode.lastAccessTime = change.lastAccessTime ?? inode.lastAccessTime;
    inode.lastWriteTime = change.lastWriteTime ?? inode.lastWriteTime;
    if (change.mode !== undefined) inode.mode = change.mode;
    if (change.attributes !== undefined) inode.attributes = storedAttributes(change.attributes);
    return STATUS_SUCCESS;
  }

  descriptor(): Uint8Array | null | NtStatus {
    return this.#cx.fault("descriptor", this.inode) || (this.inode.descriptor?.slice() ?? null);
  }

  setDescriptor(descriptor: Uint8Array): NtStatus {
    const fault = this.#cx.fault("setDescriptor", this.inode);
    if (fault) return fault;
    this.inode.descriptor = descriptor.slice();
    this.inode.changeTime = this.#cx.now();
    return STATUS_SUCCESS;
  }

  posixAcls(): PosixAcls | NtStatus {
    return this.#cx.fault("posixAcls", this.inode) || this.inode.posixAcls;
  }

  setOwner(uid: number | null, gid: number | null): NtStatus {
    const fault = this.#cx.fault("setOwner", this.inode);
    if (fault) return fault;
    this.inode.uid = uid ?? this.inode.uid;
    this.inode.gid = gid ?? this.inode.gid;
    this.inode.changeTime = this.#cx.now();
    return STATUS_SUCCESS;
  }

  setCompressed(compressed: boolean): NtStatus {
    const fault = this.#cx.fault("setCompressed", this.inode);
    if (fault) return fault;
    if (!this.#cx.features.compression) return STATUS_NOT_SUPPORTED;
    this.inode.isCompressed = compressed;
    this.inode.changeTime = this.#cx.now();
    return STATUS_SUCCESS;
  }

  objectId(): Uint8Array | null | NtStatus {
    return this.#cx.fault("objectId", this.inode) || (this.inode.objectId?.slice() ?? null);
  }

  setObjectId(objectId: Uint8Array | null): NtStatus {
    const fault = this.#cx.fault("setObjectId", this.inode);
    if (fault) return fault;
    this.inode.objectId = objectId?.slice() ?? null;
    this.inode.changeTime = this.#cx.now();
    return STATUS_SUCCESS;
  }

  eas(): readonly VfsEa[] | NtStatus {
    return this.#cx.fault("eas", this.inode) || [...this.inode.eas.values()];
  }

  setEa(name: string, flags: number, value: Uint8Array): NtStatus {
    const fault = this.#cx.fault("setEa", this.inode);
    if (fault) return fault;
    if (name === "") return STATUS_OBJECT_NAME_INVALID;
    const key = foldName(name);
    const present = this.inode.eas.get(key);
    if (value.length === 0) this.inode.eas.delete(key);
    else this.inode.eas.set(key, { name: present?.name ?? name, flags, value: value.slice() });
    this.inode.changeTime = this.#cx.now();
    return STATUS_SUCCESS;
  }

  streams(): readonly VfsStreamInfo[] | NtStatus {
    const fault = this.#cx.fault("streams", this.inode);
    if (fault) return fault;
    return [...this.inode.streams.values()].map(({ name, data }) => ({
      name,
      size: data.size,
      allocationSize: data.allocatedBytes,
    }));
  }

  openStream(name: string, writable: boolean, create: boolean): VfsData | NtStatus {
    const fault = this.#cx.fault("openStream", this.inode);
    if (fault) return fault;
    if (name === "") return STATUS_OBJECT_NAME_INVALID;
    let stream = this.inode.streams.get(foldName(name));
    if (!stream && !create) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!stream) {
      stream = { name, data: new PagedBytes() };
      this.inode.streams.set(foldName(name), stream);
      this.inode.touchData(this.#cx.now());
    }
    return new MemoryData(this.#cx, this.inode, stream.data, true, writable);
  }

  removeStream(name: string): NtStatus {
    const fault = this.#cx.fault("removeStream", this.inode);
    if (fault) return fault;
    if (!this.inode.streams.delete(foldName(name))) return STATUS_OBJECT_NAME_NOT_FOUND;
    this.inode.touchData(this.#cx.now());
    return STATUS_SUCCESS;
  }

  renameStream(from: string, to: string, replace: boolean): NtStatus {
    const fault = this.#cx.fault("renameStream", this.inode);
    if (fault) return fault;
    if (from === to) return STATUS_SUCCESS;
    if (from === "") return this.#moveFromData(to, replace);
    const stream = this.inode.streams.get(foldName(from));
    if (!stream) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (to === "") return this.#moveToData(from, stream.data, replace);
    const present = this.inode.streams.get(foldName(to));
    if (present && present !== stream && !replace) return STATUS_OBJECT_NAME_COLLISION;
    this.inode.streams.delete(foldName(from));
    this.inode.streams.set(foldName(to), { name: to, data: stream.data });
    this.inode.changeTime = this.#cx.now();
    return STATUS_SUCCESS;
  }

  #moveToData(from: string, source: PagedBytes, replace: boolean): NtStatus {
    const { inode } = this;
    if (inode.isDirectory || inode.isSymlink) return STATUS_INVALID_PARAMETER;
    if (!replace) return STATUS_OBJECT_NAME_COLLISION;
    if (inode.data.size > 0) return STATUS_INVALID_PARAMETER;
    const content = new Uint8Array(source.size);
    source.read(0, content);
    inode.data.write(0, content);
    inode.streams.delete(foldName(from));
    inode.touchData(this.#cx.now());
    return STATUS_SUCCESS;
  }

  #moveFromData(to: string, replace: boolean): NtStatus {
    const { inode } = this;
    if (inode.isDirectory || inode.isSymlink) return STATUS_INVALID_PARAMETER;
    if (inode.streams.has(foldName(to)) && !replace) return STATUS_OBJECT_NAME_COLLISION;
    const content = new Uint8Array(inode.data.size);
    inode.data.read(0, content);
    const data = new PagedBytes();
    data.write(0, content);
    inode.streams.set(foldName(to), { name: to, data });
    inode.data.setSize(0);
    inode.touchData(this.#cx.now());
    return STATUS_SUCCESS;
  }

  openData(writable: boolean): VfsData | NtStatus {
    const fault = this.#cx.fault("openData", this.inode);
    if (fault) return fault;
    if (this.isDirectory) return STATUS_FILE_IS_A_DIRECTORY;
    if (this.inode.isSymlink) return STATUS_ACCESS_DENIED;
    return new MemoryData(this.#cx, this.inode, this.inode.data, false, writable);
  }

  openDirectory(): VfsDirectory | NtStatus {
    const fault = this.#cx.fault("openDirectory", this.inode);
    if (fault) return fault;
    if (!this.isDirectory) return STATUS_NOT_A_DIRECTORY;
    return new MemoryDirectory(this.#cx, this.inode, this.#follow);
  }

  flush(done: VfsDone): void {
    this.#cx.complete(() => done(this.#cx.fault("flush", this.inode), 0));
  }

  handle(): string {
    return String(this.inode.id);
  }

  isEmpty(): boolean | NtStatus {
    const fault = this.#cx.fault("isEmpty", this.inode);
    if (fault) return fault;
    return this.isDirectory ? this.inode.entries.size === 0 : STATUS_NOT_A_DIRECTORY;
  }

  reparse(): VfsReparse | null | NtStatus {
    const fault = this.#cx.fault("reparse", this.inode);
    if (fault) return fault;
    const { symlinkTarget: target, reparse } = this.inode;
    if (target !== null) return { kind: "symlink", target };
    return reparse === null ? null : { kind: "stored", buffer: reparse.slice() };
  }

  setReparse(buffer: Uint8Array): NtStatus {
    const fault = this.#cx.fault("setReparse", this.inode);
    if (fault) return fault;
    if (this.inode.isSymlink || buffer.length < REPARSE_HEADER_BYTES) return STATUS_ACCESS_DENIED;
    this.inode.reparse = buffer.slice();
    this.inode.changeTime = this.#cx.now();
    return STATUS_SUCCESS;
  }

  removeReparse(): NtStatus {
    const fault = this.#cx.fault("removeReparse", this.inode);
    if (fault) return fault;
    if (this.inode.isSymlink) return STATUS_ACCESS_DENIED;
    this.inode.reparse = null;
    this.inode.changeTime = this.#cx.now();
    return STATUS_SUCCESS;
  }

  close(): void {
    this.#cx.openCount--;
  }
}

// [MS-FSCC] 2.1.2.2.
const REPARSE_HEADER_BYTES = 8;
