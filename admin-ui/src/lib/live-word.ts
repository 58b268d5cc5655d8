import type { EngineState } from "@larder/server/contract";
import type { StreamState } from "./event-stream.ts";

export interface LiveWord {
  readonly tone: "good" | "busy" | "quiet" | "bad";
  readonly word: "Live" | "Applying" | "Not live" | "Reconnecting" | "Checking";
  /** A sentence: what it means, or why it is not so. */
  readonly why: string;
}

/** What the badge says: about one change when a revision is given, else about everything saved. */
export function liveWord(
  engine: EngineState | undefined,
  stream: StreamState,
  revision?: number,
): LiveWord {
  if (!engine) {
    return { tone: "quiet", word: "Checking", why: "Asking the server whether all is live." };
  }
  const isLinked = engine.link === "connected";
  if (isLinked && revision !== undefined && engine.appliedRevision >= revision) {
    return { tone: "good", word: "Live", why: "The file server serves this change." };
  }
  if (stream === "connecting") {
    return {
      tone: "quiet",
      word: "Reconnecting",
      why: "This page has lost its connection to Larder's server; what it shows may be old.",
    };
  }
  if (engine.state === "not-live") {
    return {
      tone: "bad",
      word: "Not live",
      why: engine.reason || "The file server has not taken over what was saved.",
    };
  }
  if (engine.state === "applying" || revision !== undefined) {
    return { tone: "busy", word: "Applying", why: "Saved, and on its way to the file server." };
  }
  return { tone: "good", word: "Live", why: "Everything saved is being served." };
}
