import { type AlertChannel, routes } from "@larder/server/contract";
import { Button, Group, Text } from "@mantine/core";
import { IconPlus, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { ask } from "../../ui/ask.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";
import { AlertChannelForm } from "./alert-channel-form.tsx";

/** Where alerts go, with a test and how the last one went. */
export function AlertChannels() {
  const query = useQuery(reading(routes.alert.channels, {}));
  const [isAdding, setIsAdding] = useState(false);
  const test = useChange(routes.alert.testChannel, {
    done: () => t("The test message was taken"),
    failed: t("The test message did not arrive"),
  });
  const toggle = useChange(routes.alert.updateChannel, {
    done: () => t("Saved"),
    failed: t("This could not be saved"),
  });
  const removal = useChange(routes.alert.removeChannel, {
    done: () => t("Deleted|gone"),
    failed: t("This could not be deleted"),
  });
  const remove = async ({ id, name }: AlertChannel) => {
    const isSure = await ask({
      title: t("Send no alerts to {name} any more?", { name }),
      consequences: [t("Its address and secret are forgotten.")],
      verb: t("Delete {name}", { name }),
    });
    if (isSure) removal.mutate({ params: { id } });
  };
  const hasChannels = (query.data?.items.length ?? 0) > 0;
  const add = (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setIsAdding(true)}
    >
      {t("Tell somebody")}
    </Button>
  );
  const columns: Column<AlertChannel>[] = [
    ...plainColumns(),
    {
      id: "actions",
      header: t("Actions"),
      kind: "actions",
      cell: (channel) => {
        const { id, name, enabled } = channel;
        const params = { id };
        return (
          <Group gap={6} justify="flex-end">
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t("Send a test to {name}", { name })}
              loading={test.isPending && test.variables.params.id === id}
              onClick={() => test.mutate({ params })}
            >
              {t("Test")}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={enabled ? t("Pause {name}", { name }) : t("Resume {name}", { name })}
              onClick={() => toggle.mutate({ params, body: { enabled: !enabled } })}
            >
              {enabled ? t("Pause") : t("Resume")}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t("Delete {name}", { name })}
              onClick={() => void remove(channel)}
            >
              {t("Delete")}
            </Button>
          </Group>
        );
      },
    },
  ];
  return (
    <Panel title={t("Who is told")} actions={hasChannels && add} flush>
      <Loaded
        query={query}
        what={t("who is told")}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <NothingYet
            icon={<IconSend size={28} />}
            title={t("Nobody is told yet")}
            description={t("Alerts can go to mail, to a webhook, or to a phone by ntfy.")}
            action={add}
          />
        }
      >
        {({ items }) => (
          <DataTable
            label={t("Who is told")}
            rows={items}
            rowId={(channel) => channel.id}
            columns={columns}
            noun={{ one: "channel", many: "channels" }}
            place={{}}
            onMove={() => {}}
            searchable={false}
          />
        )}
      </Loaded>
      {isAdding && <AlertChannelForm onClose={() => setIsAdding(false)} />}
    </Panel>
  );
}

function plainColumns(): Column<AlertChannel>[] {
  return [
    { id: "name", header: t("Name"), cell: (channel) => <b>{channel.name}</b> },
    {
      id: "target",
      header: t("Where"),
      cell: ({ target }) => (
        <span style={{ overflowWrap: "anywhere" }}>
          {target.kind === "mail" ? target.to.join(", ") : target.url}
          {target.kind === "ntfy" && `/${target.topic}`}
        </span>
      ),
    },
    {
      id: "state",
      header: t("State"),
      cell: (channel) => (
        <div>
          <StateWord tone={toneOf(channel)}>{stateOf(channel)}</StateWord>
          {channel.lastError && (
            <Text size="xs" mt={2}>
              {serverWords(channel.lastError)}
            </Text>
          )}
        </div>
      ),
    },
    {
      id: "last",
      header: t("Last arrived"),
      cell: ({ lastDeliveredAtMs }) =>
        lastDeliveredAtMs === null ? t("Never") : <When timeMs={lastDeliveredAtMs} />,
    },
  ];
}

function toneOf({ enabled, lastError, lastDeliveredAtMs }: AlertChannel) {
  if (!enabled) return "quiet";
  if (lastError) return "bad";
  return lastDeliveredAtMs === null ? "note" : "good";
}

function stateOf({ enabled, lastError, lastDeliveredAtMs }: AlertChannel): string {
  if (!enabled) return t("Paused");
  if (lastError) return t("Did not arrive");
  return lastDeliveredAtMs === null ? t("Not tried yet") : t("Arrives");
}
