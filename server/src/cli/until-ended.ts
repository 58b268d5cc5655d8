import { jobRoutes } from "../contract/job.ts";
import type { CommandContext } from "./command.ts";
import { ExitCode } from "./exit-code.ts";

const POLL_MS = 200;

/** Waits for a job and tells how it ended; an interrupted command leaves the job going on. */
export async function untilEnded(cx: CommandContext, id: string): Promise<number> {
  for (;;) {
    const { job, failures } = await cx.client.call(jobRoutes.read, { params: { id } });
    if (job.state !== "running") {
      for (const { path, reason } of failures) cx.terminal.remark(`${path}: ${reason}`);
      cx.terminal.answer(job, [`${job.title}: ${job.state}. ${job.note}`.trimEnd()]);
      return job.state === "done" && job.failedCount === 0 ? ExitCode.done : ExitCode.refused;
    }
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
}
