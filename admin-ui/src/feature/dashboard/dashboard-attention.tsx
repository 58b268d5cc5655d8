import { routes } from "@larder/server/contract";
import { Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { reading } from "../../lib/reading.ts";
import { Panel } from "../../ui/panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";

interface Matter {
  readonly text: string;
  readonly fix: string;
  readonly to: string;
  readonly search?: Record<string, string>;
}

const DAY_MS = 86_400_000;

/** What somebody should look after, each with the way there; nothing where there is nothing. */
export function DashboardAttention() {
  const matters = useMatters();
  if (matters.length === 0) return null;
  return (
    <Panel title={t("What needs attention")}>
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: "none" }}>
        {matters.map(({ text, fix, to, search }) => (
          <Group component="li" key={text} gap="sm" justify="space-between">
            <Group gap="xs" wrap="nowrap" align="flex-start" flex="1 1 16rem">
              <IconAlertTriangle size={17} aria-hidden style={{ flex: "none", marginTop: 2 }} />
              <Text size="sm">{text}</Text>
            </Group>
            <TextLink to={to} size="sm" {...(search && { search })}>
              {fix}
            </TextLink>
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}

function useMatters(): Matter[] {
  const alerts = useQuery(
    reading(routes.alert.list, { query: { state: "active", limit: 5 } }),
  ).data;
  const warnings = useQuery(reading(routes.live.warnings, {})).data?.items ?? [];
  const jobs = useQuery(reading(routes.job.list, {})).data?.items ?? [];
  const lost = useQuery(reading(routes.user.list, { query: { state: "no-password", limit: 1 } }))
    .data?.total;
  const of = (kind: (typeof warnings)[number]["kind"]) =>
    new Set(warnings.filter((one) => one.kind === kind).map((one) => `${one.user} ${one.address}`))
      .size;
  const failed = jobs.filter(
    (job) => job.failedCount > 0 && job.startedAtMs > Date.now() - DAY_MS,
  ).length;
  return [
    ...(alerts?.items ?? []).map(({ title }) => ({
      text: serverWords(title),
      fix: t("See the alert"),
      to: "/alerts",
    })),
    ...few(of("unprotected"), (count) => ({
      text: t("{clients} neither sign nor encrypt.", { clients: counted(count, "client") }),
      fix: t("See who"),
      to: "/sessions",
    })),
    ...few(of("old-dialect"), (count) => ({
      text: t("{clients} speak an old version of SMB.", { clients: counted(count, "client") }),
      fix: t("See who"),
      to: "/sessions",
    })),
    ...few(of("failed-logons"), (count) => ({
      text: t("{clients} fail to sign in.", { clients: counted(count, "client") }),
      fix: t("See the attempts"),
      to: "/audit",
      search: { kind: "logonFailed" },
    })),
    ...few(lost ?? 0, (count) => ({
      text: t("{users} cannot connect before a password is set.", {
        users: counted(count, "user"),
      }),
      fix: t("See who"),
      to: "/users",
      search: { state: "no-password" },
    })),
    ...few(failed, (count) => ({
      text: t("{jobs} of the last day did not get everything done.", {
        jobs: counted(count, "job"),
      }),
      fix: t("See what failed"),
      to: "/jobs",
    })),
  ];
}

function few(count: number, matter: (count: number) => Matter): Matter[] {
  return count === 0 ? [] : [matter(count)];
}
