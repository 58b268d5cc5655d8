import { routes } from "@larder/server/contract";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ScheduleForm } from "./schedule-form.tsx";
import { ScheduleState } from "./schedule-state.tsx";

/** The configuration, saved by itself. */
export function SchedulePanel() {
  const query = useQuery(reading(routes.backupSchedule.read, {}));
  return (
    <Panel
      title={t("Save it regularly")}
      description={t(
        "By itself, into a folder of this box. Have that folder copied elsewhere: a disk that breaks takes both.",
      )}
    >
      <Loaded query={query} what={t("when backups are made")}>
        {(schedule) => (
          <>
            <ScheduleState schedule={schedule} />
            <ScheduleForm schedule={schedule} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
