/**
 * A list of directory entries of one class, within the client's buffer. Entries are 8-byte aligned from the
 * start of the list; the last is not padded and its NextEntryOffset is zero.
 */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";
import {
  type DirectoryEntry,
  decodeDirectoryEntry,
  directoryEntryBytes,
  directoryEntryFixedBytes,
  encodeDirectoryEntry,
} from "./directory-entry.ts";

export class DirectoryListBuilder {
  readonly #writer: Writer;
  readonly #informationClass: number;
  readonly #start: number;
  readonly #limit: number;
  #previous: number;
  #count: number;

  /** Writes at the writer's cursor, `limitBytes` at most. The class must be one that lists directories. */
  constructor(writer: Writer, informationClass: number, limitBytes: number) {
    if (directoryEntryFixedBytes(informationClass) === null) throw WIRE_VALUE;
    this.#writer = writer;
    this.#informationClass = informationClass;
    this.#start = writer.position;
    this.#limit = limitBytes;
    this.#previous = -1;
    this.#count = 0;
  }

  get count(): number {
    return this.#count;
  }

  /** False, with nothing written, when the entry no longer fits. */
  append(entry: DirectoryEntry): boolean {
    const writer = this.#writer;
    const used = writer.position - this.#start;
    const at = Math.ceil(used / 8) * 8;
    if (at + directoryEntryBytes(this.#informationClass, entry) > this.#limit) return false;
    writer.align(8, this.#start);
    if (this.#previous >= 0) {
      writer.patchU32(this.#previous, writer.position - this.#previous);
    }
    this.#previous = writer.position;
    encodeDirectoryEntry(writer, this.#informationClass, entry);
    this.#count++;
    return true;
  }
}

/** Far more than a buffer of 16 MiB holds of the smallest class. */
export const DIRECTORY_ENTRIES_MAX = 0x200000;

export function decodeDirectoryList(
  reader: Reader,
  informationClass: number,
): readonly DirectoryEntry[] {
  if (reader.length === 0) return [];
  const fixed = directoryEntryFixedBytes(informationClass);
  if (fixed === null) throw WIRE_VALUE;
  const entries: DirectoryEntry[] = [];
  reader.chain(fixed, 8, DIRECTORY_ENTRIES_MAX, (record) => {
    entries.push(decodeDirectoryEntry(record, informationClass));
  });
  return entries;
}
