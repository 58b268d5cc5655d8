import { type GroupSummary, routes } from "@larder/server/contract";
import { Menu, Text } from "@mantine/core";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { useListPlace } from "../../lib/list-place.ts";
import { useMayChange } from "../../lib/me.ts";
import { usePrincipalsById } from "../../lib/principals.ts";
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
import { useGroupRemoval } from "./use-group-removal.ts";

export function GroupListPage() {
  const [place, move] = useListPlace();
  const query = useQuery(
    readingOn(routes.group.list, {
      query: {
        ...(place.q && { q: place.q }),
        ...(place.sort && { sort: place.sort as "name" }),
        page: place.page ?? 1,
        limit: PAGE_ROWS,
      },
    }),
  );
  const mayChange = useMayChange("users");
  const remove = useGroupRemoval();
  const inside = usePrincipalsById(
    query.data?.items.flatMap((group) => group.memberGroupIds) ?? [],
  );
  const columns: Column<GroupSummary>[] = [
    {
      id: "name",
      header: t("Name"),
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
      header: t("Members"),
      cell: (group) =>
        [
          ...(group.memberCount > 0 ? [counted(group.memberCount, "user")] : []),
          ...group.memberGroupIds.map((id) => inside.get(id)?.name ?? "…"),
        ].join(", ") || (
          <Text size="sm" c="dimmed" component="span">
            {t("Nobody")}
          </Text>
        ),
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
      header: t("Actions"),
      kind: "actions",
      cell: (group) => (
        <RowMenu label={t("Actions for {name}", { name: group.name })}>
          <MenuLink to={`/groups/${group.id}`}>{mayChange ? t("Edit") : t("Look at it")}</MenuLink>
          {mayChange && (
            <Menu.Item color="red" onClick={() => void remove(group)}>
              {t("Delete")}
            </Menu.Item>
          )}
        </RowMenu>
      ),
    },
  ];
  const create = mayChange && (
    <ButtonLink to="/groups/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t("New group")}
    </ButtonLink>
  );
  return (
    <Page title={t("Groups")} description={t("Users who get the same rights.")} actions={create}>
      <Panel flush>
        <Loaded
          query={query}
          what={t("groups")}
          isEmpty={({ total }) => total === 0 && !place.q}
          empty={
            <NothingYet
              icon={<IconUsersGroup size={28} />}
              title={t("No groups yet")}
              description={t(
                "A group saves work once several people need the same rights on several shares.",
              )}
              action={create}
            />
          }
        >
          {({ items, total }) => (
            <DataTable
              label={t("Groups")}
              rows={items}
              rowId={(group) => group.id}
              columns={columns}
              noun={{ one: "group", many: "groups" }}
              place={place}
              onMove={move}
              total={total}
              pageRows={PAGE_ROWS}
            />
          )}
        </Loaded>
      </Panel>
      {mayChange && <RecentlyRemoved kind="groups" />}
    </Page>
  );
}

const PAGE_ROWS = 50;
