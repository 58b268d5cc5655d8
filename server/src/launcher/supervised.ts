/** Something that runs until it ends or is stopped. */
export interface Running {
  readonly pid: number;
  /** Settles once it is gone, with how, in words. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

export interface SupervisedOptions {
  readonly name: string;
  readonly launch: () => Promise<Running>;
  readonly onStarted: (pid: number) => void;
  /** It ended by itself, or could not be started; it is started again after the delay. */
  readonly onDied: (how: string, delayMs: number) => void;
}

const DELAY_MS_MIN = 250;
const DELAY_MS_MAX = 10_000;
/** Who lived this long was well; the next death starts counting anew. */
const WELL_MS = 30_000;

/** One program kept alive: started again after a death, with a delay that doubles while it keeps dying. */
export class Supervised {
  readonly #options: SupervisedOptions;
  #running: Running | null;
  #launching: Promise<void> | null;
  #delayMs: number;
  #restart: NodeJS.Timeout | null;
  #isStopping: boolean;

  constructor(options: SupervisedOptions) {
    this.#options = options;
    this.#running = null;
    this.#launching = null;
    this.#delayMs = DELAY_MS_MIN;
    this.#restart = null;
    this.#isStopping = false;
  }

  get name(): string {
    return this.#options.name;
  }

  /** The first start: a failure is the caller's to tell, and nothing is tried again. */
  async start(): Promise<void> {
    this.#watch(await this.#options.launch());
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#restart !== null) clearTimeout(this.#restart);
    await this.#launching;
    await this.#running?.stop();
  }

  #watch(running: Running): void {
    const startedAtMs = Date.now();
    this.#running = running;
    this.#options.onStarted(running.pid);
    running.exited.then((how) => {
      this.#running = null;
      if (Date.now() - startedAtMs > WELL_MS) this.#delayMs = DELAY_MS_MIN;
      this.#startLater(how);
    });
  }

  #startLater(how: string): void {
    if (this.#isStopping) return;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(delayMs * 2, DELAY_MS_MAX);
    this.#options.onDied(how, delayMs);
    this.#restart = setTimeout(() => {
      this.#restart = null;
      this.#launching = this.#startAgain();
    }, delayMs);
  }

  async #startAgain(): Promise<void> {
    try {
      this.#watch(await this.#options.launch());
    } catch (problem) {
      this.#startLater(problem instanceof Error ? problem.message : String(problem));
    } finally {
      this.#launching = null;
    }
  }
}
