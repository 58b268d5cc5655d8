import type { AdminSession } from "@larder/server/contract";
import { Button, Text } from "@mantine/core";
import { t } from "../i18n/t.ts";
import { browserWords } from "../lib/browser-words.ts";
import { useListPlace } from "../lib/list-place.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { When } from "./when.tsx";

export interface AdminSessionTableProps {
  readonly sessions: readonly AdminSession[];
  readonly withNames: boolean;
  readonly onEnd: (session: AdminSession) => void;
}

/** Where administrators are signed in to these pages. */
export function AdminSessionTable({ sessions, withNames, onEnd }: AdminSessionTableProps) {
  const [place, move] = useListPlace();
  const columns: Column<AdminSession>[] = [
    ...(withNames
      ? [
          {
            id: "name",
            header: t("Administrator"),
            value: (session: AdminSession) => session.administratorName,
            cell: (session: AdminSession) => <b>{session.administratorName}</b>,
          },
        ]
      : []),
    {
      id: "browser",
      header: t("Browser"),
      value: (session) => browserWords(session.userAgent),
      cell: (session) => (
        <div>
          <span>{browserWords(session.userAgent)}</span>
          <Text size="xs" c="dimmed">
            {session.isCurrent
              ? t("This browser")
              : session.method === "oidc"
                ? t("By the identity provider")
                : t("By password")}
          </Text>
        </div>
      ),
    },
    {
      id: "address",
      header: t("From"),
      value: (session) => session.address,
      cell: (session) => session.address || "–",
    },
    {
      id: "seen",
      header: t("Last seen"),
      value: (session) => session.lastUsedAtMs,
      cell: (session) => <When timeMs={session.lastUsedAtMs} />,
    },
    {
      id: "actions",
      header: t("Actions"),
      kind: "actions",
      cell: (session) =>
        !session.isCurrent && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t("End the session of {administratorName} from {address}", {
              administratorName: session.administratorName,
              address: session.address,
            })}
            onClick={() => onEnd(session)}
          >
            {t("End")}
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      label={t("Signed in to these pages")}
      rows={sessions}
      rowId={(session) => session.id}
      columns={columns}
      noun={{ one: "session", many: "sessions" }}
      place={place}
      onMove={move}
      searchable={sessions.length > 8}
    />
  );
}
