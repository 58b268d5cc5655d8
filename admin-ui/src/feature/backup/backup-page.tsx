import { t } from "../../i18n/t.ts";
import { useMayChange } from "../../lib/me.ts";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { Page } from "../../ui/page.tsx";
import { BackupForm } from "./backup-form.tsx";
import { RestoreForm } from "./restore-form.tsx";
import { SchedulePanel } from "./schedule-panel.tsx";

export function BackupPage() {
  const mayChange = useMayChange();
  return (
    <Page
      title={t("Backup")}
      description={t(
        "Everything that is configured on this box in one sealed file: users, groups, shares, settings, administrators. Files of the shares are not in it.",
      )}
      width="form"
    >
      {mayChange ? (
        <>
          <BackupForm />
          <SchedulePanel />
          <RestoreForm />
        </>
      ) : (
        <LookingOnly />
      )}
    </Page>
  );
}
