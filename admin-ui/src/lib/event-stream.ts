import { eventSchema, type LarderEvent, routes } from "@larder/server/contract";

export type StreamState = "open" | "connecting";

export interface EventStreamListener {
  readonly onEvent: (event: LarderEvent) => void;
  readonly onState: (state: StreamState, isFirst: boolean) => void;
}

const RETRY_MS_MIN = 1000;
const RETRY_MS_MAX = 15_000;
/** A hidden tab gives its connection back: browsers allow six to a host, shared by all tabs. */
const HIDDEN_MS_MAX = 30_000;

/** Keeps the server-sent events coming until the returned function is called. */
export function openEventStream(listener: EventStreamListener): () => void {
  let source: EventSource | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = RETRY_MS_MIN;
  let isFirst = true;

  const connect = () => {
    clearTimeout(retryTimer);
    source = new EventSource(routes.event.stream.path);
    source.onopen = () => {
      retryMs = RETRY_MS_MIN;
      listener.onState("open", isFirst);
      isFirst = false;
    };
    source.onmessage = (message) => {
      const event = eventSchema.safeParse(JSON.parse(String(message.data)));
      // A newer server may send kinds this page does not know yet.
      if (event.success) listener.onEvent(event.data);
    };
    source.onerror = () => {
      listener.onState("connecting", false);
      disconnect();
      retryTimer = setTimeout(connect, retryMs);
      retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
    };
  };
  const disconnect = () => {
    source?.close();
    source = undefined;
  };
  const onVisibility = () => {
    clearTimeout(hiddenTimer);
    if (document.visibilityState === "hidden") {
      hiddenTimer = setTimeout(() => {
        clearTimeout(retryTimer);
        disconnect();
      }, HIDDEN_MS_MAX);
    } else if (!source) {
      connect();
    }
  };

  document.addEventListener("visibilitychange", onVisibility);
  connect();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    clearTimeout(retryTimer);
    clearTimeout(hiddenTimer);
    disconnect();
  };
}
