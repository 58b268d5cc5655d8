import { type Job, jobRoutes } from "../../contract/job.ts";
import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import { table } from "../table.ts";

export const jobCommands: readonly Command[] = [
  {
    name: "job list",
    synopsis: "",
    summary: "List work that takes longer than a moment, and how far it is",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const { items } = await client.call(jobRoutes.list);
      terminal.answer(items, table(["ID", "STATE", "DONE", "FAILED", "WHAT"], items.map(row)));
      return ExitCode.done;
    },
  },
  {
    name: "job show",
    synopsis: "ID",
    summary: "Show one job and the log of what failed",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const found = await cx.client.call(jobRoutes.read, { params: { id: cx.arguments[0]! } });
      cx.terminal.answer(found, [
        `${found.job.title}: ${found.job.state}. ${found.job.note}`,
        ...found.failures.map(({ path, reason }) => `${path}: ${reason}`),
      ]);
      return ExitCode.done;
    },
  },
  {
    name: "job cancel",
    synopsis: "ID",
    summary: "Stop a job; what it has done stays done",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const job = await cx.client.call(jobRoutes.cancel, { params: { id: cx.arguments[0]! } });
      cx.terminal.answer(job, [`“${job.title}” is being stopped.`]);
      return ExitCode.done;
    },
  },
];

function row({ id, state, doneCount, totalCount, failedCount, title }: Job): string[] {
  const done = totalCount === null ? String(doneCount) : `${doneCount}/${totalCount}`;
  return [id, state, done, String(failedCount), title];
}
