import type { healthRoutes } from "../../contract/health.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";

export function healthHandlers(services: Services): Handlers<typeof healthRoutes> {
  return {
    health: async () => ({ status: "ok", version: services.version }),

    // Throws, and so answers "not-ready", while the database is away.
    ready: async () => {
      await services.db.$queryRaw`SELECT 1`;
      return { status: "ready", engine: services.reconciler.state.state };
    },

    metrics: () => services.metrics.text(),
  };
}
