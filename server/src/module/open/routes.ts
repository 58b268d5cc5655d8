import type { openRoutes } from "../../contract/open.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { engineAnswer } from "../engine/engine-answer.ts";
import type { Services } from "../services.ts";

export function openHandlers({ live, link }: Services): Handlers<typeof openRoutes> {
  return {
    list: async (_cx, { query }) => {
      const isSame = (wanted: string | undefined, found: string) =>
        wanted === undefined || wanted.toLowerCase() === found.toLowerCase();
      const items = live.opens.filter(
        (open) =>
          isSame(query.sessionId, open.sessionId) &&
          isSame(query.share, open.share) &&
          isSame(query.user, open.user),
      );
      return { items, asOfMs: live.statusAtMs, isCurrent: live.isCurrent };
    },

    close: async (cx, { params }) => {
      const open = live.opens.find((entry) => entry.id === params.id);
      if (live.isCurrent && open === undefined) {
        return new ProblemAnswer("not-found", "It is not open any more.");
      }
      if (open !== undefined) cx.note({ share: open.share, path: open.path, detail: open.user });
      return engineAnswer(await link.closeOpen(params.id));
    },
  };
}
