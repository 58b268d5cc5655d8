import type { massChangeRoutes } from "../../contract/mass-change.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { Services } from "../services.ts";

export function massChangeHandlers({ live, link }: Services): Handlers<typeof massChangeRoutes> {
  return {
    list: async () => ({
      items: live.isCurrent ? [...(live.status?.massChanges ?? [])] : [],
      isCurrent: live.isCurrent,
    }),

    touched: async (_cx, { params }) => {
      const done = await link.massChangeTouched(params.id);
      if (done === null) return unreachable();
      return done.touched === undefined ? notFound() : { items: done.touched };
    },

    release: async (cx, { params }) => {
      const found = live.status?.massChanges.find((change) => change.id === params.id);
      if (found !== undefined) cx.note({ share: found.share, detail: found.user });
      const done = await link.releaseMassChange(params.id);
      if (done === null) return unreachable();
      return done.ok ? undefined : notFound();
    },
  };
}

function unreachable(): ProblemAnswer {
  return new ProblemAnswer("engine-unreachable", "The file server does not answer.", {
    retryAfterSeconds: 2,
  });
}

function notFound(): ProblemAnswer {
  return new ProblemAnswer("not-found", "This is settled already.");
}
