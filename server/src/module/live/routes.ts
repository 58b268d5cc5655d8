import { mayCall } from "../../auth/caller.ts";
import type { LiveWarning, liveRoutes } from "../../contract/live.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";
import { failedLogons, SESSION_WARNINGS_MAX, sessionWarnings } from "./live-warnings.ts";

export function liveHandlers({ db, live }: Services): Handlers<typeof liveRoutes> {
  let kept: { readonly atMs: number; readonly items: readonly LiveWarning[] } | null = null;

  /** Every open page asks again with each status of the engine; the log is not read each time. */
  async function recentFailures(nowMs: number): Promise<readonly LiveWarning[]> {
    const isFresh = kept !== null && Math.abs(nowMs - kept.atMs) < KEPT_MS;
    if (kept !== null && isFresh) return kept.items;
    const items = await failedLogons(db, nowMs);
    kept = { atMs: nowMs, items };
    return items;
  }

  return {
    read: async () => ({
      asOfMs: live.statusAtMs,
      isCurrent: live.isCurrent,
      shares: live.rates.shares,
      clients: live.rates.clients,
    }),

    warnings: async (cx) => {
      const found = live.sessions.flatMap(sessionWarnings).slice(0, SESSION_WARNINGS_MAX);
      // The names that were tried are of the audit log, which not everybody reads.
      if (!mayCall(cx.caller, "auditor")) return { items: found };
      return { items: [...(await recentFailures(cx.nowMs)), ...found] };
    },
  };
}

const KEPT_MS = 5_000;
