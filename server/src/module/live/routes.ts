import { mayCall } from "../../auth/caller.ts";
import type { liveRoutes } from "../../contract/live.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";
import { failedLogons, sessionWarnings } from "./live-warnings.ts";

export function liveHandlers({ db, live }: Services): Handlers<typeof liveRoutes> {
  return {
    read: async () => ({
      asOfMs: live.statusAtMs,
      isCurrent: live.isCurrent,
      shares: live.rates.shares,
      clients: live.rates.clients,
    }),

    warnings: async (cx) => {
      const found = live.sessions.flatMap(sessionWarnings);
      // The names that were tried are of the audit log, which not everybody reads.
      if (!mayCall(cx.caller, "auditor")) return { items: found };
      return { items: [...(await failedLogons(db, cx.nowMs)), ...found] };
    },
  };
}
