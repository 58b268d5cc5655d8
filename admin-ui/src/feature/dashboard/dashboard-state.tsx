import { routes } from "@larder/server/contract";
import { Group, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { parts } from "../../i18n/parts.tsx";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { liveState } from "../../lib/live-cache.ts";
import { liveWord } from "../../lib/live-word.ts";
import { reading } from "../../lib/reading.ts";
import { useStreamState } from "../../lib/stream-state.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { When } from "../../ui/when.tsx";

const looks = {
  good: { color: "sage", Icon: IconCircleCheck, title: t("All is well") },
  busy: { color: "blue", Icon: IconCircleDashed, title: t("A change is being applied") },
  quiet: { color: "gray", Icon: IconCircleDashed, title: t("Reconnecting") },
  note: { color: "yellow", Icon: IconAlertTriangle, title: t("Something needs a look") },
  bad: { color: "red", Icon: IconAlertTriangle, title: t("Something needs you") },
} as const;

/** The first question of every visit: is it well? */
export function DashboardState() {
  const query = useQuery(liveState);
  const status = useQuery(reading(routes.engine.read, {})).data?.status;
  const shares = useQuery(reading(routes.share.list, {})).data?.items ?? [];
  const alerts = useQuery(
    reading(routes.alert.list, { query: { state: "active", limit: 5 } }),
  ).data;
  const backup = useQuery(reading(routes.backupSchedule.read, {})).data;
  const stream = useStreamState();
  return (
    <Panel>
      <Loaded query={query} what={t("the state of this box")}>
        {(engine) => {
          const { tone, why } = liveWord(engine, stream);
          const broken = shares.filter((share) => share.live.state === "unavailable");
          const isTroubled = Boolean(status?.problem) || broken.length > 0;
          const isNoted = (alerts?.items.length ?? 0) > 0;
          const look = looks[tone !== "good" ? tone : isTroubled ? "bad" : isNoted ? "note" : tone];
          return (
            <Group gap="md" wrap="nowrap" role="status">
              <ThemeIcon size={48} radius="xl" variant="light" color={look.color} aria-hidden>
                <look.Icon size={26} />
              </ThemeIcon>
              <Stack gap={2}>
                <Text fw={650} fz="lg">
                  {look.title}
                </Text>
                <Text c="dimmed">{why}</Text>
                {backup?.enabled && backup.lastDoneAtMs !== null && (
                  <Text size="sm" c="dimmed">
                    <TextLink to="/backup">
                      {parts("Configuration saved {when}", {
                        when: <When timeMs={backup.lastDoneAtMs} />,
                      })}
                    </TextLink>
                  </Text>
                )}
                {status?.problem && <Text>{serverWords(status.problem)}</Text>}
                {broken.map((share) => (
                  <Text key={share.id}>
                    <TextLink to={`/shares/${share.id}`} underline="always">
                      {share.name}
                    </TextLink>
                    : {share.live.reason}
                  </Text>
                ))}
              </Stack>
            </Group>
          );
        }}
      </Loaded>
    </Panel>
  );
}
