import type { StoredBackupSchedule } from "@larder/server/contract";
import { Stack, Text } from "@mantine/core";
import { parts } from "../../i18n/parts.tsx";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";
import { StateWord } from "../../ui/state-word.tsx";
import { When } from "../../ui/when.tsx";

export interface ScheduleStateProps {
  readonly schedule: StoredBackupSchedule;
}

/** How the last backup went. */
export function ScheduleState({ schedule }: ScheduleStateProps) {
  const { enabled, lastError, lastDoneAtMs, lastFile, lastBytes } = schedule;
  return (
    <Stack gap={4} mb="md">
      {enabled && lastError !== "" && (
        <StateWord tone="bad">
          {t("The last one failed: {reason}", { reason: serverWords(lastError) })}
        </StateWord>
      )}
      {enabled && lastError === "" && lastDoneAtMs !== null && (
        <StateWord tone="good">{t("The last one is made")}</StateWord>
      )}
      {lastDoneAtMs === null ? (
        <Text size="sm" c="dimmed">
          {t("None was made by itself yet.")}
        </Text>
      ) : (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {parts("Made {when}, {size}: {file}", {
            when: <When timeMs={lastDoneAtMs} />,
            size: bytesInWords(lastBytes),
            file: lastFile,
          })}
        </Text>
      )}
    </Stack>
  );
}
