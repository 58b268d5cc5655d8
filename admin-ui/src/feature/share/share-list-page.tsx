import { routes, type Share } from "@larder/server/contract";
import { Badge, Group, Menu, Text } from "@mantine/core";
import { IconFolderShare, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
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
import { RecentlyRemoved } from "../../ui/recently-removed.tsx";
import { RowMenu } from "../../ui/row-menu.tsx";
import { ShareState } from "../../ui/share-state.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useShareRemoval } from "./use-share-removal.ts";

export function ShareListPage() {
  const query = useQuery(reading(routes.share.list, {}));
  const [place, move] = useListPlace();
  const mayChange = useMayChange("shares");
  const remove = useShareRemoval();
  const columns: Column<Share>[] = [
    ...plainColumns,
    {
      id: "actions",
      header: t("Actions"),
      kind: "actions",
      cell: (share) => (
        <RowMenu label={t("Actions for {name}", { name: share.name })}>
          <MenuLink to="/connect" search={{ share: share.name }}>
            {t("How to connect")}
          </MenuLink>
          <MenuLink to={`/shares/${share.id}`}>{mayChange ? t("Edit") : t("Look at it")}</MenuLink>
          <MenuLink to={`/shares/${share.id}/permissions`}>{t("Files and permissions")}</MenuLink>
          {mayChange && (
            <Menu.Item color="red" onClick={() => void remove(share)}>
              {t("Delete")}
            </Menu.Item>
          )}
        </RowMenu>
      ),
    },
  ];
  const create = mayChange && (
    <ButtonLink to="/shares/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t("New share")}
    </ButtonLink>
  );
  return (
    <Page
      title={t("Shares")}
      description={t("Folders of this box that people reach over the network.")}
      actions={create}
    >
      <Panel flush>
        <Loaded
          query={query}
          what={t("shares")}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <NothingYet
              icon={<IconFolderShare size={28} />}
              title={t("Share your first folder")}
              description={t(
                "Choose a folder, say who may read or change it, and connect from Windows, macOS or Linux.",
              )}
              action={create}
            />
          }
        >
          {({ items }) => (
            <DataTable
              label={t("Shares")}
              rows={items}
              rowId={(share) => share.id}
              columns={columns}
              noun={{ one: "share", many: "shares" }}
              place={place}
              onMove={move}
            />
          )}
        </Loaded>
      </Panel>
      {mayChange && <RecentlyRemoved kind="share" />}
    </Page>
  );
}

const plainColumns: Column<Share>[] = [
  {
    id: "name",
    header: t("Name"),
    value: (share) => share.name,
    cell: (share) => (
      <div>
        <TextLink to={`/shares/${share.id}`} fw={600}>
          {share.name}
        </TextLink>
        {share.comment && (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {share.comment}
          </Text>
        )}
      </div>
    ),
  },
  {
    id: "path",
    header: t("Folder"),
    value: (share) => share.path,
    cell: (share) => <span style={{ overflowWrap: "anywhere" }}>{share.path}</span>,
  },
  {
    id: "state",
    header: t("State"),
    value: (share) => share.live.state,
    cell: (share) => <ShareState live={share.live} />,
  },
  {
    id: "rules",
    header: t("Rules"),
    cell: (share) => <ShareRules share={share} />,
  },
  {
    id: "sessions",
    header: t("Connected"),
    kind: "number",
    value: (share) => share.live.sessionCount,
    cell: (share) => share.live.sessionCount,
  },
];

function ShareRules({ share }: { readonly share: Share }) {
  const rules = [
    share.encryptionRequired && t("Encrypted"),
    share.readOnly && t("Read only"),
    share.hidden && t("Hidden"),
    share.permissions.length === 0 && t("Nobody listed"),
  ].filter((rule): rule is string => rule !== false);
  if (rules.length === 0)
    return (
      <Text size="sm" c="dimmed" component="span">
        {t("None")}
      </Text>
    );
  return (
    <Group gap={6}>
      {rules.map((rule) => (
        <Badge key={rule} variant="default" radius="sm" tt="none" fw={500}>
          {rule}
        </Badge>
      ))}
    </Group>
  );
}
