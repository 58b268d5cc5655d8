import type { Logger } from "pino";
import { type Job, type JobFailure, jobFailureSchema } from "../contract/job.ts";
import type { AuditRecorder } from "../db/audit-recorder.ts";
import type { Database } from "../db/database.ts";
import { ProblemAnswer } from "../http/problem-answer.ts";
import { JobInterrupted, type JobWork, RunningJob } from "./running-job.ts";

export interface JobOrder {
  /** The audit label of the row that asks for it. */
  readonly kind: string;
  /** "New permissions for everything below docs/plans". */
  readonly title: string;
  readonly share: string;
  readonly path: string;
  readonly actor: string;
  /** ["permissions", share id, "docs", "plans"]: one job above, at or below a place at a time. */
  readonly place: readonly string[];
  /** null: not known yet. */
  readonly totalCount: number | null;
  /** Resolves to how it ended, in words. */
  readonly run: (work: JobWork) => Promise<string>;
}

export interface JobsOptions {
  readonly db: Database;
  readonly audit: AuditRecorder;
  readonly changed: () => void;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * Work that outlives the request that asked for it. What runs is in memory, and written down every few seconds,
 * so that after a crash the list says what was interrupted and how far it had come.
 */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #running = new Map<string, RunningJob>();
  readonly #ends = new Set<Promise<void>>();
  #telling: NodeJS.Timeout | null;
  #isStopping: boolean;

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#telling = null;
    this.#isStopping = false;
  }

  /** What an earlier run of the server left behind was interrupted by its end. */
  async start(): Promise<void> {
    const { db, now } = this.#options;
    await db.job.updateMany({
      where: { state: "running" },
      data: { state: "interrupted", note: SERVER_STOPPED, endedAt: new Date(now()) },
    });
  }

  /** Begins the work and answers at once. */
  async begin(order: JobOrder): Promise<Job | ProblemAnswer> {
    const { db, now } = this.#options;
    const refusal = this.#refusal(order);
    if (refusal !== null) return refusal;
    const startedAtMs = now();
    const id = crypto.randomUUID();
    const { kind, title, share, path, actor, totalCount } = order;
    const job = new RunningJob(
      { id, kind, title, share, path, actor, totalCount, startedAtMs, ...RUNNING },
      order.place,
      now,
      () => this.#tellSoon(),
    );
    // Before the row is written: nobody else may begin at this place meanwhile.
    this.#running.set(id, job);
    try {
      await db.job.create({
        data: {
          ...{ id, kind, title, share, path, actor, totalCount },
          state: "running",
          startedAt: new Date(startedAtMs),
        },
      });
    } catch (error) {
      this.#running.delete(id);
      throw error;
    }
    const end = this.#run(job, order).finally(() => this.#ends.delete(end));
    this.#ends.add(end);
    this.#options.changed();
    return job.snapshot;
  }

  /** The problem that somebody meets who wants to work at this place now; null: nobody is at work there. */
  busyAt(place: readonly string[]): ProblemAnswer | null {
    for (const job of this.#running.values()) {
      if (!overlap(job.place, place)) continue;
      const { title } = job.snapshot;
      return new ProblemAnswer(
        "job-running",
        `“${title}” is still running. Wait until it is through, or cancel it first.`,
      );
    }
    return null;
  }

  /** null: it does not run any more, or never was. */
  cancel(id: string): Job | null {
    const job = this.#running.get(id);
    if (job === undefined) return null;
    job.stop("cancelled");
    job.note("Stopping.");
    return job.snapshot;
  }

  async list(): Promise<Job[]> {
    const rows = await this.#options.db.job.findMany({
      orderBy: { startedAt: "desc" },
      take: KEPT_MAX,
    });
    const items = rows.map((row) => this.#running.get(row.id)?.snapshot ?? toJob(row));
    return items.sort((left, right) => rank(left) - rank(right));
  }

  async read(id: string): Promise<{ job: Job; failures: JobFailure[] } | null> {
    const running = this.#running.get(id);
    if (running !== undefined) return { job: running.snapshot, failures: [...running.failures] };
    const row = await this.#options.db.job.findUnique({ where: { id } });
    if (row === null) return null;
    return { job: toJob(row), failures: jobFailureSchema.array().parse(row.failures) };
  }

  /** The server stops: what runs is interrupted, and says so. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#telling !== null) clearTimeout(this.#telling);
    for (const job of this.#running.values()) job.stop("interrupted");
    await Promise.all(this.#ends);
  }

  #refusal(order: JobOrder): ProblemAnswer | null {
    if (this.#isStopping) return new ProblemAnswer("not-ready", "The server is stopping.");
    const busy = this.busyAt(order.place);
    if (busy !== null) return busy;
    if (this.#running.size < RUNNING_MAX) return null;
    return new ProblemAnswer("job-running", `${RUNNING_MAX} jobs run already; wait for one.`);
  }

  async #run(job: RunningJob, order: JobOrder): Promise<void> {
    const saving = setInterval(() => void this.#save(job, {}), SAVE_MS);
    saving.unref();
    const end = await this.#outcome(job, order);
    clearInterval(saving);
    const endedAtMs = this.#options.now();
    await this.#save(job, { ...end, endedAt: new Date(endedAtMs) });
    this.#running.delete(job.id);
    await this.#record(job, order, end, endedAtMs);
    await this.#forgetOld();
    this.#options.changed();
  }

  async #outcome(
    job: RunningJob,
    order: JobOrder,
  ): Promise<{ state: Exclude<Job["state"], "running">; note: string }> {
    try {
      const note = await order.run(job);
      if (!job.signal.aborted) return { state: "done", note };
    } catch (error) {
      if (error instanceof JobInterrupted) return { state: "interrupted", note: error.message };
      if (!job.signal.aborted) {
        this.#options.log.error({ err: error, kind: order.kind }, "a job failed");
        return { state: "failed", note: "Something went wrong; the server's log says more." };
      }
    }
    return job.signal.reason === "cancelled"
      ? { state: "cancelled", note: "Cancelled; what was done stays done." }
      : { state: "interrupted", note: SERVER_STOPPED };
  }

  async #save(
    job: RunningJob,
    end: { state?: Job["state"]; note?: string; endedAt?: Date },
  ): Promise<void> {
    const { doneCount, failedCount, totalCount, note } = job.snapshot;
    try {
      await this.#options.db.job.update({
        where: { id: job.id },
        data: { doneCount, failedCount, totalCount, note, failures: [...job.failures], ...end },
      });
    } catch (error) {
      // The work goes on without the database; what is lost is how it is told after a crash.
      const { code } = error as { code?: unknown };
      this.#options.log.warn({ code, job: job.id }, "the state of a job could not be saved");
    }
  }

  async #record(
    job: RunningJob,
    order: JobOrder,
    end: { state: string; note: string },
    timeMs: number,
  ): Promise<void> {
    const { doneCount, failedCount } = job.snapshot;
    const detail = `${end.state}: ${doneCount} done, ${failedCount} failed. ${end.note}`;
    const { kind, actor, share, path } = order;
    try {
      await this.#options.audit.recordEnd({
        ...{ kind: `${kind}.ended`, user: actor, share, path, detail, timeMs },
        status: end.state === "done" ? "" : end.state,
      });
    } catch (error) {
      const { code } = error as { code?: unknown };
      this.#options.log.error({ code, kind }, "an audit entry was lost");
    }
  }

  async #forgetOld(): Promise<void> {
    const { db, log } = this.#options;
    try {
      const old = await db.job.findMany({
        where: { state: { not: "running" } },
        orderBy: { startedAt: "desc" },
        skip: KEPT_MAX,
        select: { id: true },
      });
      if (old.length > 0) {
        await db.job.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } });
      }
    } catch (error) {
      log.warn({ code: (error as { code?: unknown }).code }, "old jobs could not be removed");
    }
  }

  /** Work counts by the thousand a second; a page needs it twice. */
  #tellSoon(): void {
    if (this.#telling !== null || this.#isStopping) return;
    this.#telling = setTimeout(() => {
      this.#telling = null;
      this.#options.changed();
    }, TELL_MS);
    this.#telling.unref();
  }
}

const RUNNING = { state: "running", endedAtMs: null } as const;
const RUNNING_MAX = 8;
const KEPT_MAX = 200;
const SAVE_MS = 5_000;
const TELL_MS = 500;
const SERVER_STOPPED = "The server stopped before it was through. Start it again to do the rest.";

function overlap(left: readonly string[], right: readonly string[]): boolean {
  const length = Math.min(left.length, right.length);
  return left.slice(0, length).every((part, index) => part === right[index]);
}

function rank(job: Job): number {
  return job.state === "running" ? 0 : 1;
}

function toJob(row: Awaited<ReturnType<Database["job"]["findUniqueOrThrow"]>>): Job {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    share: row.share,
    path: row.path,
    actor: row.actor,
    state: row.state,
    doneCount: row.doneCount,
    failedCount: row.failedCount,
    totalCount: row.totalCount,
    note: row.note,
    startedAtMs: row.startedAt.getTime(),
    endedAtMs: row.endedAt?.getTime() ?? null,
  };
}
