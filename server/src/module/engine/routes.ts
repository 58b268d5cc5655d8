import type { engineRoutes } from "../../contract/engine.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";

export function engineHandlers({ live, reconciler }: Services): Handlers<typeof engineRoutes> {
  return {
    read: async () => ({
      ...reconciler.state,
      status: live.status,
      statusAtMs: live.statusAtMs,
      shares: [...live.shares],
      lastApplied: reconciler.lastApplied,
    }),

    history: async () => ({ items: [...live.samples] }),
  };
}
