import { useSyncExternalStore } from "react";
import type { StreamState } from "./event-stream.ts";

/** Whether what one sees is being kept up to date: a fact about this page, not about the server. */
let current: StreamState = "connecting";
let sinceMs = Date.now();
const listeners = new Set<() => void>();

export const streamState = {
  keep: (next: StreamState) => {
    if (next === current) return;
    current = next;
    sinceMs = Date.now();
    for (const listener of listeners) listener();
  },
  sinceMs: () => sinceMs,
};

export function useStreamState(): StreamState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
