import { routes } from "@larder/server/contract";
import { Group, Text } from "@mantine/core";
import { IconArrowUp, IconFile, IconFolder, IconLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";
import { readingOn } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./permission.module.css";

export interface FolderPanelProps {
  readonly shareId: string;
  readonly path: string;
  readonly onMove: (path: string) => void;
}

/** Names begin where the title of the panel does. */
const IN_PANEL = { border: 0, paddingInline: "calc(var(--mantine-spacing-lg) - 0.6rem)" };

/** Walks the share as the file server sees it. A file is shown in the list of its folder. */
export function FolderPanel({ shareId, path, onMove }: FolderPanelProps) {
  const query = useQuery({
    ...readingOn(routes.permission.folder, { params: { shareId }, query: { path } }),
    retry: false,
  });
  const above = path.split("/").slice(0, -1).join("/");
  // Of a file there is nothing to list: what is beside it stays in view.
  const beside = useQuery({
    ...readingOn(routes.permission.folder, { params: { shareId }, query: { path: above } }),
    enabled: query.isError && path !== "",
  });
  const isBeside = query.isError && path !== "";
  const folder = isBeside ? above : path;
  return (
    <Panel title={t("Files and folders")} flush>
      <ul className={classes.list} aria-label={t("Files and folders")} style={IN_PANEL}>
        {folder !== "" && (
          <li>
            <button
              type="button"
              className={classes.item}
              onClick={() => onMove(folder.split("/").slice(0, -1).join("/"))}
            >
              <IconArrowUp size={17} aria-hidden />
              {t("One level up")}
            </button>
          </li>
        )}
        {isBeside && (
          <li>
            <button type="button" className={classes.item} onClick={() => onMove(folder)}>
              <IconFolder size={17} aria-hidden />
              <span>
                {t("This folder: {name}", {
                  name: folder === "" ? t("the share") : (folder.split("/").at(-1) ?? ""),
                })}
              </span>
            </button>
          </li>
        )}
      </ul>
      <Loaded query={isBeside ? beside : query} what={t("the folder")}>
        {({ entries, isTruncated }) => (
          <>
            <ul className={classes.list} aria-label={t("In this folder")} style={IN_PANEL}>
              {entries.map((entry) => {
                const whole = folder === "" ? entry.name : `${folder}/${entry.name}`;
                const Icon = entry.isLink ? IconLink : entry.isDirectory ? IconFolder : IconFile;
                return (
                  <li key={entry.name}>
                    <button
                      type="button"
                      className={classes.item}
                      {...(whole === path && { "aria-current": "true" as const })}
                      onClick={() => onMove(whole)}
                    >
                      <Icon size={17} aria-hidden style={{ flex: "none" }} />
                      <span className={classes.what}>{entry.name}</span>
                      {!entry.isDirectory && (
                        <Text size="xs" c="dimmed" component="span">
                          {bytesInWords(entry.size)}
                        </Text>
                      )}
                    </button>
                  </li>
                );
              })}
            </ul>
            {entries.length === 0 && (
              <Text size="sm" c="dimmed" px="lg" pb="lg">
                {t("Nothing in here.")}
              </Text>
            )}
            {isTruncated && (
              <Group px="lg" pb="lg">
                <Text size="sm" c="dimmed">
                  {t("There is more than can be listed; write the path into the address instead.")}
                </Text>
              </Group>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
