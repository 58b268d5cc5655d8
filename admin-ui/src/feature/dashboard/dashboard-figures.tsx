import { routes } from "@larder/server/contract";
import { SimpleGrid } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { reading } from "../../lib/reading.ts";
import { Figure } from "../../ui/figure.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";

export function DashboardFigures() {
  const shares = useQuery(reading(routes.share.list, {})).data?.items;
  const users = useQuery(reading(routes.user.list, {})).data?.items;
  const sessions = useQuery(reading(routes.session.list, {})).data;
  const opens = useQuery(reading(routes.open.list, { query: {} })).data;
  const live = shares?.filter((share) => share.live.state === "live").length;
  return (
    <Panel>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        <Figure
          label="Shares"
          value={
            <TextLink to="/shares" inherit c="inherit">
              {shares?.length ?? "–"}
            </TextLink>
          }
          note={live !== undefined && `${live} live`}
        />
        <Figure
          label="Users"
          value={
            <TextLink to="/users" inherit c="inherit">
              {users?.length ?? "–"}
            </TextLink>
          }
          note={
            users &&
            `${users.filter((user) => user.enabled && user.hasPassword).length} may sign in`
          }
        />
        <Figure
          label="Sessions"
          value={
            <TextLink to="/sessions" inherit c="inherit">
              {sessions?.items.length ?? "–"}
            </TextLink>
          }
          note={sessions && (sessions.isCurrent ? "now" : "not live")}
        />
        <Figure
          label="Open files"
          value={
            <TextLink to="/open-files" inherit c="inherit">
              {opens?.items.length ?? "–"}
            </TextLink>
          }
          note={opens && (opens.isCurrent ? "now" : "not live")}
        />
      </SimpleGrid>
    </Panel>
  );
}
