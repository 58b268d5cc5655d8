import { type ApiKey, routes } from "@larder/server/contract";
import { Anchor, Button, Code } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { parts } from "../../i18n/parts.tsx";
import { t } from "../../i18n/t.ts";
import { useListPlace } from "../../lib/list-place.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { roleWords } from "../../lib/role-words.ts";
import { ask } from "../../ui/ask.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";
import { ApiKeyCreateForm } from "./api-key-create-form.tsx";
import { ApiKeyShown } from "./api-key-shown.tsx";

export function ApiKeyPage() {
  const query = useQuery(reading(routes.apiKey.list, {}));
  const [place, move] = useListPlace();
  const mayChange = useMayChange();
  const [isCreating, setIsCreating] = useState(false);
  const [made, setMade] = useState<{ name: string; key: string } | null>(null);
  const revocation = useChange(routes.apiKey.revoke, {
    done: () => t("API key revoked"),
    failed: t("The API key could not be revoked"),
  });
  const revoke = async (key: ApiKey) => {
    const isSure = await ask({
      title: t("Revoke the API key “{name}”?", { name: key.name }),
      consequences: [t("Whatever uses it is refused from now on. This cannot be undone.")],
      verb: t("Revoke {name}", { name: key.name }),
    });
    if (isSure) revocation.mutate({ params: { id: key.id } });
  };
  const columns: Column<ApiKey>[] = [
    ...plainColumns,
    {
      id: "actions",
      header: t("Actions"),
      kind: "actions",
      cell: (key) =>
        mayChange && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t("Revoke {name}", { name: key.name })}
            onClick={() => void revoke(key)}
          >
            {t("Revoke")}
          </Button>
        ),
    },
  ];
  const create = mayChange && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsCreating(true)}>
      {t("New API key")}
    </Button>
  );
  return (
    <Page
      title={t("API keys")}
      description={
        <>
          {parts("For scripts and monitoring. They speak {link} as these pages.", {
            link: (
              <Anchor href="/api/docs" underline="always">
                {t("the same API")}
              </Anchor>
            ),
          })}
        </>
      }
      actions={create}
    >
      <Panel flush>
        <Loaded
          query={query}
          what={t("API keys")}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <NothingYet
              icon={<IconKey size={28} />}
              title={t("No API keys")}
              description={t(
                "Make one for each script, with the smallest role that does, so that each can be revoked by itself.",
              )}
              action={create}
            />
          }
        >
          {({ items }) => (
            <DataTable
              label={t("API keys")}
              rows={items}
              rowId={(key) => key.id}
              columns={columns}
              noun={{ one: "API key", many: "API keys" }}
              place={place}
              onMove={move}
              searchable={items.length > 8}
            />
          )}
        </Loaded>
      </Panel>
      {isCreating && (
        <ApiKeyCreateForm
          onClose={() => setIsCreating(false)}
          onMade={(name, key) => {
            setIsCreating(false);
            setMade({ name, key });
          }}
        />
      )}
      {made && <ApiKeyShown name={made.name} secret={made.key} onClose={() => setMade(null)} />}
    </Page>
  );
}

const plainColumns: Column<ApiKey>[] = [
  { id: "name", header: t("Name"), value: (key) => key.name, cell: (key) => <b>{key.name}</b> },
  {
    id: "prefix",
    header: t("Begins with"),
    value: (key) => key.prefix,
    cell: (key) => <Code>{key.prefix}…</Code>,
  },
  {
    id: "role",
    header: t("Role"),
    value: (key) => key.role,
    cell: (key) => roleWords[key.role].name,
  },
  {
    id: "used",
    header: t("Last used"),
    value: (key) => key.lastUsedAtMs ?? 0,
    cell: (key) => (key.lastUsedAtMs === null ? "Never" : <When timeMs={key.lastUsedAtMs} />),
  },
  {
    id: "expires",
    header: t("Ends"),
    value: (key) => key.expiresAtMs ?? Number.MAX_SAFE_INTEGER,
    cell: (key) => (key.expiresAtMs === null ? "Never" : <When timeMs={key.expiresAtMs} />),
  },
];
