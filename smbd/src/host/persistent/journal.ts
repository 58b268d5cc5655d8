/**
 * Records that outlive the process, such as those of persistent opens, in one file of the state folder, mode 0600. It only grows at its end, so that many
 * changes share one sync; when most of it is old it is written anew beside and renamed. A commit that runs takes no
 * more in; what comes meanwhile goes with the next.
 */
import {
  close,
  fchmodSync,
  fdatasync,
  fsync,
  ftruncate,
  mkdirSync,
  open,
  readFileSync,
  rename,
  write,
} from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { PersistentStore, StoredRecord } from "../../port/persistent-store.ts";
import { AFRESH } from "../afresh.ts";
import { decodeFrames, encodeFrame, type JournalEntry } from "./journal-frame.ts";

const MAGIC = Buffer.from("LARDERP1", "latin1");
/** Below this nothing is gained by writing it anew. */
const COMPACT_BYTES_MIN = 1_048_576;

/** What the journal has to say to the log. */
export interface JournalLog {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export class PersistentJournal implements PersistentStore {
  readonly #path: string;
  readonly #log: JournalLog;
  /** What is in it, for the log. */
  readonly #what: string;
  readonly #records = new Map<number, Uint8Array>();
  #recordBytes = 0;
  /** Not in the file yet, by id: the last change counts. */
  #fresh = new Map<number, Uint8Array | null>();
  #waiting: ((isStored: boolean) => void)[] = [];
  #isWriting = false;
  /** Null: written anew with the next commit. */
  #fd: number | null = null;
  /** Where the last whole entry ends. */
  #fileBytes = 0;

  constructor(path: string, log: JournalLog, what = "persistent opens") {
    this.#path = path;
    this.#log = log;
    this.#what = what;
  }

  get fileBytes(): number {
    return this.#fileBytes;
  }

  load(): readonly StoredRecord[] {
    this.#records.clear();
    this.#recordBytes = 0;
    for (const entry of this.#read()) this.#take(entry);
    return [...this.#records]
      .map(([id, record]) => ({ id, record }))
      .sort((one, other) => one.id - other.id);
  }

  #read(): readonly JournalEntry[] {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT") this.#log.error({ code }, `the ${this.#what} cannot be read`);
      return [];
    }
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
      this.#log.warn({}, `the file of ${this.#what} has another format, and is written anew`);
      return [];
    }
    const { entries, end } = decodeFrames(bytes, MAGIC.length);
    const tornBytes = bytes.length - end;
    if (tornBytes > 0) this.#log.warn({ tornBytes }, `the last ${this.#what} were torn off`);
    return entries;
  }

  #take({ id, record }: JournalEntry): void {
    this.#recordBytes -= this.#records.get(id)?.length ?? 0;
    this.#records.delete(id);
    if (record === null) return;
    this.#records.set(id, record);
    this.#recordBytes += record.length;
  }

  put(id: number, record: Uint8Array): void {
    this.#fresh.set(id, record);
  }

  remove(id: number): void {
    this.#fresh.set(id, null);
  }

  commit(done: (isStored: boolean) => void): void {
    this.#waiting.push(done);
    if (!this.#isWriting) void this.#write();
  }

  /** One round after the other until nobody waits. */
  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting;
      const fresh = this.#fresh;
      this.#waiting = [];
      this.#fresh = new Map();
      const entries = [...fresh].map(([id, record]) => ({ id, record }));
      for (const entry of entries) this.#take(entry);
      const isStored = await this.#store(entries);
      for (const done of waiting) done(isStored);
    }
    this.#isWriting = false;
  }

  async #store(entries: readonly JournalEntry[]): Promise<boolean> {
    try {
      const isOld = this.#fileBytes > COMPACT_BYTES_MIN + 2 * this.#recordBytes;
      if (this.#fd === null || isOld) await this.#writeAnew();
      else await this.#append(this.#fd, entries);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      this.#log.error({ code }, `the ${this.#what} cannot be written down`);
      // What the file holds now is not known: the next commit begins a new one, with all that there is.
      await this.#forget();
      return false;
    }
  }

  async #append(fd: number, entries: readonly JournalEntry[]): Promise<void> {
    const bytes = Buffer.concat(entries.map(encodeFrame));
    await writeAll(fd, bytes, this.#fileBytes);
    await syncData(fd);
    this.#fileBytes += bytes.length;
  }

  /** Whole or not at all: beside, synced, renamed, and the folder synced, which holds the name. */
  async #writeAnew(): Promise<void> {
    const beside = `${this.#path}.new`;
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const fd = await openFile(beside, AFRESH, 0o600);
    try {
      fchmodSync(fd, 0o600);
      const frames = [...this.#records].map(([id, record]) => encodeFrame({ id, record }));
      const bytes = Buffer.concat([MAGIC, ...frames]);
      await writeAll(fd, bytes, 0);
      await syncFile(fd);
      await renameFile(beside, this.#path);
      const folder = await openFile(dirname(this.#path), "r");
      await syncFile(folder).finally(() => closeFile(folder));
      await this.#forget();
      this.#fd = fd;
      this.#fileBytes = bytes.length;
    } catch (error) {
      await closeFile(fd);
      throw error;
    }
  }

  async #forget(): Promise<void> {
    const fd = this.#fd;
    this.#fd = null;
    if (fd === null) return;
    // A descriptor that cannot be closed is gone all the same.
    await closeFile(fd).catch((error) => this.#log.warn({ code: error.code }, "close failed"));
  }
}

const openFile = promisify(open);
const closeFile = promisify(close);
const renameFile = promisify(rename);
const syncFile = promisify(fsync);
const syncData = promisify(fdatasync);
const truncateFile = promisify(ftruncate);

/** A short write goes on where it stopped; one that fails leaves nothing behind what was there. */
async function writeAll(fd: number, bytes: Buffer, position: number): Promise<void> {
  let at = 0;
  try {
    while (at < bytes.length) at += await writeSome(fd, bytes, at, position + at);
  } catch (error) {
    await truncateFile(fd, position);
    throw error;
  }
}

function writeSome(fd: number, bytes: Buffer, start: number, position: number): Promise<number> {
  return new Promise((settle, fail) => {
    write(fd, bytes, start, bytes.length - start, position, (error, count) => {
      if (error === null) settle(count);
      else fail(error);
    });
  });
}
