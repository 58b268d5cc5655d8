import { useSyncExternalStore } from "react";
import { language } from "../i18n/language.ts";
import { agoInWords } from "../lib/duration.ts";
import { slowClock } from "../lib/slow-clock.ts";

export interface WhenProps {
  readonly timeMs: number;
}

const exact = new Intl.DateTimeFormat(language.current(), {
  dateStyle: "medium",
  timeStyle: "medium",
});

/** A moment as people say it, with the exact time for who asks. */
export function When({ timeMs }: WhenProps) {
  const now = useSyncExternalStore(slowClock.subscribe, slowClock.read);
  const moment = new Date(timeMs);
  // The shared clock is up to a tick old; something newer than it has just happened.
  const isFresh = timeMs > now && timeMs - now < 60_000;
  return (
    <time
      dateTime={moment.toISOString()}
      title={exact.format(moment)}
      style={{ whiteSpace: "nowrap" }}
    >
      {agoInWords(timeMs, isFresh ? timeMs : now)}
    </time>
  );
}
