import { type Administrator, routes } from "@larder/server/contract";
import { Button, Menu, Text } from "@mantine/core";
import { IconPlus, IconShieldLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { useListPlace } from "../../lib/list-place.ts";
import { useMayChange, useMe } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { roleWords } from "../../lib/role-words.ts";
import { ask } from "../../ui/ask.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RowMenu } from "../../ui/row-menu.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";
import { AdministratorCreate } from "./administrator-create.tsx";
import { AdministratorPassword } from "./administrator-password.tsx";
import { AdministratorRole } from "./administrator-role.tsx";
import { AdministratorSessions } from "./administrator-sessions.tsx";

export function AdministratorPage() {
  const query = useQuery(reading(routes.administrator.list, {}));
  const [place, move] = useListPlace();
  const me = useMe();
  const mayChange = useMayChange();
  const [isCreating, setIsCreating] = useState(false);
  const [roleOf, setRoleOf] = useState<Administrator | null>(null);
  const [passwordOf, setPasswordOf] = useState<Administrator | null>(null);
  const removal = useChange(routes.administrator.remove, {
    done: () => t("Administrator deleted"),
    failed: t("The administrator could not be deleted"),
  });
  const remove = async (administrator: Administrator) => {
    const isSure = await ask({
      title: t("Delete the administrator “{name}”?", { name: administrator.name }),
      consequences: [
        t("They are signed out of these pages at once and cannot sign in again."),
        t("Shares, users and files stay as they are."),
      ],
      verb: t("Delete {name}", { name: administrator.name }),
    });
    if (isSure) removal.mutate({ params: { id: administrator.id } });
  };
  const factorRemoval = useChange(routes.administrator.removeSecondFactor, {
    done: () => t("Second factor removed"),
    failed: t("The second factor could not be removed"),
  });
  const removeFactor = async (administrator: Administrator) => {
    const isSure = await ask({
      title: t("Remove the second factor of “{name}”?", { name: administrator.name }),
      consequences: [
        t("They are signed out everywhere and sign in with the password alone."),
        t(
          "Make sure that it is they who asked: this is what a thief of the password would ask for.",
        ),
      ],
      verb: t("Remove it"),
    });
    if (isSure) factorRemoval.mutate({ params: { id: administrator.id } });
  };
  const columns: Column<Administrator>[] = [
    {
      id: "name",
      header: t("Name"),
      value: (administrator) => administrator.name,
      cell: (administrator) => (
        <Text fw={600} size="sm" component="span">
          {administrator.name}
          {administrator.id === me?.id && " (you)"}
        </Text>
      ),
    },
    {
      id: "role",
      header: t("Role"),
      value: (administrator) => administrator.role,
      cell: (administrator) => (
        <div>
          <Text size="sm">{roleWords[administrator.role].name}</Text>
          <Text size="xs" c="dimmed">
            {administrator.shareIds === null
              ? roleWords[administrator.role].may
              : t("looks after {shares} only", {
                  shares: counted(administrator.shareIds.length, "share"),
                })}
          </Text>
        </div>
      ),
    },
    {
      id: "factor",
      header: t("Second factor"),
      value: (administrator) => (administrator.hasSecondFactor ? "set up" : "none"),
      cell: (administrator) => (
        <StateWord tone={administrator.hasSecondFactor ? "good" : "quiet"}>
          {administrator.hasSecondFactor
            ? t("Set up")
            : administrator.hasPassword
              ? t("None")
              : t("Identity provider")}
        </StateWord>
      ),
    },
    {
      id: "logon",
      header: t("Last signed in"),
      value: (administrator) => administrator.lastLogonAtMs ?? 0,
      cell: ({ lastLogonAtMs }) =>
        lastLogonAtMs === null ? t("Never") : <When timeMs={lastLogonAtMs} />,
    },
    {
      id: "actions",
      header: t("Actions"),
      kind: "actions",
      cell: (administrator) =>
        mayChange &&
        administrator.id !== me?.id && (
          <RowMenu label={t("Actions for {name}", { name: administrator.name })}>
            <Menu.Item onClick={() => setPasswordOf(administrator)}>{t("Set password")}</Menu.Item>
            <Menu.Item onClick={() => setRoleOf(administrator)}>{t("Change role")}</Menu.Item>
            {administrator.hasSecondFactor && (
              <Menu.Item onClick={() => void removeFactor(administrator)}>
                {t("Remove second factor")}
              </Menu.Item>
            )}
            <Menu.Item color="red" onClick={() => void remove(administrator)}>
              {t("Delete")}
            </Menu.Item>
          </RowMenu>
        ),
    },
  ];
  return (
    <Page
      title={t("Administrators")}
      description={t(
        "Who may sign in to these pages. They are not users: to reach files, one needs a user.",
      )}
      actions={
        mayChange && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setIsCreating(true)}
          >
            {t("New administrator")}
          </Button>
        )
      }
    >
      <Panel flush>
        <Loaded
          query={query}
          what={t("administrators")}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <NothingYet
              icon={<IconShieldLock size={28} />}
              title={t("No administrators")}
              description={t("Use the command line on the box to make one.")}
            />
          }
        >
          {({ items }) => (
            <DataTable
              label={t("Administrators")}
              rows={items}
              rowId={(administrator) => administrator.id}
              columns={columns}
              noun={{ one: "administrator", many: "administrators" }}
              place={place}
              onMove={move}
              searchable={items.length > 8}
            />
          )}
        </Loaded>
      </Panel>
      {mayChange && <AdministratorSessions />}
      <AdministratorCreate isOpen={isCreating} onClose={() => setIsCreating(false)} />
      {roleOf && <AdministratorRole administrator={roleOf} onClose={() => setRoleOf(null)} />}
      {passwordOf && (
        <AdministratorPassword administrator={passwordOf} onClose={() => setPasswordOf(null)} />
      )}
    </Page>
  );
}
