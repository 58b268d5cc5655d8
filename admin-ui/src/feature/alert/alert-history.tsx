import { type Alert, routes } from "@larder/server/contract";
import { Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconBell, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { readingOn } from "../../lib/reading.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { When } from "../../ui/when.tsx";

const PAGE_ROWS = 25;

export function AlertHistory() {
  const [cursor, setCursor] = useState<string | null>(null);
  const query = useQuery(
    readingOn(routes.alert.list, { query: { limit: PAGE_ROWS, ...(cursor && { cursor }) } }),
  );
  return (
    <Panel title={t("Now and before")} flush>
      <Loaded
        query={query}
        what={t("alerts")}
        isEmpty={({ items }) => items.length === 0 && cursor === null}
        empty={
          <NothingYet
            icon={<IconBell size={28} />}
            title={t("No alerts")}
            description={t("When a rule below comes true, it appears here and is told.")}
          />
        }
      >
        {({ items, nextCursor }) => (
          <>
            <DataTable
              label={t("Alerts")}
              rows={items}
              rowId={(alert) => alert.id}
              columns={columns()}
              noun={{ one: "alert", many: "alerts" }}
              place={{}}
              onMove={() => {}}
              searchable={false}
              pageRows={PAGE_ROWS}
            />
            {(cursor !== null || nextCursor !== null) && (
              <Group justify="space-between" p="md">
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconArrowBackUp size={14} aria-hidden />}
                  disabled={cursor === null}
                  onClick={() => setCursor(null)}
                >
                  {t("Newest")}
                </Button>
                <Button
                  variant="default"
                  size="xs"
                  rightSection={<IconChevronRight size={14} aria-hidden />}
                  disabled={nextCursor === null}
                  onClick={() => setCursor(nextCursor)}
                >
                  {t("Older")}
                </Button>
              </Group>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function columns(): Column<Alert>[] {
  return [
    {
      id: "state",
      header: t("State"),
      cell: (alert) => (
        <StateWord tone={alert.endedAtMs === null ? "bad" : "quiet"}>
          {alert.endedAtMs === null ? t("Now") : t("Over")}
        </StateWord>
      ),
    },
    {
      id: "what",
      header: t("What"),
      cell: (alert) => (
        <div>
          <b>{serverWords(alert.title)}</b>
          <Text size="xs" c="dimmed">
            {serverWords(alert.detail)}
          </Text>
        </div>
      ),
    },
    { id: "raised", header: t("Since"), cell: (alert) => <When timeMs={alert.raisedAtMs} /> },
    {
      id: "ended",
      header: t("Until"),
      cell: (alert) => (alert.endedAtMs === null ? "–" : <When timeMs={alert.endedAtMs} />),
    },
    {
      id: "told",
      header: t("Told"),
      cell: (alert) => (alert.isQuiet ? t("No, too soon after the last") : t("Yes")),
    },
  ];
}
