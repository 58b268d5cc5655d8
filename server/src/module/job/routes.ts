import type { jobRoutes } from "../../contract/job.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { Services } from "../services.ts";

export function jobHandlers({ jobs }: Services): Handlers<typeof jobRoutes> {
  return {
    list: async () => ({ items: await jobs.list() }),

    read: async (_cx, { params }) => (await jobs.read(params.id)) ?? unknown(),

    cancel: async (cx, { params }) => {
      const stopped = jobs.cancel(params.id);
      // One that ended meanwhile is as stopped as can be.
      const job = stopped ?? (await jobs.read(params.id))?.job;
      if (job === undefined) return unknown();
      cx.note({ share: job.share, path: job.path, detail: job.title });
      return job;
    },
  };
}

function unknown(): ProblemAnswer {
  return new ProblemAnswer("not-found", "There is no such job any more.");
}
