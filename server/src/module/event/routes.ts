import type { eventRoutes } from "../../contract/event.ts";
import type { Handlers } from "../../http/handler.ts";
import type { Services } from "../services.ts";

export function eventHandlers({ hub }: Services): Handlers<typeof eventRoutes> {
  return {
    stream: async ({ caller }) =>
      hub.open(caller?.kind === "administrator" ? caller.sessionId : null),
  };
}
