import type { Job } from "@larder/server/contract";
import { Group, Stack, Text } from "@mantine/core";
import { type StateTone, StateWord } from "./state-word.tsx";

const states: Record<Job["state"], { tone: StateTone; word: string }> = {
  running: { tone: "busy", word: "Running" },
  done: { tone: "good", word: "Done" },
  failed: { tone: "bad", word: "Failed" },
  cancelled: { tone: "quiet", word: "Cancelled" },
  interrupted: { tone: "note", word: "Interrupted" },
};

/** How far a job is: a bar where the end is known, a number in any case. */
export function JobProgress({ job }: { readonly job: Job }) {
  const { state, doneCount, failedCount, totalCount, note } = job;
  const { tone, word } = failedCount > 0 && state === "done" ? PARTLY : states[state];
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <StateWord tone={tone}>{word}</StateWord>
        <Text size="sm" component="span">
          {doneCount.toLocaleString("en")}
          {totalCount !== null && ` of ${totalCount.toLocaleString("en")}`}
          {failedCount > 0 && `, ${failedCount.toLocaleString("en")} failed`}
        </Text>
      </Group>
      {state === "running" && (
        <progress
          aria-label={`Progress: ${job.title}`}
          style={{ width: "100%", maxWidth: 320, accentColor: "var(--mantine-color-anchor)" }}
          {...(totalCount !== null && {
            value: doneCount,
            max: Math.max(totalCount, doneCount, 1),
          })}
        />
      )}
      {note !== "" && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Stack>
  );
}

const PARTLY = { tone: "note", word: "Done in part" } as const;
