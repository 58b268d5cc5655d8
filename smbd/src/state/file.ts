/**
 * What all opens of one file share. A file is known by its identity (device and inode), never by its path:
 * two hard links are one file. Share modes and locks belong to a stream, deletion to the file or the stream.
 */
import type { Principal } from "../auth/principal.ts";
import type { Guid } from "../wire/guid.ts";
import { ByteRangeLocks } from "./byte-range-lock.ts";
import { LeaseTable } from "./lease-table.ts";
import type { Open } from "./open.ts";
import { StreamCaching } from "./oplock-stream-caching.ts";
import { ShareCounts } from "./share-counts.ts";

/** An operation that waits for a break; runs again from its beginning. */
export interface BreakWaiter {
  resume(): void;
}

export type Leases = LeaseTable<Open, BreakWaiter>;
export type Caching = StreamCaching<Open, BreakWaiter>;

export class FileObject {
  readonly identity: string;
  readonly isDirectory: boolean;
  /** By folded stream name; "" is the unnamed data stream (and a directory itself). */
  readonly streams = new Map<string, StreamObject>();
  /** Of the opens of all its streams. */
  readonly sharing = new ShareCounts();
  /** Set by disposition or delete-on-close: new opens answer STATUS_DELETE_PENDING, the last close removes it. */
  isDeletePending = false;
  /**
   * The name that goes with the last close, as a whole path (the share's root and the path below it): a file
   * may have others, and who closes last may have come by one of those.
   */
  deletePath: readonly string[] | null = null;
  /** The parent lease of the open that marked it. */
  deleteParentKey: Guid | null = null;
  /** Who marked it; null after a restart. */
  deletedBy: Principal | null = null;
  /** It was made with FILE_ATTRIBUTE_ARCHIVE, and no client took that away since: a write need not look. */
  isArchived = false;
  readonly #leases: Leases;

  constructor(identity: string, isDirectory: boolean, leases: Leases) {
    this.identity = identity;
    this.isDirectory = isDirectory;
    this.#leases = leases;
  }

  /** The stream's shared state, made when it is not there. `name` without colons. */
  stream(name: string): StreamObject {
    const key = name.toUpperCase();
    let stream = this.streams.get(key);
    if (stream === undefined) {
      stream = new StreamObject(this, name, this.#leases);
      this.streams.set(key, stream);
    }
    return stream;
  }

  /** Every open of the file, of whatever stream. */
  *opens(): Iterable<Open> {
    for (const stream of this.streams.values()) yield* stream.opens;
  }
}

export class StreamObject {
  readonly file: FileObject;
  name: string;
  readonly opens = new Set<Open>();
  /** Who may cache it: oplocks and leases. */
  readonly caching: Caching;
  isDeletePending = false;
  /** Somebody who has it open cut off its end: what is written there comes in place of something. */
  isCut = false;
  /** Changes of the data through us while somebody has it open. */
  changeCount = 0;
  #locks: ByteRangeLocks<Open> | null = null;

  constructor(file: FileObject, name: string, leases: Leases) {
    this.file = file;
    this.name = name;
    this.caching = new StreamCaching(leases);
  }

  /** Made for the first who takes one: most files are never locked. */
  get locks(): ByteRangeLocks<Open> {
    this.#locks ??= new ByteRangeLocks();
    return this.#locks;
  }

  /** Null: nobody took any since it was opened. */
  get knownLocks(): ByteRangeLocks<Open> | null {
    return this.#locks;
  }

  opened(open: Open): void {
    this.opens.add(open);
    this.file.sharing.add(open);
  }
}

/** All files that somebody has open, by identity. */
export class FileTable {
  /** By client and key, over all files. */
  readonly leases: Leases = new LeaseTable();
  readonly #files = new Map<string, FileObject>();

  get(identity: string): FileObject | undefined {
    return this.#files.get(identity);
  }

  values(): IterableIterator<FileObject> {
    return this.#files.values();
  }

  get size(): number {
    return this.#files.size;
  }

  /** Adds an open to its stream; the file becomes known with the first. */
  attach(identity: string, isDirectory: boolean, streamName: string): StreamObject {
    let file = this.#files.get(identity);
    if (file === undefined) {
      file = new FileObject(identity, isDirectory, this.leases);
      this.#files.set(identity, file);
    }
    return file.stream(streamName);
  }

  /** Forgets the stream and the file when nobody has them open. Answers what ended with this open. */
  detach(
    open: Open,
    stream: StreamObject,
  ): { readonly lastOfStream: boolean; readonly lastOfFile: boolean } {
    const file = stream.file;
    // One that was refused in the last moment never counted.
    if (stream.opens.delete(open)) file.sharing.remove(open);
    const lastOfStream = stream.opens.size === 0;
    if (lastOfStream) file.streams.delete(stream.name.toUpperCase());
    const lastOfFile = file.streams.size === 0;
    if (lastOfFile) this.#files.delete(file.identity);
    return { lastOfStream, lastOfFile };
  }

  /**
   * After a rename: every open at or below `from` follows to `to`. Both are whole paths (the share's root and
   * the path below it), since another share may show the same folder under another root. `file`: what is no
   * directory, so that nothing else stood below that name.
   */
  moved(from: readonly string[], to: readonly string[], file: FileObject | null = null): void {
    for (const each of file === null ? this.#files.values() : [file]) follow(each, from, to);
  }
}

function follow(file: FileObject, from: readonly string[], to: readonly string[]): void {
  const doomed = file.deletePath;
  if (doomed !== null && from.every((part, index) => part === doomed[index])) {
    file.deletePath = [...to, ...doomed.slice(from.length)];
  }
  for (const open of file.opens()) {
    const root = open.tree.rootPath;
    // In a snapshot nothing moves.
    if (open.past !== null || !isAtOrBelow(root, open.path, from)) continue;
    const moved = [...to, ...[...root, ...open.path].slice(from.length)];
    if (root.every((part, index) => part === moved[index])) open.path = moved.slice(root.length);
  }
}

/** Without making the whole path of each: there may be a hundred thousand. */
function isAtOrBelow(
  root: readonly string[],
  path: readonly string[],
  above: readonly string[],
): boolean {
  if (root.length + path.length < above.length) return false;
  return above.every((part, at) => part === (at < root.length ? root[at] : path[at - root.length]));
}
