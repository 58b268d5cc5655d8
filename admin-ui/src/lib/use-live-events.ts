import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { openEventStream } from "./event-stream.ts";
import { applyEvent } from "./live-cache.ts";
import { meQuery } from "./me.ts";
import { streamState } from "./stream-state.ts";

/** Keeps the cache true while somebody is signed in. */
export function useLiveEvents(isSignedIn: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!isSignedIn) return;
    return openEventStream({
      onEvent: (event) => applyEvent(client, event),
      onState: (state, isFirst) => {
        streamState.keep(state);
        // What happened while nobody listened is unknown: everything in view is asked for again.
        if (state === "open" && !isFirst) {
          void client.invalidateQueries({
            predicate: (query) => query.queryKey[0] !== meQuery.queryKey[0],
          });
        }
      },
    });
  }, [client, isSignedIn]);
}
