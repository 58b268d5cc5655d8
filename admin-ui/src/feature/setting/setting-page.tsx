import { routes } from "@larder/server/contract";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { SettingForm } from "./setting-form.tsx";

export function SettingPage() {
  const query = useQuery(reading(routes.setting.read, {}));
  return (
    <Page
      title={t("Settings")}
      description={t(
        "How the file server names and protects itself. Changes are live without a restart; before you save, the page says whom they touch.",
      )}
      width="form"
    >
      <Loaded query={query} what={t("settings")}>
        {(settings) => <SettingForm settings={settings} />}
      </Loaded>
    </Page>
  );
}
