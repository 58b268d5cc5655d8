import { join } from "node:path";
import type { Logger } from "pino";
import { type Snapshot, snapshotSchema } from "./contract.ts";
import { readSealed, writeSealed } from "./sealed-file.ts";

/** The last good snapshot, on disk. One that could not be saved is tried again, until it is or a later one came. */
export class SavedSnapshot {
  readonly #path: string;
  readonly #keyPath: string;
  readonly #log: Logger;
  #unsaved: Snapshot | null = null;

  constructor(stateFolder: string, log: Logger) {
    this.#path = join(stateFolder, "engine-snapshot.sealed");
    this.#keyPath = join(stateFolder, "engine.key");
    this.#log = log;
  }

  /** That of an earlier run, or null. */
  read(): Snapshot | null {
    const text = readSealed(this.#path, this.#keyPath, (why) =>
      this.#log.warn({ why }, "the saved configuration cannot be read; waiting for the server"),
    );
    if (text === null) return null;
    const parsed = snapshotSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    this.#log.warn("the saved configuration has another format; waiting for the server");
    return null;
  }

  /** The engine runs on what it was told even where that fails; only a restart without server would miss it. */
  save(snapshot: Snapshot): void {
    try {
      writeSealed(this.#path, this.#keyPath, JSON.stringify(snapshot));
      if (this.#unsaved !== null) this.#log.info("the configuration is saved again");
      this.#unsaved = null;
    } catch (error) {
      // Once, and not with every attempt.
      if (this.#unsaved === null)
        this.#log.error(
          { code: (error as NodeJS.ErrnoException).code },
          "the configuration cannot be saved",
        );
      this.#unsaved = snapshot;
    }
  }

  retry(): void {
    if (this.#unsaved !== null) this.save(this.#unsaved);
  }
}
