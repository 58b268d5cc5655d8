import { type EngineState, type LarderEvent, routes } from "@larder/server/contract";
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import { reading } from "./reading.ts";

/** Ten minutes at a sample a second, as the server keeps. */
const SAMPLES_MAX = 600;

/** The state behind the "live" badge. Events patch it; it is asked for only when there is none yet. */
export const liveState = queryOptions<EngineState, unknown>({
  queryKey: ["live"],
  queryFn: async ({ signal }) => {
    const { state, reason, link, desiredRevision, appliedRevision, appliedAtMs } = await call(
      routes.engine.read,
      {},
      signal,
    );
    return { state, reason, link, desiredRevision, appliedRevision, appliedAtMs };
  },
  staleTime: 30_000,
});

/** Which cached things are stale when the named resource is: some are made out of others. */
const dependents: Record<string, readonly string[]> = {
  shares: ["connect", "folders", "permissions", "removals"],
  settings: ["connect", "setup"],
  engine: ["connect"],
  groups: ["users", "principals", "permissions", "removals"],
  users: ["groups", "principals", "permissions", "removals"],
  "account-csv": ["users", "groups", "principals"],
  opens: ["locks"],
  administrators: ["administrator-sessions"],
};

/** Events only invalidate or patch the cache; no view listens to them. */
export function applyEvent(client: QueryClient, event: LarderEvent): void {
  if (event.type === "invalidate") {
    for (const resource of event.resources) invalidate(client, resource);
    return;
  }
  client.setQueryData(liveState.queryKey, event.engine);
  const { sample } = event;
  if (sample === null) return;
  client.setQueryData(reading(routes.engine.history, {}).queryKey, (history) => {
    if (!history || history.items.at(-1)?.timeMs === sample.timeMs) return history;
    return { items: [...history.items, sample].slice(-SAMPLES_MAX) };
  });
}

export function invalidate(client: QueryClient, resource: string): void {
  for (const name of [resource, ...(dependents[resource] ?? [])]) {
    void client.invalidateQueries({ queryKey: [name] });
  }
}
