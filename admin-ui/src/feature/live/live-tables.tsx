import { type LiveFigures, routes } from "@larder/server/contract";
import { SimpleGrid, Text } from "@mantine/core";
import { IconActivity } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Panel } from "../../ui/panel.tsx";
import { bytesPerSecond, latencyInWords, requestsPerSecond } from "./rate-words.ts";

type ShareFigures = LiveFigures["shares"][number];
type ClientFigures = LiveFigures["clients"][number];

export function LiveTables() {
  const query = useQuery(reading(routes.live.read, {}));
  return (
    <SimpleGrid cols={{ base: 1, xl: 2 }} spacing="lg">
      <Panel title={t("By share")} flush>
        <Loaded
          query={query}
          what={t("what shares do")}
          isEmpty={({ shares }) => shares.length === 0}
          empty={<Nothing />}
        >
          {({ shares }) => (
            <DataTable
              label={t("By share")}
              rows={shares}
              rowId={(one) => one.share}
              columns={shareColumns()}
              noun={{ one: "share", many: "shares" }}
              place={{}}
              onMove={() => {}}
              searchable={false}
              pageRows={10}
            />
          )}
        </Loaded>
      </Panel>
      <Panel title={t("By client")} flush>
        <Loaded
          query={query}
          what={t("what clients do")}
          isEmpty={({ clients }) => clients.length === 0}
          empty={<Nothing />}
        >
          {({ clients }) => (
            <DataTable
              label={t("By client")}
              rows={clients}
              rowId={(one) => one.sessionId}
              columns={clientColumns()}
              noun={{ one: "client", many: "clients" }}
              place={{}}
              onMove={() => {}}
              searchable={false}
              pageRows={10}
            />
          )}
        </Loaded>
      </Panel>
    </SimpleGrid>
  );
}

function Nothing() {
  return (
    <NothingYet
      icon={<IconActivity size={26} />}
      title={t("Nothing is going on")}
      description={t("Whoever opens a share appears here by themselves.")}
      action={
        <ButtonLink to="/connect" variant="default">
          {t("How to connect")}
        </ButtonLink>
      }
    />
  );
}

function shareColumns(): Column<ShareFigures>[] {
  return [
    { id: "share", header: t("Share"), cell: (one) => <b>{one.share}</b> },
    ...figureColumns<ShareFigures>(),
  ];
}

function clientColumns(): Column<ClientFigures>[] {
  return [
    {
      id: "client",
      header: t("Client"),
      cell: (one) => (
        <div>
          <b>{one.user || t("anonymous")}</b>
          <Text size="xs" c="dimmed">
            {[one.clientName, one.address].filter((part) => part !== "").join(", ")}
          </Text>
        </div>
      ),
    },
    ...figureColumns<ClientFigures>(),
  ];
}

function figureColumns<Row extends ShareFigures | ClientFigures>(): Column<Row>[] {
  return [
    {
      id: "read",
      header: t("Read"),
      kind: "number",
      cell: (one) => bytesPerSecond(one.readBytesPerSecond),
    },
    {
      id: "written",
      header: t("Written"),
      kind: "number",
      cell: (one) => bytesPerSecond(one.writtenBytesPerSecond),
    },
    {
      id: "requests",
      header: t("Requests"),
      kind: "number",
      cell: (one) => requestsPerSecond(one.requestsPerSecond),
    },
    {
      id: "latency",
      header: t("Time"),
      kind: "number",
      cell: (one) => latencyInWords(one.latencyUs),
    },
  ];
}
