import type { AdminSession } from "@larder/server/contract";
import { Button, Text } from "@mantine/core";
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
            header: "Administrator",
            value: (session: AdminSession) => session.administratorName,
            cell: (session: AdminSession) => <b>{session.administratorName}</b>,
          },
        ]
      : []),
    {
      id: "browser",
      header: "Browser",
      value: (session) => browserWords(session.userAgent),
      cell: (session) => (
        <div>
          <span>{browserWords(session.userAgent)}</span>
          <Text size="xs" c="dimmed">
            {session.isCurrent
              ? "This browser"
              : session.method === "oidc"
                ? "By the identity provider"
                : "By password"}
          </Text>
        </div>
      ),
    },
    {
      id: "address",
      header: "From",
      value: (session) => session.address,
      cell: (session) => session.address,
    },
    {
      id: "seen",
      header: "Last seen",
      value: (session) => session.lastUsedAtMs,
      cell: (session) => <When timeMs={session.lastUsedAtMs} />,
    },
    {
      id: "actions",
      header: "Actions",
      kind: "actions",
      cell: (session) =>
        !session.isCurrent && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`End the session of ${session.administratorName} from ${session.address}`}
            onClick={() => onEnd(session)}
          >
            End
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      label="Signed in to these pages"
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
