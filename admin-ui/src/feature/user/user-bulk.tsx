import { type GroupSummary, type RouteBody, routes } from "@larder/server/contract";
import { Button, Group, Menu, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { Panel } from "../../ui/panel.tsx";
import { undoStep, useChange } from "../../ui/use-change.tsx";

export interface UserBulkProps {
  readonly ids: readonly string[];
  readonly groups: readonly GroupSummary[];
  readonly onDone: () => void;
}

type Action = RouteBody<typeof routes.user.bulk>["action"];

/** Of those who were changed; none for a deletion, which is brought back in another way. */
const OPPOSITE: Partial<Record<Action, Action>> = {
  enable: "disable",
  disable: "enable",
  "must-change": "need-not-change",
  "need-not-change": "must-change",
  "add-to-group": "remove-from-group",
  "remove-from-group": "add-to-group",
};

/** What can be done to all who are chosen; the server asks back where people are affected. */
export function UserBulk({ ids, groups, onDone }: UserBulkProps) {
  const bulk = useChange(routes.user.bulk, {
    done: ({ item }) => t("{users} changed", { users: counted(item.count, "user") }),
    failed: t("The users could not be changed"),
    undoBy: ({ item }, { body }) => {
      if (item.removalId !== null) {
        return undoStep(routes.removal.undoUsers, { params: { id: item.removalId } });
      }
      const action = OPPOSITE[body.action];
      if (action === undefined || item.changedIds.length === 0) return null;
      return undoStep(routes.user.bulk, {
        body: { ids: item.changedIds, action, ...(body.groupId && { groupId: body.groupId }) },
      });
    },
    onDone,
  });
  const run = (action: Action, groupId?: string) =>
    bulk.mutate({ body: { ids: [...ids], action, ...(groupId && { groupId }) } });
  return (
    <Panel>
      <Group gap="sm" role="toolbar" aria-label={t("For the users that are chosen")}>
        <Text size="sm" fw={600} role="status">
          {t("{users} chosen", { users: counted(ids.length, "user") })}
        </Text>
        <Button size="xs" variant="default" onClick={() => run("enable")}>
          {t("Switch on")}
        </Button>
        <Button size="xs" variant="default" onClick={() => run("disable")}>
          {t("Switch off")}
        </Button>
        <Button size="xs" variant="default" onClick={() => run("must-change")}>
          {t("Must change password")}
        </Button>
        {(["add-to-group", "remove-from-group"] as const).map((action) => (
          <Menu key={action} withinPortal>
            <Menu.Target>
              <Button
                size="xs"
                variant="default"
                disabled={groups.length === 0}
                rightSection={<IconChevronDown size={14} aria-hidden />}
              >
                {action === "add-to-group" ? t("Add to group") : t("Take out of group")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
              {groups.map((group) => (
                <Menu.Item key={group.id} onClick={() => run(action, group.id)}>
                  {group.name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ))}
        <Button size="xs" variant="default" onClick={() => run("delete")}>
          {t("Delete")}
        </Button>
        <Button size="xs" variant="subtle" onClick={onDone}>
          {t("Choose none")}
        </Button>
      </Group>
    </Panel>
  );
}
