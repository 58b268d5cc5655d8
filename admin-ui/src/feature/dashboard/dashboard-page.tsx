import { SimpleGrid, Stack } from "@mantine/core";
import { lazy, Suspense } from "react";
import { t } from "../../i18n/t.ts";
import { LoadingRows } from "../../ui/loading-rows.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { DashboardAttention } from "./dashboard-attention.tsx";
import { DashboardFigures } from "./dashboard-figures.tsx";
import { DashboardSessions } from "./dashboard-sessions.tsx";
import { DashboardShares } from "./dashboard-shares.tsx";
import { DashboardState } from "./dashboard-state.tsx";

// The chart's library is fetched after what matters more.
const ThroughputChart = lazy(async () => ({
  default: (await import("../../ui/throughput-chart.tsx")).ThroughputChart,
}));

export function DashboardPage() {
  return (
    <Page title={t("Dashboard")}>
      <Stack gap="lg">
        <DashboardState />
        <DashboardAttention />
        <DashboardFigures />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
          <DashboardSessions />
          <DashboardShares />
        </SimpleGrid>
        <Panel title={t("Throughput")} description={t("The last ten minutes, live.")}>
          <Suspense fallback={<LoadingRows what={t("the chart")} />}>
            <ThroughputChart />
          </Suspense>
        </Panel>
      </Stack>
    </Page>
  );
}
