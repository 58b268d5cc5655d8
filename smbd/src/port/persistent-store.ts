/**
 * Where records are written down that outlive the process: of persistent opens, by their persistent ids, and of mass
 * changes that nobody settled. A record is whole or not there.
 */
export interface PersistentStore {
  /** What an earlier run left, in the order of the keys. Asked once, before anything else. */
  load(): readonly StoredRecord[];
  put(id: number, record: Uint8Array): void;
  remove(id: number): void;
  /**
   * Calls `done`, perhaps at once, when everything that was put and removed before is on stable storage. False: it
   * could not be written; the store goes on with what it has, and tries again with the next commit.
   */
  commit(done: (isStored: boolean) => void): void;
}

export interface StoredRecord {
  readonly id: number;
  readonly record: Uint8Array;
}
