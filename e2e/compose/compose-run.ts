import type { ComposeBox } from "./compose-box.ts";

/** One run of the checks on a box. Steps build on each other: the first that fails ends it. */
export class ComposeRun {
  readonly box: ComposeBox;
  /** A folder that is gone after the run. */
  readonly scratch: string;
  #passedCount = 0;
  #failedCount = 0;

  constructor(box: ComposeBox, scratch: string) {
    this.box = box;
    this.scratch = scratch;
  }

  get isGreen(): boolean {
    return this.#failedCount === 0;
  }

  get summary(): string {
    return `${this.#passedCount} passed, ${this.#failedCount} failed`;
  }

  async check(what: string, work: () => Promise<unknown>): Promise<void> {
    const began = Date.now();
    try {
      await work();
      this.#passedCount += 1;
      console.log(`ok: ${what} (${((Date.now() - began) / 1000).toFixed(0)} s)`);
    } catch (problem) {
      this.#failedCount += 1;
      const why = problem instanceof Error ? problem.message : String(problem);
      console.log(`not ok: ${what}\n${why}`);
      console.log(await this.box.logs());
      throw problem;
    }
  }

  async until(work: () => Promise<unknown>, secondsMax = 40): Promise<void> {
    const untilMs = Date.now() + secondsMax * 1000;
    for (;;) {
      try {
        await work();
        return;
      } catch (problem) {
        if (Date.now() >= untilMs) throw problem;
        await new Promise((wake) => setTimeout(wake, 500));
      }
    }
  }

  /** What `larder status` says; its exit code, too, says that all is not well. */
  status(): Promise<string> {
    return this.box.larder(["status"]).catch(String);
  }
}
