/** What is there, as clients must see it: files by their id on disk, streams, byte-range locks. */
import { Content } from "./content.ts";
import type { HolderModel } from "./holder-model.ts";
import type { OpenModel } from "./open-model.ts";

export interface LockModel {
  readonly open: OpenModel;
  readonly offset: bigint;
  readonly length: bigint;
  readonly isExclusive: boolean;
  readonly sinceTurn: number;
}

export class FileModel {
  readonly id: bigint;
  readonly isDirectory: boolean;
  /** By lower-case name; "" is the data of a file, and a directory itself. */
  readonly streams = new Map<string, StreamModel>();
  isDeletePending = false;
  /** The name that goes with the last close. */
  deletePath: string | null = null;
  /** An operation on it failed half-way: what it had marked for deletion by then, nobody was told. */
  isDoubtful = false;

  constructor(id: bigint, isDirectory: boolean) {
    this.id = id;
    this.isDirectory = isDirectory;
    this.stream("");
  }

  stream(name: string): StreamModel {
    let stream = this.streams.get(name);
    if (stream === undefined) {
      stream = new StreamModel(this, name);
      this.streams.set(name, stream);
    }
    return stream;
  }

  *opens(): Iterable<OpenModel> {
    for (const stream of this.streams.values()) yield* stream.opens;
  }

  get isOpen(): boolean {
    for (const stream of this.streams.values()) if (stream.opens.size > 0) return true;
    return false;
  }
}

export class StreamModel {
  readonly file: FileModel;
  readonly name: string;
  readonly content = new Content();
  readonly opens = new Set<OpenModel>();
  readonly holders = new Map<string, HolderModel>();
  locks: LockModel[] = [];
  isDeletePending = false;

  constructor(file: FileModel, name: string) {
    this.file = file;
    this.name = name;
  }
}
