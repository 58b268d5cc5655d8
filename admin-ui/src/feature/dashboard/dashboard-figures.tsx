import { routes } from "@larder/server/contract";
import { SimpleGrid } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { Figure } from "../../ui/figure.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";

export function DashboardFigures() {
  const shares = useQuery(reading(routes.share.list, {})).data?.items;
  const users = useQuery(reading(routes.user.list, { query: { limit: 1 } })).data?.total;
  const enabled = useQuery(reading(routes.user.list, { query: { limit: 1, state: "enabled" } }))
    .data?.total;
  const sessions = useQuery(reading(routes.session.list, {})).data;
  const opens = useQuery(reading(routes.open.list, { query: {} })).data;
  const live = shares?.filter((share) => share.live.state === "live").length;
  return (
    <Panel>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        <Figure
          label={t("Shares")}
          value={<FigureLink to="/shares" count={shares?.length} noun="share" />}
          note={live !== undefined && t("{live} live", { live })}
        />
        <Figure
          label={t("Users")}
          value={<FigureLink to="/users" count={users} noun="user" />}
          note={enabled !== undefined && t("{enabled} switched on", { enabled })}
        />
        <Figure
          label={t("Sessions")}
          value={<FigureLink to="/sessions" count={sessions?.items.length} noun="session" />}
          note={sessions && (sessions.isCurrent ? t("now") : t("not live"))}
        />
        <Figure
          label={t("Open files")}
          value={<FigureLink to="/open-files" count={opens?.items.length} noun="open file" />}
          note={opens && (opens.isCurrent ? t("now") : t("not live"))}
        />
      </SimpleGrid>
    </Panel>
  );
}

interface FigureLinkProps {
  readonly to: string;
  readonly count: number | undefined;
  readonly noun: string;
}

function FigureLink({ to, count, noun }: FigureLinkProps) {
  if (count === undefined) return "–";
  return (
    <TextLink to={to} c="inherit" aria-label={`${count} ${noun}${count === 1 ? "" : "s"}`}>
      {count}
    </TextLink>
  );
}
