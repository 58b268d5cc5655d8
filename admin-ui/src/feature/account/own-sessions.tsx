import { routes } from "@larder/server/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { reading } from "../../lib/reading.ts";
import { AdminSessionTable } from "../../ui/admin-session-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useChange } from "../../ui/use-change.tsx";

export function OwnSessions() {
  const query = useQuery(reading(routes.adminSession.listOwn, {}));
  const end = useChange(routes.adminSession.endOwn, {
    done: () => "Signed out there",
    failed: "The session could not be ended",
  });
  const endOthers = useChange(routes.adminSession.endOthers, {
    done: () => "Signed out everywhere else",
    failed: "The other sessions could not be ended",
  });
  const hasOthers = (query.data?.items.length ?? 0) > 1;
  return (
    <Panel
      flush
      title="Where you are signed in"
      description="End what you do not know, and change your password then."
      actions={
        hasOthers && (
          <Button
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate({})}
          >
            Sign out everywhere else
          </Button>
        )
      }
    >
      <Loaded query={query} what="your sessions">
        {({ items }) => (
          <AdminSessionTable
            sessions={items}
            withNames={false}
            onEnd={(session) => end.mutate({ params: { id: session.id } })}
          />
        )}
      </Loaded>
    </Panel>
  );
}
