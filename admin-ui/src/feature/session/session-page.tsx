import { routes, type SessionList } from "@larder/server/contract";
import { Button, Stack, Text } from "@mantine/core";
import { IconActivity } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { parts } from "../../i18n/parts.tsx";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { useListPlace } from "../../lib/list-place.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { AsOf } from "../../ui/as-of.tsx";
import { ask } from "../../ui/ask.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";

type Session = SessionList["items"][number];

export function SessionPage() {
  const query = useQuery(reading(routes.session.list, {}));
  const [place, move] = useListPlace();
  const mayChange = useMayChange("shares");
  const close = useChange(routes.session.close, {
    done: () => t("Session ended"),
    failed: t("The session could not be ended"),
  });
  const end = async (session: Session) => {
    const isSure = await ask({
      title: t("End the session of {name}?", { name: nameOf(session) }),
      consequences: [
        session.openCount === 0
          ? t("No files are open in it.")
          : t("{files} will be closed; what was not yet written is lost.", {
              files: counted(session.openCount, "open file"),
            }),
        t("The client may connect again at once. To keep somebody out, switch the user off."),
      ],
      verb: t("End session"),
    });
    if (isSure) close.mutate({ params: { id: session.id } });
  };
  const columns: Column<Session>[] = [
    ...plainColumns,
    ...(mayChange
      ? [
          {
            id: "actions",
            header: t("Actions"),
            kind: "actions" as const,
            cell: (session: Session) => (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t("End the session of {name} from {address}", {
                  name: nameOf(session),
                  address: session.address,
                })}
                onClick={() => void end(session)}
              >
                {t("End")}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Page title={t("Sessions")} description={t("Who is connected over the network, now.")}>
      <Loaded query={query} what={t("sessions")}>
        {(list) => (
          <Stack gap="md">
            <AsOf isCurrent={list.isCurrent} asOfMs={list.asOfMs} />
            <Panel flush>
              {list.items.length === 0 ? (
                <NothingYet
                  icon={<IconActivity size={28} />}
                  title={
                    list.isCurrent ? t("Nobody is connected") : t("Nobody known to be connected")
                  }
                  description={t(
                    "Sessions appear here by themselves as soon as somebody opens a share.",
                  )}
                  action={<ButtonLink to="/connect">{t("How to connect")}</ButtonLink>}
                />
              ) : (
                <DataTable
                  label={t("Sessions")}
                  rows={list.items}
                  rowId={(session) => session.id}
                  columns={columns}
                  noun={{ one: "session", many: "sessions" }}
                  place={place}
                  onMove={move}
                />
              )}
            </Panel>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

const plainColumns: Column<Session>[] = [
  {
    id: "user",
    header: t("User"),
    value: nameOf,
    cell: (session) => (
      <Text fw={600} size="sm" component="span">
        {nameOf(session)}
      </Text>
    ),
  },
  {
    id: "address",
    header: t("From"),
    value: (session) => `${session.clientName} ${session.address} ${session.transports.join(" ")}`,
    cell: (session) => (
      <div>
        <span>{session.clientName || session.address}</span>
        {session.clientName && (
          <Text size="xs" c="dimmed">
            {session.address}
          </Text>
        )}
        {session.transports.includes("rdma") && (
          <Text size="xs" c="dimmed">
            {session.transports.includes("tcp") ? t("RDMA and TCP") : t("RDMA")}
          </Text>
        )}
      </div>
    ),
  },
  {
    id: "shares",
    header: t("Shares"),
    value: (session) => session.shares.join(", "),
    cell: (session) => session.shares.join(", ") || "–",
  },
  {
    id: "safety",
    header: t("Safety"),
    value: (session) => `${session.dialect} ${safetyOf(session)}`,
    cell: (session) => (
      <div>
        <StateWord tone={session.isEncrypted || session.isSigned ? "good" : "note"}>
          {safetyOf(session)}
        </StateWord>
        <Text size="xs" c="dimmed" mt={2}>
          {parts("SMB {dialect}{part}{part2}", {
            dialect: session.dialect,
            part: session.isEncrypted && session.cipher ? `, ${session.cipher}` : "",
            part2:
              !session.isEncrypted && session.signingAlgorithm
                ? `, ${session.signingAlgorithm}`
                : "",
          })}
        </Text>
      </div>
    ),
  },
  {
    id: "opens",
    header: t("Open"),
    kind: "number",
    value: (session) => session.openCount,
    cell: (session) =>
      session.openCount === 0 ? (
        "0"
      ) : (
        <TextLink
          to="/open-files"
          search={{ session: session.id }}
          aria-label={t("{files} of {name}", {
            files: counted(session.openCount, "open file"),
            name: nameOf(session),
          })}
        >
          {session.openCount}
        </TextLink>
      ),
  },
  {
    id: "since",
    header: t("Since"),
    value: (session) => session.startedAtMs,
    cell: (session) => <When timeMs={session.startedAtMs} />,
  },
  {
    id: "active",
    header: t("Last active"),
    value: (session) => session.lastActiveAtMs,
    cell: (session) => <When timeMs={session.lastActiveAtMs} />,
  },
];

function safetyOf(session: Session): string {
  if (session.isEncrypted) return t("Encrypted");
  return session.isSigned ? t("Signed") : t("Neither signed nor encrypted");
}

function nameOf(session: Session): string {
  if (session.isAnonymous) return t("anonymous");
  return session.isGuest ? `${session.user} (guest)` : session.user;
}
