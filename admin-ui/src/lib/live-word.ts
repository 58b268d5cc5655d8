import type { EngineState } from "@larder/server/contract";
import { t } from "../i18n/t.ts";
import type { StreamState } from "./event-stream.ts";

export interface LiveWord {
  readonly tone: "good" | "busy" | "quiet" | "bad";
  readonly word: string;
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
    return { tone: "quiet", word: t("Checking"), why: t("Asking the server whether all is live.") };
  }
  const isLinked = engine.link === "connected";
  if (isLinked && revision !== undefined && engine.appliedRevision >= revision) {
    return { tone: "good", word: t("Live"), why: t("The file server serves this change.") };
  }
  if (stream === "connecting") {
    return {
      tone: "quiet",
      word: t("Reconnecting"),
      why: t("This page has lost its connection to Larder's server; what it shows may be old."),
    };
  }
  if (engine.state === "not-live") {
    return {
      tone: "bad",
      word: t("Not live"),
      why: engine.reason || t("The file server has not taken over what was saved."),
    };
  }
  if (engine.state === "applying" || revision !== undefined) {
    return {
      tone: "busy",
      word: t("Applying"),
      why: t("Saved, and on its way to the file server."),
    };
  }
  return { tone: "good", word: t("Live"), why: t("Everything saved is being served.") };
}
