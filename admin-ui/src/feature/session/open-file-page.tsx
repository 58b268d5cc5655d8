import { type OpenList, routes } from "@larder/server/contract";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconFile, IconFolder, IconFolders, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { z } from "zod";
import { t } from "../../i18n/t.ts";
import { accessInWords } from "../../lib/access-words.ts";
import { cachingInWords } from "../../lib/caching-words.ts";
import { counted } from "../../lib/counted.ts";
import { useListPlace } from "../../lib/list-place.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { AsOf } from "../../ui/as-of.tsx";
import { ask } from "../../ui/ask.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";

type Open = OpenList["items"][number];

const placeSchema = z.object({ session: z.string().optional().catch(undefined) });

export function OpenFilePage() {
  const { session } = placeSchema.parse(useSearch({ strict: false }));
  const query = useQuery(
    reading(routes.open.list, { query: session === undefined ? {} : { sessionId: session } }),
  );
  const [place, move] = useListPlace();
  const navigate = useNavigate();
  const mayChange = useMayChange("shares");
  const close = useChange(routes.open.close, {
    done: () => t("File closed"),
    failed: t("The file could not be closed"),
  });
  const closeFile = async (open: Open) => {
    const isSure = await ask({
      title: t("Close “{path}”?", { path: pathOf(open) }),
      consequences: [
        t("{user} has it open from {address}.", { user: open.user, address: open.address }),
        t("The program loses what it had not yet written, and may report an error."),
        ...(open.lockCount > 0
          ? [t("{locks} on it will be released.", { locks: counted(open.lockCount, "lock") })]
          : []),
      ],
      verb: t("Close file"),
    });
    if (isSure) close.mutate({ params: { id: open.id } });
  };
  const columns: Column<Open>[] = [
    ...plainColumns,
    ...(mayChange
      ? [
          {
            id: "actions",
            header: t("Actions"),
            kind: "actions" as const,
            cell: (open: Open) => (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t("Close {path}, open by {user}", {
                  path: pathOf(open),
                  user: open.user,
                })}
                onClick={() => void closeFile(open)}
              >
                {t("Close")}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Page
      title={t("Open files")}
      description={t("Files and folders that clients hold open, now.")}
      actions={<TextLink to="/locks">{t("Locks and caches")}</TextLink>}
    >
      {session !== undefined && (
        <Group>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconX size={14} aria-hidden />}
            onClick={() => void navigate({ to: "/open-files" as never })}
          >
            {t("Of one session only: show all")}
          </Button>
        </Group>
      )}
      <Loaded query={query} what={t("open files")}>
        {(list) => (
          <Stack gap="md">
            <AsOf isCurrent={list.isCurrent} asOfMs={list.asOfMs} />
            <Panel flush>
              {list.items.length === 0 ? (
                <NothingYet
                  icon={<IconFolders size={28} />}
                  title={list.isCurrent ? t("Nothing is open") : t("Nothing known to be open")}
                  description={t("Files appear here by themselves while somebody works with them.")}
                />
              ) : (
                <DataTable
                  label={t("Open files")}
                  rows={list.items}
                  rowId={(open) => open.id}
                  columns={columns}
                  noun={{ one: "open file", many: "open files" }}
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

const plainColumns: Column<Open>[] = [
  {
    id: "path",
    header: t("File"),
    value: pathOf,
    cell: (open) => (
      <Group gap="xs" wrap="nowrap">
        {open.isDirectory ? (
          <IconFolder size={17} role="img" aria-label={t("Folder")} />
        ) : (
          <IconFile size={17} role="img" aria-label={t("File")} />
        )}
        <Text size="sm" fw={550} style={{ overflowWrap: "anywhere" }} component="span">
          {pathOf(open)}
        </Text>
      </Group>
    ),
  },
  { id: "share", header: t("Share"), value: (open) => open.share, cell: (open) => open.share },
  {
    id: "user",
    header: t("User"),
    value: (open) => `${open.user} ${open.address}`,
    cell: (open) => (
      <div>
        <span>{open.user}</span>
        <Text size="xs" c="dimmed">
          {open.address}
        </Text>
      </div>
    ),
  },
  {
    id: "access",
    header: t("For"),
    value: (open) => accessInWords(open.access),
    cell: (open) => accessInWords(open.access),
  },
  {
    id: "locks",
    header: t("Locks"),
    kind: "number",
    value: (open) => open.lockCount,
    cell: ({ id, lockCount }) =>
      lockCount === 0 ? (
        0
      ) : (
        <TextLink to="/locks" search={{ open: id }}>
          {lockCount}
        </TextLink>
      ),
  },
  {
    id: "caching",
    header: t("Cache"),
    value: (open) => cachingInWords(open).join(" "),
    cell: (open) => {
      const [first, ...more] = cachingInWords(open);
      return (
        <div>
          <span>{first}</span>
          {more.map((line) => (
            <Text key={line} size="xs" c="dimmed">
              {line}
            </Text>
          ))}
        </div>
      );
    },
  },
  {
    id: "since",
    header: t("Since"),
    value: (open) => open.openedAtMs,
    cell: (open) => <When timeMs={open.openedAtMs} />,
  },
];

function pathOf(open: Open): string {
  return open.path === "" ? t("{share} (the share itself)", { share: open.share }) : open.path;
}
