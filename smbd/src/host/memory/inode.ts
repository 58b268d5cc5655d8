import type { PosixAcls } from "../../port/posix-acl.ts";
import type { VfsEa, VfsStat } from "../../port/vfs.ts";
import { PosixType, posixTypeOfReparse } from "../../state/posix-type.ts";
import { eaSize } from "../ea-size.ts";
import { Entries } from "./entries.ts";
import { PAGE_BYTES, PagedBytes } from "./paged-bytes.ts";

export interface InodeOrigin {
  readonly id: number;
  readonly isDirectory: boolean;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  readonly attributes: number;
  readonly descriptor: Uint8Array | null;
  readonly symlinkTarget: string | null;
  readonly now: bigint;
}

/** What a name points to: data, metadata and, for a directory, the entries. */
export class Inode {
  readonly id: number;
  readonly isDirectory: boolean;
  readonly symlinkTarget: string | null;
  readonly entries = new Entries();
  readonly data = new PagedBytes();
  /** By folded name. */
  readonly streams = new Map<string, { readonly name: string; readonly data: PagedBytes }>();
  readonly eas = new Map<string, VfsEa>();
  parent: Inode | null = null;
  linkCount = 0;
  uid: number;
  gid: number;
  mode: number;
  attributes: number;
  isSparse = false;
  isCompressed = false;
  objectId: Uint8Array | null = null;
  descriptor: Uint8Array | null;
  /** Set by tests alone: local processes have no way here. */
  posixAcls: PosixAcls = { access: null, inherited: null };
  /** A stored reparse point, with its header. */
  reparse: Uint8Array | null = null;
  creationTime: bigint;
  lastAccessTime: bigint;
  lastWriteTime: bigint;
  changeTime: bigint;

  constructor(origin: InodeOrigin) {
    this.id = origin.id;
    this.isDirectory = origin.isDirectory;
    this.symlinkTarget = origin.symlinkTarget;
    this.uid = origin.uid;
    this.gid = origin.gid;
    this.mode = origin.mode;
    this.attributes = storedAttributes(origin.attributes);
    this.descriptor = origin.descriptor?.slice() ?? null;
    this.creationTime = origin.now;
    this.lastAccessTime = origin.now;
    this.lastWriteTime = origin.now;
    this.changeTime = origin.now;
  }

  get isSymlink(): boolean {
    return this.symlinkTarget !== null;
  }

  get reparseTag(): number {
    if (this.isSymlink) return IO_REPARSE_TAG_SYMLINK;
    return this.reparse === null ? 0 : new DataView(this.reparse.buffer).getUint32(0, true);
  }

  stat(): VfsStat {
    const isData = !this.isDirectory && !this.isSymlink;
    return {
      fileId: BigInt(this.id),
      volumeId: VOLUME_ID,
      isDirectory: this.isDirectory,
      isSymlink: this.isSymlink,
      reparseTag: this.reparseTag,
      posixType: this.#posixType(),
      linkCount: this.isDirectory ? 1 : this.linkCount,
      size: isData ? this.data.size : 0,
      allocationSize: isData ? this.data.allocatedBytes : 0,
      creationTime: this.creationTime,
      lastAccessTime: this.lastAccessTime,
      lastWriteTime: this.lastWriteTime,
      changeTime: this.changeTime,
      attributes:
        this.attributes |
        (this.isDirectory ? FILE_ATTRIBUTE_DIRECTORY : 0) |
        (this.isSparse ? FILE_ATTRIBUTE_SPARSE_FILE : 0) |
        (this.isCompressed ? FILE_ATTRIBUTE_COMPRESSED : 0) |
        (this.reparseTag !== 0 ? FILE_ATTRIBUTE_REPARSE_POINT : 0),
      uid: this.uid,
      gid: this.gid,
      mode: this.mode,
      eaSize: eaSize(
        [...this.eas.values()].map((ea) => ({
          nameBytes: ea.name.length,
          valueBytes: ea.value.length,
        })),
      ),
    };
  }

  #posixType(): number {
    if (this.isSymlink) return PosixType.SYMLINK;
    const stored = this.reparse === null ? null : posixTypeOfReparse(this.reparse);
    return stored ?? (this.isDirectory ? PosixType.DIRECTORY : PosixType.FILE);
  }

  touchData(now: bigint): void {
    this.lastWriteTime = now;
    this.changeTime = now;
  }
}

/** NORMAL says "nothing else", and the kinds are facts of the inode: neither is stored. */
export function storedAttributes(attributes: number): number {
  return attributes & STORED_ATTRIBUTES;
}

export const VOLUME_ID = 0x4c41_5244;
export const BLOCK_BYTES = PAGE_BYTES;

// [MS-FSCC] 2.1.2.1.
const IO_REPARSE_TAG_SYMLINK = 0xa000_000c;
// [MS-FSCC] 2.6.
const FILE_ATTRIBUTE_DIRECTORY = 0x10;
const FILE_ATTRIBUTE_SPARSE_FILE = 0x200;
const FILE_ATTRIBUTE_REPARSE_POINT = 0x400;
const FILE_ATTRIBUTE_COMPRESSED = 0x800;
/** READONLY, HIDDEN, SYSTEM, ARCHIVE, TEMPORARY, OFFLINE, NOT_CONTENT_INDEXED. */
const STORED_ATTRIBUTES = 0x3127;
