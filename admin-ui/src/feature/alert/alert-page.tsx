import { Stack } from "@mantine/core";
import { t } from "../../i18n/t.ts";
import { useMayChange } from "../../lib/me.ts";
import { Page } from "../../ui/page.tsx";
import { AlertChannels } from "./alert-channels.tsx";
import { AlertHistory } from "./alert-history.tsx";
import { AlertRulesPanel } from "./alert-rules-panel.tsx";

export function AlertPage() {
  const isAdmin = useMayChange();
  return (
    <Page title={t("Alerts")} description={t("What needs somebody, who is told, and what was.")}>
      <Stack gap="lg">
        <AlertHistory />
        {isAdmin && <AlertChannels />}
        <AlertRulesPanel />
      </Stack>
    </Page>
  );
}
