import { Readable } from "node:stream";
import type { EngineSample, EngineState } from "../contract/engine.ts";
import type { LarderEvent, Resource } from "../contract/event.ts";
import { ProblemAnswer } from "./problem-answer.ts";

/**
 * Server-sent events to every open page. Invalidations are gathered for a moment, so that a storm of changes
 * becomes one event; a page that does not read is dropped and connects again.
 */
export class EventHub {
  readonly #pages = new Map<Readable, { sessionId: string | null; timer: NodeJS.Timeout }>();
  readonly #stale = new Set<Resource>();
  #gathering: NodeJS.Timeout | null;
  readonly #heartbeat: NodeJS.Timeout;
  #engine: LarderEvent | null;

  constructor() {
    this.#gathering = null;
    this.#engine = null;
    // Proxies cut connections that say nothing; a comment is nothing to the page.
    this.#heartbeat = setInterval(() => this.#write(": still here\n\n"), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** A stream for one page; ends by itself after STREAM_MS_MAX, so that the page proves itself again. */
  open(sessionId: string | null): Readable | ProblemAnswer {
    if (this.#pages.size >= PAGES_MAX) {
      return new ProblemAnswer("too-many-requests", "Too many pages follow along.", {
        retryAfterSeconds: 30,
      });
    }
    const page = new Readable({ read: () => undefined, highWaterMark: QUEUED_BYTES_MAX });
    const timer = setTimeout(() => this.#close(page), STREAM_MS_MAX);
    timer.unref();
    this.#pages.set(page, { sessionId, timer });
    page.once("close", () => this.#forget(page));
    page.push("retry: 1000\n\n");
    if (this.#engine !== null) page.push(frame(this.#engine));
    return page;
  }

  invalidate(resources: readonly Resource[]): void {
    for (const resource of resources) this.#stale.add(resource);
    if (this.#gathering !== null || this.#stale.size === 0) return;
    this.#gathering = setTimeout(() => {
      this.#gathering = null;
      const event: LarderEvent = { type: "invalidate", resources: [...this.#stale].sort() };
      this.#stale.clear();
      this.#write(frame(event));
    }, GATHER_MS);
    this.#gathering.unref();
  }

  /** The live state; sent at once, and to each new page first. */
  engine(engine: EngineState, sample: EngineSample | null): void {
    this.#engine = { type: "engine", engine, sample };
    this.#write(frame(this.#engine));
  }

  /** Ends the streams of a session that is over. */
  closeSession(sessionId: string): void {
    for (const [page, entry] of this.#pages) if (entry.sessionId === sessionId) this.#close(page);
  }

  /** Ends all streams there are: nobody is who they were. Whoever still may, connects again. */
  closeAll(): void {
    for (const page of [...this.#pages.keys()]) this.#close(page);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.closeAll();
  }

  #write(text: string): void {
    for (const page of this.#pages.keys()) {
      if (!page.push(text)) this.#drop(page);
    }
  }

  #close(page: Readable): void {
    this.#forget(page);
    page.push(null);
  }

  #drop(page: Readable): void {
    this.#forget(page);
    page.destroy();
  }

  #forget(page: Readable): void {
    const entry = this.#pages.get(page);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    this.#pages.delete(page);
  }
}

const PAGES_MAX = 100;
const STREAM_MS_MAX = 600_000;
const HEARTBEAT_MS = 15_000;
const GATHER_MS = 50;
const QUEUED_BYTES_MAX = 262_144;

function frame(event: LarderEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
