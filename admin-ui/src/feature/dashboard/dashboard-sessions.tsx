import { routes } from "@larder/server/contract";
import { Group, Stack, Text } from "@mantine/core";
import { IconActivity } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { When } from "../../ui/when.tsx";

const SHOWN_MAX = 6;

export function DashboardSessions() {
  const query = useQuery(reading(routes.session.list, {}));
  return (
    <Panel
      title={t("Who is connected")}
      actions={
        <TextLink to="/sessions" size="sm">
          {t("All sessions")}
        </TextLink>
      }
    >
      <Loaded
        query={query}
        what={t("sessions")}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <NothingYet
            icon={<IconActivity size={26} />}
            title={
              query.data?.isCurrent ? t("Nobody is connected") : t("Nobody known to be connected")
            }
            description={
              query.data?.isCurrent
                ? t("Whoever opens a share appears here by themselves.")
                : t("The file server cannot be asked at the moment.")
            }
            action={
              <ButtonLink to="/connect" variant="default">
                {t("How to connect")}
              </ButtonLink>
            }
          />
        }
      >
        {({ items }) => (
          <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: "none" }}>
            {items.slice(0, SHOWN_MAX).map((session) => (
              <Group component="li" key={session.id} justify="space-between" wrap="nowrap">
                <div>
                  <Text fw={550} size="sm">
                    {session.isAnonymous ? t("anonymous") : session.user}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {session.clientName || session.address}
                    {session.shares.length > 0 &&
                      t(", in {shares}", { shares: session.shares.join(", ") })}
                  </Text>
                </div>
                <Text size="xs" c="dimmed">
                  <When timeMs={session.lastActiveAtMs} />
                </Text>
              </Group>
            ))}
            {items.length > SHOWN_MAX && (
              <Text component="li" size="sm" c="dimmed">
                {t("and {number} more", { number: items.length - SHOWN_MAX })}
              </Text>
            )}
          </Stack>
        )}
      </Loaded>
    </Panel>
  );
}
