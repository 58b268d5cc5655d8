import { routes, type User } from "@larder/server/contract";
import { Checkbox, Group, Menu, Text } from "@mantine/core";
import { IconFileSpreadsheet, IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { useListPlace } from "../../lib/list-place.ts";
import { useMayChange } from "../../lib/me.ts";
import { useGroups } from "../../lib/principals.ts";
import { readingOn } from "../../lib/reading.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { MenuLink } from "../../ui/menu-link.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RecentlyRemoved } from "../../ui/recently-removed.tsx";
import { RowMenu } from "../../ui/row-menu.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { undoStep, useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";
import { useUserRemoval } from "./use-user-removal.ts";
import { UserBulk } from "./user-bulk.tsx";
import { isOrder, UserFilters, useUserFilter } from "./user-filters.tsx";
import { UserState } from "./user-state.tsx";

export function UserListPage() {
  const groups = useGroups();
  const [place, move] = useListPlace();
  const [filter, setFilter] = useUserFilter();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const query = useQuery(
    readingOn(routes.user.list, {
      query: {
        ...filter,
        ...(place.q && { q: place.q }),
        ...(isOrder(place.sort) && { sort: place.sort }),
        page: place.page ?? 1,
        limit: PAGE_ROWS,
      },
    }),
  );
  const mayChange = useMayChange("users");
  const remove = useUserRemoval();
  const update = useChange(routes.user.update, {
    done: ({ item }) =>
      item.enabled
        ? t("User “{name}” switched on", { name: item.name })
        : t("User “{name}” switched off", { name: item.name }),
    failed: t("The user could not be changed"),
    undoBy: ({ item }) =>
      undoStep(routes.user.update, {
        params: { id: item.id },
        query: { ifVersion: item.version },
        body: { enabled: !item.enabled },
      }),
  });
  const groupNames = (user: User) => {
    const names = groups
      .filter((group) => user.groupIds.includes(group.id))
      .map((group) => group.name);
    const more = names.length - GROUPS_SHOWN_MAX;
    if (more <= 1) return names.join(", ");
    return t("{names} and {more} more", {
      names: names.slice(0, GROUPS_SHOWN_MAX).join(", "),
      more,
    });
  };
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const columns: Column<User>[] = [
    ...(mayChange
      ? [
          {
            id: "chosen",
            header: t("Chosen"),
            cell: (user: User) => (
              <Checkbox
                aria-label={t("Choose {name}", { name: user.name })}
                checked={chosen.has(user.id)}
                onChange={(event) => choose(user.id, event.currentTarget.checked)}
              />
            ),
          },
        ]
      : []),
    {
      id: "name",
      header: t("Name"),
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
      header: t("Groups"),
      cell: (user) =>
        groupNames(user) || (
          <Text size="sm" c="dimmed" component="span">
            {t("None")}
          </Text>
        ),
    },
    {
      id: "state",
      header: t("State"),
      cell: (user) => <UserState user={user} />,
    },
    {
      id: "lastLogon",
      header: t("Last seen"),
      value: (user) => user.lastLogonAtMs ?? 0,
      cell: ({ lastLogonAtMs }) =>
        lastLogonAtMs === null ? t("Never") : <When timeMs={lastLogonAtMs} />,
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
      header: t("Actions"),
      kind: "actions",
      cell: (user) => (
        <RowMenu label={t("Actions for {name}", { name: user.name })}>
          <MenuLink to={`/users/${user.id}`}>
            {mayChange ? t("Edit or set password") : t("Look at it")}
          </MenuLink>
          {mayChange && (
            <Menu.Item
              onClick={() =>
                update.mutate({ params: { id: user.id }, body: { enabled: !user.enabled } })
              }
            >
              {user.enabled ? t("Switch off") : t("Switch on")}
            </Menu.Item>
          )}
          {mayChange && (
            <Menu.Item color="red" onClick={() => void remove(user)}>
              {t("Delete")}
            </Menu.Item>
          )}
        </RowMenu>
      ),
    },
  ];
  const create = mayChange && (
    <ButtonLink to="/users/new" leftSection={<IconUserPlus size={16} aria-hidden />}>
      {t("New user")}
    </ButtonLink>
  );
  const actions = mayChange && (
    <Group gap="xs">
      <ButtonLink
        to="/users/import"
        variant="default"
        leftSection={<IconFileSpreadsheet size={16} aria-hidden />}
      >
        {t("Import and export")}
      </ButtonLink>
      {create}
    </Group>
  );
  return (
    <Page
      title={t("Users")}
      description={t("People and devices that connect over the network.")}
      actions={actions}
    >
      {mayChange && chosen.size > 0 && (
        <UserBulk ids={[...chosen]} groups={groups} onDone={() => setChosen(new Set())} />
      )}
      <Panel flush>
        <Loaded
          query={query}
          what={t("users")}
          isEmpty={({ total }) => total === 0 && !place.q && Object.keys(filter).length === 0}
          empty={
            <NothingYet
              icon={<IconUsers size={28} />}
              title={t("Add your first user")}
              description={t(
                "Everybody gets a name and a password of their own; nobody connects without.",
              )}
              action={create}
            />
          }
        >
          {({ items, total }) => (
            <DataTable
              label={t("Users")}
              total={total}
              pageRows={PAGE_ROWS}
              filters={<UserFilters filter={filter} groups={groups} onChange={setFilter} />}
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
      {mayChange && <RecentlyRemoved kind="users" />}
    </Page>
  );
}

const PAGE_ROWS = 50;
const GROUPS_SHOWN_MAX = 3;
