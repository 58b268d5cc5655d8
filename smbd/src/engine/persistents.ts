/**
 * Opens that outlive the server: each is written down, and a reply that tells of a change to it goes out only when
 * the change is on stable storage. [MS-SMB2] 3.3.5.9.10. What others do to it (a break, a deletion) is written
 * down with the reply to them, or soon after. Reading and writing change no record.
 */

import { equalBytes } from "../crypto/equal-bytes.ts";
import { PERSISTENT_OPEN_COUNT_MAX, PERSISTENT_RECORD_BYTES_MAX } from "../limits.ts";
import type { CatalogShare } from "../state/catalog.ts";
import type { Open } from "../state/open.ts";
import type { OplockHolder } from "../state/oplock-holder.ts";
import {
  encodePersistentRecord,
  type PersistentRecord,
  type RecordedFile,
} from "../state/persistent-record.ts";
import { hexOf } from "../wire/hex.ts";
import type { Engine } from "./engine.ts";

interface Recorded {
  readonly share: CatalogShare;
  readonly fileId: bigint;
  readonly volumeId: number;
  readonly handle: string;
  bytes: Uint8Array;
}

export class Persistents {
  readonly #engine: Engine;
  readonly #recorded = new Map<Open, Recorded>();
  readonly #touched = new Set<Open>();
  #recordBytes = 0;
  /** A record is gone since the last commit. */
  #hasRemoved = false;
  #isStopping = false;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get count(): number {
    return this.#recorded.size;
  }

  get recordBytes(): number {
    return this.#recordBytes;
  }

  /** Something may have changed: `commit` looks what. */
  get isTouched(): boolean {
    return this.#touched.size > 0 || this.#hasRemoved;
  }

  /** Whether one more may persist. */
  get hasRoom(): boolean {
    return this.count < PERSISTENT_OPEN_COUNT_MAX && this.recordBytes < PERSISTENT_RECORD_BYTES_MAX;
  }

  /** The open persists from now on; false where its file cannot be told from others. */
  add(open: Open): boolean {
    const { node, tree } = open;
    const stat = node?.stat();
    if (node === null || stat === undefined || typeof stat === "number") return false;
    if (tree.share === null || open.stream === null) return false;
    this.#recorded.set(open, {
      share: tree.share,
      fileId: stat.fileId,
      volumeId: stat.volumeId,
      handle: node.handle(),
      bytes: NOTHING,
    });
    open.isPersistent = true;
    this.#touched.add(open);
    return true;
  }

  /** An open of an earlier run, as its record says. */
  restored(open: Open, share: CatalogShare, file: RecordedFile, bytes: Uint8Array): void {
    const { fileId, volumeId, handle } = file;
    this.#recorded.set(open, { share, fileId, volumeId, handle, bytes });
    this.#recordBytes += bytes.length;
    open.isPersistent = true;
  }

  /** Something was done through this open: it, or others of the same file, may have another record now. */
  touch(open: Open): void {
    if (this.count === 0 || open.stream === null) return;
    for (const one of open.stream.file.opens()) if (one.isPersistent) this.#touched.add(one);
    // Closed by now, perhaps, and no longer of the file.
    if (open.isPersistent && this.#recorded.has(open)) this.#touched.add(open);
  }

  touchHolder(holder: OplockHolder<Open> | null): void {
    if (this.count === 0 || holder === null) return;
    for (const open of holder.opens) if (open.isPersistent) this.#touched.add(open);
  }

  /** A record that is not understood, or whose file or user is gone. */
  discard(id: number): void {
    this.#engine.ports.persistentStore.remove(id);
    this.#hasRemoved = true;
  }

  closed(open: Open): void {
    const recorded = this.#recorded.get(open);
    if (recorded === undefined) return;
    this.#recorded.delete(open);
    this.#touched.delete(open);
    this.#recordBytes -= recorded.bytes.length;
    // What stands when the server stops is there for the next one.
    if (!this.#isStopping) this.discard(open.persistentId);
  }

  /** From now on opens end without an end of their records. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Calls `done`, perhaps at once, when all that changed is on stable storage; false: it could not be written. */
  commit(done: (isStored: boolean) => void): void {
    const { persistentStore } = this.#engine.ports;
    let hasChanged = this.#hasRemoved;
    this.#hasRemoved = false;
    for (const open of this.#touched) {
      const recorded = this.#recorded.get(open);
      const record = recorded === undefined ? null : this.#recordOf(open, recorded);
      if (recorded === undefined || record === null) continue;
      const bytes = encodePersistentRecord(record);
      if (equalBytes(bytes, recorded.bytes)) continue;
      this.#recordBytes += bytes.length - recorded.bytes.length;
      recorded.bytes = bytes;
      persistentStore.put(open.persistentId, bytes);
      hasChanged = true;
    }
    this.#touched.clear();
    if (!hasChanged) {
      done(true);
      return;
    }
    persistentStore.commit((isStored) => {
      if (!isStored) this.#engine.emit({ type: "persistent.unstored" });
      done(isStored);
    });
  }

  #recordOf(open: Open, recorded: Recorded): PersistentRecord | null {
    const { stream, appInstance } = open;
    const { table } = this.#engine.durables;
    const identity = table.identityOf(open);
    const grant = table.grantOf(open);
    if (stream === null || identity?.createGuid == null || grant === null) return null;
    const { fileId, volumeId, handle, share } = recorded;
    const { path, streamName } = open;
    const { file } = stream;
    const sequences = open.lockSequences.saved();
    return {
      openId: open.persistentId,
      createGuid: identity.createGuid,
      clientGuid: identity.clientGuid,
      owner: identity.owner,
      shareId: share.id,
      timeoutMs: grant.timeoutMs,
      file: { root: share.path, path, streamName, fileId, volumeId, handle },
      grantedAccess: open.grantedAccess,
      shareAccess: open.shareAccess,
      createOptions: open.createOptions,
      createAction: open.createAction,
      openedAtMs: open.openedAtMs,
      mode: open.mode,
      position: open.position,
      frozenTimes: open.frozenTimes,
      isPosix: open.isPosix,
      isDeleteOnClose: open.isDeleteOnClose,
      isFileDeletePending: file.isDeletePending,
      deletePath: file.deletePath,
      deleteParentKey: file.deleteParentKey,
      isStreamDeletePending: stream.isDeletePending,
      caching: stream.caching.kept(open),
      locks: stream.locks.kept(open),
      lockSequences: sequences === null ? null : hexOf(sequences),
      appInstance,
    };
  }
}

const NOTHING = new Uint8Array(0);
