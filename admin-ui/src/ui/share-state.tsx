import type { Share } from "@larder/server/contract";
import { Text } from "@mantine/core";
import { serverWords } from "../i18n/server-words.ts";
import { t } from "../i18n/t.ts";
import { type StateTone, StateWord } from "./state-word.tsx";

export interface ShareStateProps {
  readonly live: Share["live"];
}

const looks: Record<Share["live"]["state"], { tone: StateTone; word: string }> = {
  live: { tone: "good", word: t("Live") },
  applying: { tone: "busy", word: t("Applying") },
  disabled: { tone: "quiet", word: t("Switched off") },
  unavailable: { tone: "bad", word: t("Not live") },
  unknown: { tone: "quiet", word: t("Unknown") },
};

/** Whether a share is being served, and why where it is not. */
export function ShareState({ live }: ShareStateProps) {
  const { tone, word } = looks[live.state];
  const isExplained = live.state === "unavailable" || live.state === "unknown";
  return (
    <span>
      <StateWord tone={tone}>{word}</StateWord>
      {isExplained && live.reason && (
        <Text size="xs" c="dimmed" mt={4} maw={280}>
          {serverWords(live.reason)}
        </Text>
      )}
    </span>
  );
}
