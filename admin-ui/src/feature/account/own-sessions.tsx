import { routes } from "@larder/server/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { AdminSessionTable } from "../../ui/admin-session-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useChange } from "../../ui/use-change.tsx";

export function OwnSessions() {
  const query = useQuery(reading(routes.adminSession.listOwn, {}));
  const end = useChange(routes.adminSession.endOwn, {
    done: () => t("Signed out there"),
    failed: t("The session could not be ended"),
  });
  const endOthers = useChange(routes.adminSession.endOthers, {
    done: () => t("Signed out everywhere else"),
    failed: t("The other sessions could not be ended"),
  });
  const hasOthers = (query.data?.items.length ?? 0) > 1;
  return (
    <Panel
      flush
      title={t("Where you are signed in")}
      description={t("End what you do not know, and change your password then.")}
      actions={
        hasOthers && (
          <Button
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate({})}
          >
            {t("Sign out everywhere else")}
          </Button>
        )
      }
    >
      <Loaded query={query} what={t("your sessions")}>
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
