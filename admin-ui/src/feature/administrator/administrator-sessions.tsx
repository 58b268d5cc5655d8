import { routes } from "@larder/server/contract";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { AdminSessionTable } from "../../ui/admin-session-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useChange } from "../../ui/use-change.tsx";

export function AdministratorSessions() {
  const query = useQuery(reading(routes.adminSession.list, {}));
  const end = useChange(routes.adminSession.end, {
    done: () => t("The session has ended"),
    failed: t("The session could not be ended"),
  });
  return (
    <Panel
      flush
      title={t("Signed in now")}
      description={t("An ended session asks for the password again.")}
    >
      <Loaded query={query} what={t("sessions of these pages")}>
        {({ items }) => (
          <AdminSessionTable
            sessions={items}
            withNames
            onEnd={(session) => end.mutate({ params: { id: session.id } })}
          />
        )}
      </Loaded>
    </Panel>
  );
}
