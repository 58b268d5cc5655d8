/** What happened lately, in words. */
interface Event {
  readonly step: number;
  readonly atMs: number;
  readonly text: string;
}

const KEPT = 6_000;

export class Trace {
  readonly #events: Event[] = [];
  #next = 0;
  told: ((line: string) => void) | null = null;
  step = 0;
  atMs = 0;

  add(text: string): void {
    this.told?.(text);
    const event = { step: this.step, atMs: this.atMs, text };
    if (this.#events.length < KEPT) this.#events.push(event);
    else this.#events[this.#next] = event;
    this.#next = (this.#next + 1) % KEPT;
  }

  /** The last `count` events that name one of the subjects; all of them without any. */
  lines(subjects: readonly string[], count: number): string[] {
    const ordered =
      this.#events.length < KEPT
        ? this.#events
        : [...this.#events.slice(this.#next), ...this.#events.slice(0, this.#next)];
    const patterns = subjects.map(
      (subject) => new RegExp(`(^|[^\\w\\\\])${literal(subject)}(?![\\w])`),
    );
    const told = ordered.filter(
      ({ text }) => patterns.length === 0 || patterns.some((pattern) => pattern.test(text)),
    );
    return told
      .slice(-count)
      .map(({ step, atMs, text }) => `${String(step).padStart(6)} ${seconds(atMs)}  ${text}`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3).padStart(10)} s`;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
