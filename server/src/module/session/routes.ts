import type { sessionRoutes } from "../../contract/session.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { engineAnswer } from "../engine/engine-answer.ts";
import type { Services } from "../services.ts";

export function sessionHandlers({ live, link }: Services): Handlers<typeof sessionRoutes> {
  return {
    list: async () => ({
      items: [...live.sessions],
      asOfMs: live.statusAtMs,
      isCurrent: live.isCurrent,
    }),

    close: async (cx, { params }) => {
      const session = live.sessions.find((entry) => entry.id === params.id);
      if (live.isCurrent && session === undefined) {
        return new ProblemAnswer("not-found", "There is no such session any more.");
      }
      cx.note({ detail: session === undefined ? params.id : `${session.user} ${session.address}` });
      return engineAnswer(await link.closeSession(params.id));
    },
  };
}
