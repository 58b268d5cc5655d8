import { type Engine, routes } from "@larder/server/contract";
import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";
import { durationInWords } from "../../lib/duration.ts";
import { reading } from "../../lib/reading.ts";
import { Figure } from "../../ui/figure.tsx";
import { LiveBadge } from "../../ui/live-badge.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ThroughputChart } from "../../ui/throughput-chart.tsx";
import { EngineCommands } from "./engine-commands.tsx";
import { EngineCounters } from "./engine-counters.tsx";
import { EngineFacts } from "./engine-facts.tsx";
import { SmbDirect } from "./smb-direct.tsx";

export function EnginePage() {
  const query = useQuery({ ...reading(routes.engine.read, {}), refetchInterval: 5000 });
  return (
    <Page title={t("File server")} description={<LiveBadge withReason />}>
      <Loaded query={query} what={t("the file server’s state")}>
        {(engine) => <EngineBody engine={engine} />}
      </Loaded>
    </Page>
  );
}

function EngineBody({ engine }: { readonly engine: Engine }) {
  const { status } = engine;
  return (
    <Stack gap="lg">
      {status && (
        <Panel>
          <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }}>
            <Figure label={t("Sessions")} value={status.sessionCount} />
            <Figure label={t("Connections")} value={status.connectionCount} />
            <Figure label={t("Open files")} value={status.openCount} />
            <Figure label={t("Memory")} value={bytesInWords(status.residentBytes)} />
            <Figure label={t("Running for")} value={durationInWords(status.uptimeMs, 1)} />
          </SimpleGrid>
        </Panel>
      )}
      <Panel title={t("Throughput")} description={t("The last ten minutes, live.")}>
        <ThroughputChart />
      </Panel>
      <EngineFacts engine={engine} />
      {status && <SmbDirect rdma={status.rdma} />}
      {status && <EngineCommands commands={status.commands} />}
      {status && <EngineCounters counters={status.counters} />}
    </Stack>
  );
}
