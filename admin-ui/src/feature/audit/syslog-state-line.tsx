import type { SyslogState } from "@larder/server/contract";
import { Group, Text } from "@mantine/core";
import { t } from "../../i18n/t.ts";
import { StateWord } from "../../ui/state-word.tsx";

const looks = {
  off: { tone: "quiet", word: () => t("Off") },
  connecting: { tone: "busy", word: () => t("Connecting") },
  sending: { tone: "good", word: () => t("Sending") },
  failing: { tone: "bad", word: () => t("Failing") },
} as const;

/** How forwarding goes, and what was lost. */
export function SyslogStateLine({ syslog }: { readonly syslog: SyslogState }) {
  const { tone, word } = looks[syslog.state];
  return (
    <Group gap="sm" role="status">
      <StateWord tone={tone}>{word()}</StateWord>
      <Text size="sm" c="dimmed">
        {t("{sent} sent, {waiting} waiting, {lost} lost", {
          sent: syslog.sentCount,
          waiting: syslog.queuedCount,
          lost: syslog.lostCount,
        })}
      </Text>
      {syslog.problem && <Text size="sm">{syslog.problem}</Text>}
    </Group>
  );
}
