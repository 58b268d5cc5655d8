import {
  type AuditEntry,
  type AuditFilterQuery,
  type AuditQuery,
  routes,
} from "@larder/server/contract";
import { Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconChevronRight, IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { t } from "../../i18n/t.ts";
import { readingOn } from "../../lib/reading.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { When } from "../../ui/when.tsx";
import { AuditActions } from "./audit-actions.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { kindInWords } from "./audit-kind.ts";
import { type AuditPlace, auditPlaceSchema } from "./audit-place.ts";
import { detailInWords } from "./detail-in-words.ts";

export function AuditPage() {
  const place = auditPlaceSchema.parse(useSearch({ strict: false }));
  const navigate = useNavigate();
  const query = useQuery(readingOn(routes.audit.list, { query: queryOf(place) }));
  const move = (change: AuditPlace) => {
    // A filter that changes makes the page one stood on meaningless.
    const next = { ...place, cursor: undefined, ...change };
    const search = Object.fromEntries(Object.entries(next).filter(([, value]) => value));
    void navigate({ to: "/audit" as never, search: search as never, resetScroll: false });
  };
  const isFiltered = Object.values({ ...place, cursor: undefined }).some((value) => value);
  return (
    <Page
      title={t("Audit log")}
      description={t("Who signed in, what was changed, and what was refused, newest first.")}
      actions={<AuditActions filter={filterOf(place)} />}
    >
      <Panel flush>
        <AuditFilters place={place} onMove={move} />
        <Loaded
          query={query}
          what={t("the audit log")}
          isEmpty={({ items }) => items.length === 0 && place.cursor === undefined}
          empty={
            <NothingYet
              icon={<IconHistory size={28} />}
              title={isFiltered ? t("Nothing matches") : t("Nothing has happened yet")}
              description={
                isFiltered
                  ? t("No entry has all of these; take a filter away.")
                  : t("Sign-ins, changes and refusals appear here.")
              }
              action={
                isFiltered && (
                  <Button
                    variant="default"
                    onClick={() => void navigate({ to: "/audit" as never })}
                  >
                    {t("Clear the filters")}
                  </Button>
                )
              }
            />
          }
        >
          {({ items, nextCursor }) => (
            <>
              <DataTable
                label={t("Audit log")}
                rows={items}
                rowId={(entry) => entry.id}
                columns={columns}
                noun={{ one: "entry", many: "entries" }}
                place={{}}
                onMove={() => {}}
                searchable={false}
                pageRows={Math.max(1, items.length)}
              />
              <Group justify="space-between" p="md">
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconArrowBackUp size={14} aria-hidden />}
                  disabled={place.cursor === undefined}
                  onClick={() => move({})}
                >
                  {t("Newest")}
                </Button>
                <Button
                  variant="default"
                  size="xs"
                  rightSection={<IconChevronRight size={14} aria-hidden />}
                  disabled={nextCursor === null}
                  onClick={() => nextCursor !== null && move({ cursor: nextCursor })}
                >
                  {t("Older")}
                </Button>
              </Group>
            </>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

const columns: Column<AuditEntry>[] = [
  { id: "time", header: t("When"), cell: (entry) => <When timeMs={entry.timeMs} /> },
  {
    id: "kind",
    header: t("What"),
    cell: (entry) => (
      <StateWord tone={isRefusal(entry) ? "bad" : "quiet"}>{kindInWords(entry.kind)}</StateWord>
    ),
  },
  { id: "user", header: t("Who"), cell: (entry) => entry.user || "–" },
  { id: "address", header: t("From"), cell: (entry) => entry.address || "–" },
  {
    id: "object",
    header: t("Where"),
    cell: (entry) => (
      <span style={{ overflowWrap: "anywhere" }}>
        {[entry.share, entry.path].filter((part) => part !== "").join(" / ") || "–"}
      </span>
    ),
  },
  {
    id: "detail",
    header: t("Details"),
    cell: (entry) => (
      <Text size="xs" c="dimmed" component="span" style={{ overflowWrap: "break-word" }}>
        {[detailInWords(entry), isRefusal(entry) ? entry.status : ""]
          .filter((part) => part !== "")
          .join("; ") || "–"}
      </Text>
    ),
  },
];

function isRefusal(entry: AuditEntry): boolean {
  return entry.status !== "" && entry.status !== "STATUS_SUCCESS";
}

function queryOf(place: AuditPlace): AuditQuery {
  return { ...filterOf(place), ...(place.cursor && { cursor: place.cursor }), limit: 50 };
}

/** Without the page that one stands on. */
function filterOf({ from, to, cursor: _, ...rest }: AuditPlace): AuditFilterQuery {
  const fromMs = from === undefined ? Number.NaN : new Date(`${from}T00:00:00`).getTime();
  const toMs = to === undefined ? Number.NaN : new Date(`${to}T23:59:59.999`).getTime();
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value));
  return {
    ...given,
    ...(Number.isFinite(fromMs) && { fromMs }),
    ...(Number.isFinite(toMs) && { toMs }),
  };
}
