import { routes } from "@larder/server/contract";
import { useQuery } from "@tanstack/react-query";
import { reading } from "../../lib/reading.ts";
import { AdminSessionTable } from "../../ui/admin-session-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useChange } from "../../ui/use-change.tsx";

export function AdministratorSessions() {
  const query = useQuery(reading(routes.adminSession.list, {}));
  const end = useChange(routes.adminSession.end, {
    done: () => "The session has ended",
    failed: "The session could not be ended",
  });
  return (
    <Panel flush title="Signed in now" description="An ended session asks for the password again.">
      <Loaded query={query} what="sessions of these pages">
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
