import type { VfsQuota } from "../../port/vfs-quota.ts";
import { type NtStatus, STATUS_SUCCESS } from "../../wire/status.ts";
import { Inode } from "./inode.ts";
import type { MemoryVfsOptions } from "./vfs.ts";

export interface InodeRequest {
  readonly isDirectory: boolean;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  readonly attributes?: number;
  readonly descriptor?: Uint8Array | null;
  readonly symlinkTarget?: string | null;
}

/** What all shares, nodes and opens of one in-memory store have in common. */
export class MemoryContext {
  readonly totalBytes: number;
  openCount = 0;
  /** By kind and id, as "user 1000"; for who runs it to fill. */
  readonly quotas = new Map<string, VfsQuota>();
  /** What volume() answers; a test of a file system without them takes them away. */
  readonly features = { reflink: true, compression: true };
  #options: MemoryVfsOptions;
  #nextInode = 2;

  constructor(options: MemoryVfsOptions) {
    this.#options = options;
    this.totalBytes = options.totalBytes ?? 2 ** 40;
  }

  now(): bigint {
    return this.#options.now();
  }

  fault(operation: string, inode: Inode): NtStatus {
    return this.#options.fault?.(operation, identityOf(inode)) ?? STATUS_SUCCESS;
  }

  complete(done: () => void): void {
    if (this.#options.defer) this.#options.defer(done);
    else done();
  }

  makeInode(request: InodeRequest): Inode {
    return new Inode({
      id: this.#nextInode++,
      isDirectory: request.isDirectory,
      uid: request.uid,
      gid: request.gid,
      mode: request.mode,
      attributes: request.attributes ?? 0,
      descriptor: request.descriptor ?? null,
      symlinkTarget: request.symlinkTarget ?? null,
      now: this.now(),
    });
  }
}

export function identityOf(inode: Inode): string {
  return `1:${inode.id}`;
}
