import { type LogEntry, type LogLevel, type LogSource, routes } from "@larder/server/contract";
import { Group, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconFileText, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { readingOn } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { When } from "../../ui/when.tsx";

const FOLLOW_MS = 2_000;
const LINES = 200;
const QUIET_MS = 300;

const tones = {
  trace: "quiet",
  debug: "quiet",
  info: "quiet",
  warn: "note",
  error: "bad",
  fatal: "bad",
} as const;

/** The last lines of a program, newest first; a fresh look every other second while it is followed. */
export function LogView() {
  const [source, setSource] = useState<LogSource>("server");
  const [level, setLevel] = useState<LogLevel>("info");
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text, QUIET_MS);
  const [isFollowed, setIsFollowed] = useState(true);
  const query = useQuery({
    ...readingOn(routes.system.log, { query: { source, level, q, limit: LINES } }),
    refetchInterval: isFollowed ? FOLLOW_MS : false,
  });
  return (
    <Panel flush title={t("Log")}>
      <Group px="lg" py="md" gap="sm" align="flex-end">
        <Select
          label={t("Program")}
          allowDeselect={false}
          data={[
            { value: "server", label: t("These pages") },
            { value: "engine", label: t("File server") },
            { value: "database", label: t("Database") },
          ]}
          value={source}
          onChange={(value) => setSource(value as LogSource)}
        />
        <Select
          label={t("Level")}
          allowDeselect={false}
          data={[
            { value: "error", label: t("Errors") },
            { value: "warn", label: t("Warnings and worse") },
            { value: "info", label: t("Notes and worse") },
            { value: "trace", label: t("Everything") },
          ]}
          value={level}
          onChange={(value) => setLevel(value as LogLevel)}
        />
        <TextInput
          type="search"
          label={t("With this text")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Switch
          label={t("Follow along")}
          checked={isFollowed}
          onChange={(event) => setIsFollowed(event.currentTarget.checked)}
        />
      </Group>
      <Loaded
        query={query}
        what={t("the log")}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <NothingYet
            icon={<IconFileText size={28} />}
            title={query.data?.isKeptHere === false ? t("Kept elsewhere") : t("No such lines")}
            description={
              query.data?.isKeptHere === false
                ? t("This program runs in a container of its own: docker compose logs shows it.")
                : t("Choose a lower level or another text.")
            }
          />
        }
      >
        {({ items }) => <Lines items={items} />}
      </Loaded>
    </Panel>
  );
}

function Lines({ items }: { readonly items: readonly LogEntry[] }) {
  return (
    <ScrollRegion label={t("Log")}>
      <Stack gap={6} px="lg" pb="lg" style={{ fontFamily: "var(--mantine-font-family-monospace)" }}>
        {items.map((entry, index) => (
          // Lines have no names, and the same one may come twice.
          // biome-ignore lint/suspicious/noArrayIndexKey: nothing of a line outlives a fresh look.
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
            <StateWord tone={tones[entry.level]}>{entry.level}</StateWord>
            <Text size="xs" style={{ overflowWrap: "anywhere" }}>
              {entry.timeMs !== null && <When timeMs={entry.timeMs} />} {entry.message}{" "}
              <Text span size="xs" c="dimmed">
                {entry.detail}
              </Text>
            </Text>
          </Group>
        ))}
      </Stack>
    </ScrollRegion>
  );
}
