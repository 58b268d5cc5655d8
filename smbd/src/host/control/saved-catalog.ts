/**
 * The last good configuration, so that the engine serves without server and database: a whole one, and a line of changes
 * after it. Nothing of it holds up the engine's thread: a whole is written a slice at a time, changes are appended.
 *
 *     engine-snapshot.sealed | "LARDER1\n" | nonce, 12 | tag, 16 | AES-256-GCM of the JSON |
 *     engine-changes.sealed  | "LARDERC\n" | then for each: bytes, 4 | nonce, 12 | tag, 16 | AES-256-GCM of the JSON |
 *
 * Each change is bound to the head of the whole that it came after and to its number, so that none can be moved, left
 * out or put behind another whole. What a crash tore off ends the reading: nobody was told that it had been saved.
 */
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Logger } from "pino";
import { Catalog, type CatalogInput } from "../../state/catalog.ts";
import { type CatalogChanges, changedCatalog } from "../../state/catalog-change.ts";
import { ChangeFile } from "./change-file.ts";
import { CONTRACT_VERSION, changesSchema, snapshotSchema } from "./contract.ts";
import { readSealed } from "./sealed-file.ts";
import { SealedWriter, sealedHead } from "./sealed-writer.ts";

/** Changes beyond this, and beyond the whole, are written as a new whole. */
const CHANGE_BYTES_MIN = 1024 * 1024;
/** Rows between two pauses: a millisecond. */
const ROWS_PER_SLICE = 500;

export class SavedCatalog {
  readonly #path: string;
  readonly #keyPath: string;
  readonly #log: Logger;
  readonly #changes: ChangeFile;
  #wholeBytes = 0;
  /** What could not be saved, and is tried again. */
  #unsaved: Catalog | null = null;
  /** One at a time: they write the same files. */
  #last: Promise<void> = Promise.resolve();

  constructor(stateFolder: string, log: Logger) {
    this.#path = join(stateFolder, "engine-snapshot.sealed");
    this.#keyPath = join(stateFolder, "engine.key");
    this.#changes = new ChangeFile(join(stateFolder, "engine-changes.sealed"), this.#keyPath);
    this.#log = log;
  }

  /** That of an earlier run, or null. */
  read(): Catalog | null {
    const whole = readSealed(this.#path, this.#keyPath, (why) =>
      this.#log.warn({ why }, "the saved configuration cannot be read; waiting for the server"),
    );
    if (whole === null) return null;
    const parsed = snapshotSchema.safeParse(JSON.parse(whole));
    if (!parsed.success) {
      this.#log.warn("the saved configuration has another format; waiting for the server");
      return null;
    }
    this.#wholeBytes = whole.length;
    let catalog = new Catalog(parsed.data);
    const { texts, tornBytes } = this.#changes.read(sealedHead(this.#path));
    if (tornBytes > 0) this.#log.warn({ tornBytes }, "the last saved change was torn off");
    for (const text of texts) {
      const changes = changesSchema.safeParse(JSON.parse(text));
      const changed = changes.success ? changedCatalog(catalog, changes.data) : null;
      if (changed === null) {
        this.#log.warn("a saved change does not fit; waiting for the server");
        break;
      }
      catalog = changed.catalog;
    }
    return catalog;
  }

  /** Resolves when it is on stable storage, or could not be saved: the engine runs on what it was told all the same. */
  saveWhole(catalog: Catalog): Promise<void> {
    return this.#inTurn(() => this.#attempt(catalog, () => this.#writeWhole(catalog)));
  }

  /** `catalog` is what the changes lead to. */
  saveChanges(changes: CatalogChanges, catalog: Catalog): Promise<void> {
    const write = async () => {
      const isLong = this.#changes.bytes > Math.max(CHANGE_BYTES_MIN, this.#wholeBytes);
      if (isLong || !this.#changes.isOpen) await this.#writeWhole(catalog);
      else
        await this.#changes.append(
          JSON.stringify({ ...changes, contractVersion: CONTRACT_VERSION }),
        );
    };
    return this.#inTurn(() => this.#attempt(catalog, write));
  }

  retry(): Promise<void> {
    return this.#inTurn(async () => {
      const catalog = this.#unsaved;
      if (catalog !== null) await this.#attempt(catalog, () => this.#writeWhole(catalog));
    });
  }

  async close(): Promise<void> {
    await this.#changes.forget();
  }

  async #attempt(catalog: Catalog, write: () => Promise<void>): Promise<void> {
    try {
      await write();
      if (this.#unsaved !== null) this.#log.info("the configuration is saved again");
      this.#unsaved = null;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Once, and not with every attempt.
      if (this.#unsaved === null) this.#log.error({ code }, "the configuration cannot be saved");
      this.#unsaved = catalog;
      // What the file of changes ends in is not known.
      await this.#changes
        .forget()
        .catch((closing) => this.#log.warn({ code: closing.code }, "close failed"));
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work);
    return this.#last;
  }

  async #writeWhole(catalog: Catalog): Promise<void> {
    const writer = await SealedWriter.of(this.#path, this.#keyPath);
    try {
      for (const slice of slicesOf(catalog)) {
        await writer.write(slice);
        await setImmediate();
      }
      const head = await writer.finish();
      this.#wholeBytes = writer.bytes;
      // From here on the changes that were there are of a whole that is gone.
      await this.#changes.begin(head);
    } finally {
      await writer.close();
    }
  }
}

/** The text of a snapshot. */
export function* slicesOf(catalog: CatalogInput): Generator<string> {
  const { revision, server, settings } = catalog;
  const head = JSON.stringify({ contractVersion: CONTRACT_VERSION, revision, server, settings });
  yield head.slice(0, -1);
  for (const name of ["users", "groups", "shares"] as const) {
    yield `,"${name}":[`;
    const rows: readonly object[] = catalog[name];
    for (let from = 0; from < rows.length; from += ROWS_PER_SLICE) {
      const texts = rows.slice(from, from + ROWS_PER_SLICE).map((row) => JSON.stringify(row));
      yield (from === 0 ? "" : ",") + texts.join(",");
    }
    yield "]";
  }
  yield "}";
}
