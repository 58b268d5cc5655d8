import type { Job, JobFailure } from "../contract/job.ts";

/** What the work of a job says about itself while it goes on. */
export interface JobWork {
  /** Aborted when somebody cancels the job or the server stops; the work looks at it between two steps. */
  readonly signal: AbortSignal;
  done(count: number): void;
  failed(path: string, reason: string): void;
  /** How many there are in all, once that is known. */
  total(count: number): void;
  note(text: string): void;
}

/** Thrown by work that cannot go on because somebody else stopped: the engine, a disk. Ends as "interrupted". */
export class JobInterrupted extends Error {}

/** A job while it runs. */
export class RunningJob implements JobWork {
  readonly id: string;
  /** Where it works, from the general to the particular: no other job may work above or below it. */
  readonly place: readonly string[];
  readonly failures: JobFailure[];
  readonly #facts: Omit<Job, "doneCount" | "failedCount" | "totalCount" | "note">;
  readonly #controller: AbortController;
  readonly #now: () => number;
  readonly #changed: () => void;
  #doneCount: number;
  #failedCount: number;
  #totalCount: number | null;
  #note: string;

  constructor(
    facts: Omit<Job, "doneCount" | "failedCount" | "note">,
    place: readonly string[],
    now: () => number,
    changed: () => void,
  ) {
    const { totalCount, ...rest } = facts;
    this.id = facts.id;
    this.place = place;
    this.failures = [];
    this.#facts = rest;
    this.#controller = new AbortController();
    this.#now = now;
    this.#changed = changed;
    this.#doneCount = 0;
    this.#failedCount = 0;
    this.#totalCount = totalCount;
    this.#note = "";
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(reason: "cancelled" | "interrupted"): void {
    this.#controller.abort(reason);
  }

  done(count: number): void {
    this.#doneCount += count;
    this.#changed();
  }

  failed(path: string, reason: string): void {
    this.#failedCount += 1;
    if (this.failures.length < FAILURES_MAX) {
      this.failures.push({ timeMs: this.#now(), path, reason });
    }
    this.#changed();
  }

  total(count: number): void {
    this.#totalCount = count;
    this.#changed();
  }

  note(text: string): void {
    this.#note = text;
    this.#changed();
  }

  get snapshot(): Job {
    return {
      ...this.#facts,
      doneCount: this.#doneCount,
      failedCount: this.#failedCount,
      totalCount: this.#totalCount,
      note: this.#note,
    };
  }
}

/** A log that a person reads, not an archive: a disk that fails fails for a million files alike. */
const FAILURES_MAX = 1_000;
