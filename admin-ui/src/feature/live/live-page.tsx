import { Stack } from "@mantine/core";
import { lazy, Suspense } from "react";
import { t } from "../../i18n/t.ts";
import { LoadingRows } from "../../ui/loading-rows.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { LiveTables } from "./live-tables.tsx";
import { LiveWarnings } from "./live-warnings.tsx";
import { MassChanges } from "./mass-changes.tsx";

// The chart's library is fetched after what matters more.
const RequestCharts = lazy(async () => ({
  default: (await import("./request-charts.tsx")).RequestCharts,
}));

export function LivePage() {
  return (
    <Page title={t("Activity")} description={t("What clients do now, and who needs a look.")}>
      <Stack gap="lg">
        <MassChanges />
        <Panel title={t("The last ten minutes")}>
          <Suspense fallback={<LoadingRows what={t("the chart")} />}>
            <RequestCharts />
          </Suspense>
        </Panel>
        <LiveTables />
        <LiveWarnings />
      </Stack>
    </Page>
  );
}
