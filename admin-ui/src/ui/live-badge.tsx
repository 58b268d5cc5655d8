import { Group, Text, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { liveState } from "../lib/live-cache.ts";
import { liveWord } from "../lib/live-word.ts";
import { useStreamState } from "../lib/stream-state.ts";
import { StateWord } from "./state-word.tsx";

export interface LiveBadgeProps {
  /** The revision of one change; left out: everything saved. */
  readonly revision?: number;
  /** The reason stands beside the word instead of in a tooltip. */
  readonly withReason?: boolean;
}

/** "Live", "Applying" or "Not live because …", kept true by events. */
export function LiveBadge({ revision, withReason = false }: LiveBadgeProps) {
  const engine = useQuery(liveState).data;
  const { tone, word, why } = liveWord(engine, useStreamState(), revision);
  if (withReason) {
    return (
      <Group gap="xs" role="status" align="flex-start">
        <StateWord tone={tone}>{word}</StateWord>
        <Text size="sm" c="dimmed">
          {why}
        </Text>
      </Group>
    );
  }
  return (
    <Tooltip label={why} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      <span
        role="status"
        aria-label={`${word}: ${why}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the reason has to be within the keyboard's reach.
        tabIndex={0}
        style={{ display: "inline-flex" }}
      >
        <StateWord tone={tone}>{word}</StateWord>
      </span>
    </Tooltip>
  );
}
