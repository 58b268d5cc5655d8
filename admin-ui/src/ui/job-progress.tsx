import type { Job } from "@larder/server/contract";
import { Group, Stack, Text } from "@mantine/core";
import { serverWords } from "../i18n/server-words.ts";
import { numberInWords, t } from "../i18n/t.ts";
import { type StateTone, StateWord } from "./state-word.tsx";

const states: Record<Job["state"], { tone: StateTone; word: string }> = {
  running: { tone: "busy", word: t("Running") },
  done: { tone: "good", word: t("Done") },
  failed: { tone: "bad", word: t("Failed") },
  cancelled: { tone: "quiet", word: t("Cancelled") },
  interrupted: { tone: "note", word: t("Interrupted") },
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
          {numberInWords(doneCount)}
          {totalCount !== null && t(" of {totalCount}", { totalCount: numberInWords(totalCount) })}
          {failedCount > 0 &&
            t(", {failedCount} failed", { failedCount: numberInWords(failedCount) })}
        </Text>
      </Group>
      {state === "running" && (
        <progress
          aria-label={t("Progress: {title}", { title: serverWords(job.title) })}
          style={{ width: "100%", maxWidth: 320, accentColor: "var(--mantine-color-anchor)" }}
          {...(totalCount !== null && {
            value: doneCount,
            max: Math.max(totalCount, doneCount, 1),
          })}
        />
      )}
      {note !== "" && (
        <Text size="xs" c="dimmed">
          {serverWords(note)}
        </Text>
      )}
    </Stack>
  );
}

const PARTLY = { tone: "note", word: t("Done in part") } as const;
