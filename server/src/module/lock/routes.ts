import type { lockRoutes } from "../../contract/lock.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { engineAnswer } from "../engine/engine-answer.ts";
import type { Services } from "../services.ts";

export function lockHandlers({ link }: Services): Handlers<typeof lockRoutes> {
  return {
    list: async (_cx, { query: { page, limit, openId = null, share = null, user = null } }) => {
      const skip = (page - 1) * limit;
      const done = await link.locks({ openId, share, user, skip, limit });
      const problem = engineAnswer(done);
      if (problem !== undefined) return problem;
      // An engine that says that it did has said what it found.
      if (done?.locks === undefined)
        return new ProblemAnswer("engine-refused", "It told no locks.");
      return done.locks;
    },
  };
}
