import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import type { Job } from "../contract/job.ts";
import { AuditRecorder } from "../db/audit-recorder.ts";
import { type Database, openDatabase } from "../db/database.ts";
import { ProblemAnswer } from "../http/problem-answer.ts";
import { type TestDatabase, testDatabase } from "../test/test-database.ts";
import { until } from "../test/test-server.ts";
import { type JobOrder, Jobs } from "./jobs.ts";
import { JobInterrupted, type JobWork } from "./running-job.ts";

let database: TestDatabase;
let db: Database;
let told = 0;

before(async () => {
  database = await testDatabase();
  db = openDatabase(database.url);
});

after(async () => {
  await db.$disconnect();
  await database.close();
});

test("a job counts, keeps what failed, says how it ended, and leaves an audit entry", async () => {
  const jobs = makeJobs();
  const before = told;
  const { id } = await begun(jobs, {
    place: ["files", "a"],
    run: async (work) => {
      work.total(3);
      work.done(2);
      work.failed("a/b", "It is locked.");
      return "Through.";
    },
  });
  await ended(jobs, id);
  const read = await jobs.read(id);
  const { state, doneCount, failedCount, totalCount, note } = read?.job ?? {};
  assert.deepEqual(
    [state, doneCount, failedCount, totalCount, note],
    ["done", 2, 1, 3, "Through."],
  );
  assert.deepEqual(
    read?.failures.map(({ path, reason }) => [path, reason]),
    [["a/b", "It is locked."]],
  );
  assert.ok(told > before);
  const entry = await db.auditEntry.findFirstOrThrow({ where: { kind: "test.work.ended" } });
  assert.equal(entry.detail, "done: 2 done, 1 failed. Through.");
  assert.equal(entry.user, "root");
});

test("only one works at a place, above it and below it; beside it others may", async () => {
  const jobs = makeJobs();
  const held = Promise.withResolvers<string>();
  const { id } = await begun(jobs, { place: ["files", "s", "a", "b"], run: () => held.promise });
  for (const place of [
    ["files", "s", "a", "b"],
    ["files", "s", "a"],
    ["files", "s", "a", "b", "c"],
  ]) {
    const refused = await jobs.begin(order({ place, run: async () => "" }));
    assert.ok(refused instanceof ProblemAnswer && refused.code === "job-running");
  }
  const other = await begun(jobs, { place: ["files", "s", "a", "bb"], run: async () => "" });
  await ended(jobs, other.id);
  held.resolve("");
  await ended(jobs, id);
  await ended(jobs, (await begun(jobs, { place: ["files", "s", "a"], run: async () => "" })).id);
});

test("eight run at a time and no more", async () => {
  const jobs = makeJobs();
  const held = Promise.withResolvers<string>();
  const run = () => held.promise;
  for (let count = 0; count < 8; count += 1) await begun(jobs, { place: [`p${count}`], run });
  const refused = await jobs.begin(order({ place: ["p8"], run }));
  assert.ok(refused instanceof ProblemAnswer && refused.code === "job-running");
  held.resolve("");
  await jobs.stop();
});

test("a cancelled job stops between two steps and says so", async () => {
  const jobs = makeJobs();
  const { id } = await begun(jobs, { place: ["c"], run: untilAborted });
  assert.equal(jobs.cancel(id)?.note, "Stopping.");
  await ended(jobs, id);
  assert.equal((await jobs.read(id))?.job.state, "cancelled");
  assert.equal(jobs.cancel(id), null);
});

test("work that is cut off says why; work that throws has failed", async () => {
  const jobs = makeJobs();
  const cut = await begun(jobs, {
    place: ["d"],
    run: async () => {
      throw new JobInterrupted("The file server stopped.");
    },
  });
  const broken = await begun(jobs, {
    place: ["e"],
    run: async () => {
      throw new Error("a mistake of ours");
    },
  });
  await ended(jobs, cut.id);
  await ended(jobs, broken.id);
  const job = async (id: string) => (await jobs.read(id))?.job;
  assert.equal((await job(cut.id))?.note, "The file server stopped.");
  assert.equal((await job(cut.id))?.state, "interrupted");
  assert.equal((await job(broken.id))?.state, "failed");
  assert.doesNotMatch((await job(broken.id))?.note ?? "", /mistake/);
});

test("what runs when the server stops is interrupted, and so is what a crash left running", async () => {
  const jobs = makeJobs();
  const { id } = await begun(jobs, { place: ["f"], run: untilAborted });
  await jobs.stop();
  assert.equal((await jobs.read(id))?.job.state, "interrupted");
  const late = await jobs.begin(order({ place: ["g"], run: async () => "" }));
  assert.ok(late instanceof ProblemAnswer && late.code === "not-ready");
  // As a crash leaves it.
  await db.job.update({ where: { id }, data: { state: "running", endedAt: null } });
  const next = makeJobs();
  await next.start();
  const job = (await next.read(id))?.job;
  assert.equal(job?.state, "interrupted");
  assert.match(job?.note ?? "", /server stopped/);
});

function makeJobs(): Jobs {
  const audit = new AuditRecorder(db, () => undefined);
  const changed = () => {
    told += 1;
  };
  return new Jobs({ db, audit, changed, now: Date.now, log: pino({ enabled: false }) });
}

function order(given: Pick<JobOrder, "place" | "run">): JobOrder {
  const facts = { kind: "test.work", title: "Work", share: "s", path: "", actor: "root" };
  return { ...facts, totalCount: null, ...given };
}

async function begun(jobs: Jobs, given: Pick<JobOrder, "place" | "run">): Promise<Job> {
  const job = await jobs.begin(order(given));
  if (job instanceof ProblemAnswer) throw job;
  return job;
}

async function ended(jobs: Jobs, id: string): Promise<void> {
  await until("the job ends", async () => (await jobs.read(id))?.job.state !== "running");
}

async function untilAborted(work: JobWork): Promise<string> {
  while (!work.signal.aborted) await sleep(5);
  return "";
}
