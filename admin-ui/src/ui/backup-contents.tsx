import type { BackupSummary } from "@larder/server/contract";
import { Alert, List, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { parts } from "../i18n/parts.tsx";
import { serverWords } from "../i18n/server-words.ts";
import { t } from "../i18n/t.ts";
import { counted } from "../lib/counted.ts";
import { StateWord } from "./state-word.tsx";
import { When } from "./when.tsx";

export interface BackupContentsProps {
  readonly summary: BackupSummary;
}

const stateWords = {
  there: { tone: "good", word: t("Folder is there") },
  missing: { tone: "note", word: t("Folder is missing") },
  outside: { tone: "bad", word: t("Switched off") },
} as const;

/** What is in a backup, and what to know before it is used. */
export function BackupContents({ summary }: BackupContentsProps) {
  const { serverName, version, userCount, groupCount, apiKeyCount, shares, warnings } = summary;
  return (
    <Stack gap="sm">
      <Text size="sm">
        {parts("{name}, saved {when} by release {version}: {users}, {groups}, {shares}, {keys}.", {
          name: <b>{serverName}</b>,
          when: <When timeMs={summary.madeAtMs} />,
          version,
          users: counted(userCount, "user"),
          groups: counted(groupCount, "group"),
          shares: counted(shares.length, "share"),
          keys: counted(apiKeyCount, "API key"),
        })}
      </Text>
      {shares.length > 0 && (
        <List size="sm" spacing={6} listStyleType="none" aria-label={t("Shares in the backup")}>
          {shares.map(({ name, path, state }) => (
            <List.Item key={name} style={{ overflowWrap: "anywhere" }}>
              <StateWord tone={stateWords[state].tone}>{stateWords[state].word}</StateWord>{" "}
              <b>{name}</b> {path}
            </List.Item>
          ))}
        </List>
      )}
      <Alert
        variant="light"
        color="yellow"
        icon={<IconInfoCircle aria-hidden />}
        title={t("Before you restore it")}
      >
        <List size="sm" spacing={4}>
          {warnings.map((sentence) => (
            <List.Item key={sentence}>{serverWords(sentence)}</List.Item>
          ))}
        </List>
      </Alert>
    </Stack>
  );
}
