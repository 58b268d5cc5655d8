import { type FileLock, type OpenList, routes } from "@larder/server/contract";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconLock, IconLockOpen, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { z } from "zod";
import { t } from "../../i18n/t.ts";
import { cachingInWords } from "../../lib/caching-words.ts";
import { type ListPlace, useListPlace } from "../../lib/list-place.ts";
import { rangeInWords } from "../../lib/range-words.ts";
import { reading, readingOn } from "../../lib/reading.ts";
import { AsOf } from "../../ui/as-of.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { When } from "../../ui/when.tsx";

type Open = OpenList["items"][number];

const placeSchema = z.object({ open: z.string().optional().catch(undefined) });

export function LockPage() {
  const { open: openId } = placeSchema.parse(useSearch({ strict: false }));
  const navigate = useNavigate();
  return (
    <Page
      title={t("Locks and caches")}
      description={t("Who keeps which part of a file from others, now.")}
      actions={<TextLink to="/open-files">{t("Open files")}</TextLink>}
    >
      {openId !== undefined && (
        <Group>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconX size={14} aria-hidden />}
            onClick={() => void navigate({ to: "/locks" as never })}
          >
            {t("Of one open file only: show all")}
          </Button>
        </Group>
      )}
      <Stack gap="lg">
        <Locks openId={openId} />
        <Caches openId={openId} />
      </Stack>
    </Page>
  );
}

interface OfOneProps {
  /** undefined: of all. */
  readonly openId: string | undefined;
}

/** There may be very many: the file server is asked for a page of them, every few seconds. */
function Locks({ openId }: OfOneProps) {
  const [place, move] = useListPlace();
  const query = useQuery({
    ...readingOn(routes.lock.list, {
      query: { ...(openId && { openId }), page: place.page ?? 1, limit: PAGE_ROWS },
    }),
    refetchInterval: AGAIN_MS,
  });
  return (
    <Panel title={t("Locked ranges")} flush>
      <Loaded
        query={query}
        what={t("the locks")}
        isEmpty={({ total }) => total === 0}
        empty={
          <NothingYet
            icon={<IconLockOpen size={28} />}
            title={t("Nothing is locked")}
            description={t("Programs lock parts of files that several work on, such as databases.")}
          />
        }
      >
        {({ items, total }) => (
          <DataTable
            label={t("Locked ranges")}
            total={total}
            pageRows={PAGE_ROWS}
            searchable={false}
            rows={items}
            rowId={idOf}
            columns={lockColumns}
            noun={{ one: "lock", many: "locks" }}
            place={place}
            onMove={move}
          />
        )}
      </Loaded>
    </Panel>
  );
}

const PAGE_ROWS = 25;
const AGAIN_MS = 3_000;

/** One open may hold a shared range several times: the same row then, which none tells apart. */
function idOf(lock: FileLock): string {
  const { openId, offset, length, isExclusive, isWaiting, sinceMs } = lock;
  return [openId, offset, length, isExclusive, isWaiting, sinceMs].join(" ");
}

const lockColumns: Column<FileLock>[] = [
  { id: "path", header: t("File"), cell: ({ path }) => <FileName path={path} /> },
  { id: "share", header: t("Share"), cell: ({ share }) => share },
  { id: "user", header: t("User"), cell: (lock) => <Holder {...lock} /> },
  { id: "range", header: t("Bytes"), cell: (lock) => rangeInWords(lock) },
  {
    id: "kind",
    header: t("Kind"),
    cell: ({ isExclusive, isWaiting }) => (
      <div>
        <span>{isExclusive ? t("For itself alone") : t("Shared with other readers")}</span>
        {isWaiting && (
          <Text size="xs" c="dimmed">
            {t("Waits until it is free")}
          </Text>
        )}
      </div>
    ),
  },
  {
    id: "since",
    header: t("Since"),
    cell: ({ sinceMs }) =>
      sinceMs === null ? t("Before the file server started") : <When timeMs={sinceMs} />,
  },
];

/** What clients may keep to themselves until somebody else comes. */
function Caches({ openId }: OfOneProps) {
  const query = useQuery(reading(routes.open.list, { query: {} }));
  // The place in the address is that of the locks.
  const [place, setPlace] = useState<ListPlace>({});
  const cached = (list: OpenList) =>
    list.items.filter(
      ({ id, caching }) => caching.length > 0 && (openId === undefined || id === openId),
    );
  return (
    <Panel title={t("Caches: oplocks and leases")} flush>
      <Loaded query={query} what={t("open files")}>
        {(list) => (
          <>
            <AsOf isCurrent={list.isCurrent} asOfMs={list.asOfMs} />
            {cached(list).length === 0 ? (
              <NothingYet
                icon={<IconLock size={28} />}
                title={t("Nobody holds a cache")}
                description={t("Clients that work alone on a file keep it in their memory.")}
              />
            ) : (
              <DataTable
                label={t("Caches: oplocks and leases")}
                rows={cached(list)}
                rowId={({ id }) => id}
                columns={cacheColumns}
                searchable={false}
                noun={{ one: "open file", many: "open files" }}
                place={place}
                onMove={(change) => setPlace({ ...place, ...change })}
              />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const cacheColumns: Column<Open>[] = [
  {
    id: "path",
    header: t("File"),
    value: pathOf,
    cell: (open) => <FileName path={pathOf(open)} />,
  },
  { id: "share", header: t("Share"), value: ({ share }) => share, cell: ({ share }) => share },
  {
    id: "user",
    header: t("User"),
    value: ({ user }) => user,
    cell: (open) => <Holder {...open} />,
  },
  {
    id: "caching",
    header: t("Cache"),
    cell: (open) => (
      <div>
        {cachingInWords(open).map((line) => (
          <div key={line}>{line}</div>
        ))}
      </div>
    ),
  },
  {
    id: "since",
    header: t("Since"),
    value: ({ openedAtMs }) => openedAtMs,
    cell: ({ openedAtMs }) => <When timeMs={openedAtMs} />,
  },
];

function pathOf({ path, share }: Open): string {
  return path === "" ? t("{share} (the share itself)", { share }) : path;
}

function FileName({ path }: { readonly path: string }) {
  return (
    <Text size="sm" fw={550} style={{ overflowWrap: "anywhere" }} component="span">
      {path}
    </Text>
  );
}

function Holder({ user, address }: { readonly user: string; readonly address: string }) {
  return (
    <div>
      <span>{user}</span>
      <Text size="xs" c="dimmed">
        {address}
      </Text>
    </div>
  );
}
