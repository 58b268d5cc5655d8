import { type LiveWarning, routes } from "@larder/server/contract";
import { Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { When } from "../../ui/when.tsx";

const words = {
  unprotected: () => t("Neither signed nor encrypted"),
  "old-dialect": () => t("Old dialect"),
  "failed-logons": () => t("Sign-ins fail"),
} as const;

export function LiveWarnings() {
  const query = useQuery(reading(routes.live.warnings, {}));
  return (
    <Panel
      title={t("Clients that need a look")}
      description={t("Now connected, or failing to sign in within the last day.")}
      flush
    >
      <Loaded
        query={query}
        what={t("warnings")}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <NothingYet
            icon={<IconShieldCheck size={26} />}
            title={t("No client needs a look")}
            description={t("All who are connected sign or encrypt, and speak a current dialect.")}
          />
        }
      >
        {({ items }) => (
          <DataTable
            label={t("Clients that need a look")}
            rows={items}
            rowId={(one) => `${one.kind} ${one.address} ${one.user}`}
            columns={columns()}
            noun={{ one: "client", many: "clients" }}
            place={{}}
            onMove={() => {}}
            searchable={false}
            pageRows={25}
          />
        )}
      </Loaded>
    </Panel>
  );
}

function columns(): Column<LiveWarning>[] {
  return [
    {
      id: "kind",
      header: t("What"),
      cell: (one) => (
        <div>
          <StateWord tone={one.kind === "old-dialect" ? "note" : "bad"}>
            {words[one.kind]()}
          </StateWord>
          <Text size="xs" c="dimmed" mt={2}>
            {serverWords(one.detail)}
          </Text>
        </div>
      ),
    },
    { id: "address", header: t("From"), cell: (one) => one.address || "–" },
    { id: "user", header: t("User"), cell: (one) => one.user || "–" },
    { id: "count", header: t("How often"), kind: "number", cell: (one) => String(one.count) },
    { id: "last", header: t("Last"), cell: (one) => <When timeMs={one.lastAtMs} /> },
    { id: "advice", header: t("What to do"), cell: (one) => serverWords(one.advice) },
  ];
}
