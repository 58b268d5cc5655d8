import { routes, type User } from "@larder/server/contract";
import { Menu, Text } from "@mantine/core";
import { IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useListPlace } from "../../lib/list-place.ts";
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
import { useChange } from "../../ui/use-change.tsx";
import { useUserRemoval } from "./use-user-removal.ts";
import { UserState } from "./user-state.tsx";

export function UserListPage() {
  const query = useQuery(reading(routes.user.list, {}));
  const groups = useQuery(reading(routes.group.list, {})).data?.items ?? [];
  const [place, move] = useListPlace();
  const mayChange = useMayChange("users");
  const remove = useUserRemoval();
  const update = useChange(routes.user.update, {
    done: ({ item }) => `User “${item.name}” ${item.enabled ? "switched on" : "switched off"}`,
    failed: "The user could not be changed",
  });
  const groupNames = (user: User) =>
    groups
      .filter((group) => user.groupIds.includes(group.id))
      .map((group) => group.name)
      .join(", ");
  const columns: Column<User>[] = [
    {
      id: "name",
      header: "Name",
      value: (user) => `${user.name} ${user.fullName}`,
      cell: (user) => (
        <div>
          <TextLink to={`/users/${user.id}`} fw={600}>
            {user.name}
          </TextLink>
          {user.fullName && (
            <Text size="xs" c="dimmed">
              {user.fullName}
            </Text>
          )}
        </div>
      ),
    },
    {
      id: "groups",
      header: "Groups",
      value: groupNames,
      cell: (user) =>
        groupNames(user) || (
          <Text size="sm" c="dimmed" component="span">
            None
          </Text>
        ),
    },
    {
      id: "state",
      header: "State",
      value: (user) => `${user.enabled ? "on" : "off"} ${user.sessionCount}`,
      cell: (user) => <UserState user={user} />,
    },
    {
      id: "uid",
      header: "uid",
      kind: "number",
      value: (user) => user.uid,
      cell: (user) => user.uid,
    },
    {
      id: "actions",
      header: "Actions",
      kind: "actions",
      cell: (user) => (
        <RowMenu label={`Actions for ${user.name}`}>
          <MenuLink to={`/users/${user.id}`}>
            {mayChange ? "Edit or set password" : "Look at it"}
          </MenuLink>
          {mayChange && (
            <Menu.Item
              onClick={() =>
                update.mutate({ params: { id: user.id }, body: { enabled: !user.enabled } })
              }
            >
              {user.enabled ? "Switch off" : "Switch on"}
            </Menu.Item>
          )}
          {mayChange && (
            <Menu.Item color="red" onClick={() => void remove(user)}>
              Delete
            </Menu.Item>
          )}
        </RowMenu>
      ),
    },
  ];
  const create = mayChange && (
    <ButtonLink to="/users/new" leftSection={<IconUserPlus size={16} aria-hidden />}>
      New user
    </ButtonLink>
  );
  return (
    <Page
      title="Users"
      description="People and devices that connect over the network."
      actions={create}
    >
      <Panel flush>
        <Loaded
          query={query}
          what="users"
          isEmpty={({ items }) => items.length === 0}
          empty={
            <NothingYet
              icon={<IconUsers size={28} />}
              title="Add your first user"
              description="Everybody gets a name and a password of their own; nobody connects without."
              action={create}
            />
          }
        >
          {({ items }) => (
            <DataTable
              label="Users"
              rows={items}
              rowId={(user) => user.id}
              columns={columns}
              noun={{ one: "user", many: "users" }}
              place={place}
              onMove={move}
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}
