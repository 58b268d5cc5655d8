import { type FolderList, routes } from "@larder/server/contract";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowUp, IconFolder } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../i18n/t.ts";
import { bytesInWords } from "../lib/bytes.ts";
import { readingOn } from "../lib/reading.ts";
import classes from "./folder-browser.module.css";
import { FolderMaker } from "./folder-maker.tsx";
import { Loaded } from "./loaded.tsx";

export interface FolderBrowserProps {
  /** Where to begin; left out: the data roots. */
  readonly start?: string;
  readonly onChoose: (path: string) => void;
}

/** Walks the folders below the data roots; one may be made on the way. */
export function FolderBrowser({ start, onChoose }: FolderBrowserProps) {
  const [path, setPath] = useState(start);
  const query = useQuery(
    readingOn(routes.folder.list, { query: path === undefined ? {} : { path } }),
  );
  return (
    <Stack gap="sm">
      <Loaded query={query} what={t("folders")}>
        {(list) => (
          <>
            <Group justify="space-between" gap="xs">
              <Text size="sm" fw={550} style={{ overflowWrap: "anywhere" }} aria-live="polite">
                {list.path ?? t("Where files may live")}
              </Text>
              {list.freeBytes !== null && (
                <Text size="xs" c="dimmed">
                  {list.totalBytes === null
                    ? t("{size} free", { size: bytesInWords(list.freeBytes) })
                    : t("{size} free of {total}", {
                        size: bytesInWords(list.freeBytes),
                        total: bytesInWords(list.totalBytes),
                      })}
                </Text>
              )}
            </Group>
            <FolderEntries list={list} onOpen={setPath} />
            {list.path !== null && (
              <Group justify="space-between" align="flex-end" gap="sm">
                <FolderMaker parent={list.path} onMade={setPath} />
                <Button onClick={() => list.path !== null && onChoose(list.path)}>
                  {t("Use this folder")}
                </Button>
              </Group>
            )}
          </>
        )}
      </Loaded>
      {query.isError && path !== undefined && (
        <Button variant="default" onClick={() => setPath(undefined)}>
          {t("Back to the top")}
        </Button>
      )}
    </Stack>
  );
}

interface FolderEntriesProps {
  readonly list: FolderList;
  readonly onOpen: (path: string | undefined) => void;
}

function FolderEntries({ list, onOpen }: FolderEntriesProps) {
  return (
    <ul className={classes.list} aria-label={t("Folders")}>
      {list.path !== null && (
        <li>
          <button
            type="button"
            className={classes.entry}
            onClick={() => onOpen(list.parent ?? undefined)}
          >
            <IconArrowUp size={17} aria-hidden />
            {t("One level up")}
          </button>
        </li>
      )}
      {list.entries.map((entry) => (
        <li key={entry.path}>
          <button
            type="button"
            className={classes.entry}
            disabled={!entry.isReadable}
            onClick={() => onOpen(entry.path)}
          >
            <IconFolder size={17} aria-hidden />
            {entry.name}
            <span className={classes.note}>{noteOf(entry)}</span>
          </button>
        </li>
      ))}
      {list.entries.length === 0 && (
        <li>
          <Text size="sm" c="dimmed" p="sm">
            {list.path === null
              ? t("No data folder is set up on this box.")
              : t("No folders in here.")}
          </Text>
        </li>
      )}
      {list.isTruncated && (
        <li>
          <Text size="sm" c="dimmed" p="sm">
            {t("There are more folders than can be listed; type the path instead.")}
          </Text>
        </li>
      )}
    </ul>
  );
}

function noteOf(entry: FolderList["entries"][number]): string {
  if (!entry.isReadable) return t("cannot be read");
  if (entry.shareNames.length > 0)
    return t("shared as {shareNames}", { shareNames: entry.shareNames.join(", ") });
  return "";
}
