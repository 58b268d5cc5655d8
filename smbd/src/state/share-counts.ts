/**
 * What the opens of one file do and do not share, in sum: most opens are let in without a look at each of those
 * that are there.
 */
import { FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE } from "../wire/message/create.ts";
import { countsForSharing, DELETES, READS, type Sharing, WRITES } from "./share-mode.ts";

export class ShareCounts {
  /** Opens that read, write, delete. */
  readonly #doing = [0, 0, 0];
  /** Opens that do not share reading, writing, deletion. */
  readonly #refusing = [0, 0, 0];

  add(open: Sharing): void {
    this.#count(open, 1);
  }

  remove(open: Sharing): void {
    this.#count(open, -1);
  }

  /** False: none of the opens is in the way of `wanted`, whatever stream it is of. True: look at each. */
  mayConflict(wanted: Sharing): boolean {
    if (!countsForSharing(wanted.grantedAccess)) return false;
    return KINDS.some(({ access, share }, kind) => {
      const does = (wanted.grantedAccess & access) !== 0;
      const refuses = (wanted.shareAccess & share) === 0;
      return (does && this.#refusing[kind] !== 0) || (refuses && this.#doing[kind] !== 0);
    });
  }

  #count(open: Sharing, by: number): void {
    if (!countsForSharing(open.grantedAccess)) return;
    for (const [kind, { access, share }] of KINDS.entries()) {
      if ((open.grantedAccess & access) !== 0) this.#doing[kind]! += by;
      if ((open.shareAccess & share) === 0) this.#refusing[kind]! += by;
    }
  }
}

const KINDS = [
  { access: READS, share: FILE_SHARE_READ },
  { access: WRITES, share: FILE_SHARE_WRITE },
  { access: DELETES, share: FILE_SHARE_DELETE },
] as const;
