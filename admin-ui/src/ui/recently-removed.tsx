import { type Removal, routes } from "@larder/server/contract";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { parts } from "../i18n/parts.tsx";
import { t } from "../i18n/t.ts";
import { listed } from "../lib/listed.ts";
import { reading } from "../lib/reading.ts";
import { Panel } from "./panel.tsx";
import { useChange } from "./use-change.tsx";
import { When } from "./when.tsx";

export interface RecentlyRemovedProps {
  readonly kind: Removal["kind"];
}

const UNDO = {
  users: routes.removal.undoUsers,
  groups: routes.removal.undoGroups,
  share: routes.removal.undoShare,
} as const;

/** What was deleted a short while ago, for who comes back after the notice is gone. Nothing where there is none. */
export function RecentlyRemoved({ kind }: RecentlyRemovedProps) {
  const query = useQuery(reading(routes.removal.list, {}));
  const undo = useChange(UNDO[kind], {
    done: ({ item }) =>
      item.leftOut === 0
        ? t("{names} brought back", { names: listed(item.names) })
        : t("{names} brought back; what they were in or on is gone in part", {
            names: listed(item.names),
          }),
    failed: t("It could not be brought back"),
  });
  const items = query.data?.items.filter((item) => item.kind === kind) ?? [];
  if (items.length === 0) return null;
  return (
    <Panel title={t("Deleted a short while ago")}>
      <Stack gap="xs">
        {items.slice(0, SHOWN_MAX).map((item) => (
          <Group key={item.id} justify="space-between" gap="sm">
            <Text size="sm">
              {parts("{names}, deleted {when} by {who}", {
                names: <b>{namesOf(item)}</b>,
                when: <When timeMs={item.removedAtMs} />,
                who: item.actor,
              })}
            </Text>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconArrowBackUp size={14} aria-hidden />}
              aria-label={t("Bring back {names}", { names: namesOf(item) })}
              loading={undo.isPending && undo.variables?.params.id === item.id}
              onClick={() => undo.mutate({ params: { id: item.id } })}
            >
              {t("Bring back")}
            </Button>
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}

/** Of as many as one does by mistake. */
const SHOWN_MAX = 5;

function namesOf({ names, count }: Removal): string {
  const more = count - names.length;
  return more === 0 ? listed(names) : t("{names} and {more} more", { names: listed(names), more });
}
