import type { Share } from "@larder/server/contract";
import { Text } from "@mantine/core";
import { type StateTone, StateWord } from "./state-word.tsx";

export interface ShareStateProps {
  readonly live: Share["live"];
}

const looks: Record<Share["live"]["state"], { tone: StateTone; word: string }> = {
  live: { tone: "good", word: "Live" },
  applying: { tone: "busy", word: "Applying" },
  disabled: { tone: "quiet", word: "Switched off" },
  unavailable: { tone: "bad", word: "Not live" },
  unknown: { tone: "quiet", word: "Unknown" },
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
          {live.reason}
        </Text>
      )}
    </span>
  );
}
