import { routes } from "@larder/server/contract";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Panel } from "../../ui/panel.tsx";
import { AlertRulesForm } from "./alert-rules-form.tsx";

export function AlertRulesPanel() {
  const query = useQuery(reading(routes.alert.rules, {}));
  return (
    <Panel title={t("Rules")} description={t("What is worth telling.")}>
      <Loaded query={query} what={t("the rules")}>
        {(rules) => <AlertRulesForm rules={rules} />}
      </Loaded>
    </Panel>
  );
}
