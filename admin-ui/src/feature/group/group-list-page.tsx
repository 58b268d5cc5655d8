import { type Group, routes } from "@larder/server/contract";
import { Menu, Text } from "@mantine/core";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useListPlace } from "../../lib/list-place.ts";
import { listed } from "../../lib/listed.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { MenuLink } from "../../ui/menu-link.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RowMenu } from "../../ui/row-menu.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useGroupRemoval } from "./use-group-removal.ts";

export function GroupListPage() {
  const query = useQuery(reading(routes.group.list, {}));
  const users = useQuery(reading(routes.user.list, {})).data?.items ?? [];
  const [place, move] = useListPlace();
  const mayChange = useMayChange("users");
  const remove = useGroupRemoval();
  const memberNames = (group: Group) =>
    listed(users.filter((user) => group.memberIds.includes(user.id)).map((user) => user.name));
  const columns: Column<Group>[] = [
    {
      id: "name",
      header: "Name",
      value: (group) => group.name,
      cell: (group) => (
        <div>
          <TextLink to={`/groups/${group.id}`} fw={600}>
            {group.name}
          </TextLink>
          {group.comment && (
            <Text size="xs" c="dimmed">
              {group.comment}
            </Text>
          )}
        </div>
      ),
    },
    {
      id: "members",
      header: "Members",
      value: memberNames,
      cell: (group) =>
        memberNames(group) || (
          <Text size="sm" c="dimmed" component="span">
            Nobody
          </Text>
        ),
    },
    {
      id: "count",
      header: "Count",
      kind: "number",
      value: (group) => group.memberIds.length,
      cell: (group) => group.memberIds.length,
    },
    {
      id: "gid",
      header: "gid",
      kind: "number",
      value: (group) => group.gid,
      cell: (group) => group.gid,
    },
    {
      id: "actions",
      header: "Actions",
      kind: "actions",
      cell: (group) => (
        <RowMenu label={`Actions for ${group.name}`}>
          <MenuLink to={`/groups/${group.id}`}>{mayChange ? "Edit" : "Look at it"}</MenuLink>
          {mayChange && (
            <Menu.Item color="red" onClick={() => void remove(group)}>
              Delete
            </Menu.Item>
          )}
        </RowMenu>
      ),
    },
  ];
  const create = mayChange && (
    <ButtonLink to="/groups/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New group
    </ButtonLink>
  );
  return (
    <Page title="Groups" description="Users who get the same rights." actions={create}>
      <Panel flush>
        <Loaded
          query={query}
          what="groups"
          isEmpty={({ items }) => items.length === 0}
          empty={
            <NothingYet
              icon={<IconUsersGroup size={28} />}
              title="No groups yet"
              description="A group saves work once several people need the same rights on several shares."
              action={create}
            />
          }
        >
          {({ items }) => (
            <DataTable
              label="Groups"
              rows={items}
              rowId={(group) => group.id}
              columns={columns}
              noun={{ one: "group", many: "groups" }}
              place={place}
              onMove={move}
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}
