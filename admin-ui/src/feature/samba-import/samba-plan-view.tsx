import type { SambaPlan } from "@larder/server/contract";
import { Box, Checkbox, List, Text } from "@mantine/core";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import type { Column } from "../../ui/data-table.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { type SambaInput, withLeftOut } from "./samba-input.ts";
import { SambaShares } from "./samba-shares.tsx";
import { SambaTable } from "./samba-table.tsx";

export interface SambaPlanViewProps {
  readonly plan: SambaPlan;
  readonly input: SambaInput;
  readonly onChange: (more: Partial<SambaInput>) => void;
}

export const actionWords = () =>
  ({
    create: { tone: "good", word: t("New") },
    replace: { tone: "note", word: t("Replaced") },
    keep: { tone: "quiet", word: t("Stays as it is") },
    skip: { tone: "quiet", word: t("Left out") },
    problem: { tone: "bad", word: t("Problem") },
  }) as const;

/** What the files come to: shares, people, settings, and what stays behind. */
export function SambaPlanView({ plan, input, onChange }: SambaPlanViewProps) {
  const { problems, shares, users, groups, settings, leftOut } = plan;
  return (
    <>
      {problems.length > 0 && (
        <Panel title={t("This has to be put right first")}>
          <Box role="alert">
            <List>
              {problems.map((text) => (
                <List.Item key={text}>{serverWords(text)}</List.Item>
              ))}
            </List>
          </Box>
        </Panel>
      )}
      {shares.length > 0 && <SambaShares plan={plan} input={input} onChange={onChange} />}
      {users.length > 0 && (
        <SambaTable
          title={t("Users")}
          description={t("{users}. Whoever has no password cannot sign in before one is set.", {
            users: counted(users.length, "user"),
          })}
          noun={{ one: "user", many: "users" }}
          rows={users}
          rowId={({ name }) => name}
          columns={userColumns(input, onChange)}
        />
      )}
      {groups.length > 0 && (
        <SambaTable
          title={t("Groups")}
          description={t("Those that shares name.")}
          noun={{ one: "group", many: "groups" }}
          rows={groups}
          rowId={({ name }) => name}
          columns={groupColumns()}
        />
      )}
      {settings.length > 0 && (
        <Panel title={t("Settings")} description={t("These change.")}>
          <List aria-label={t("Settings that change")}>
            {settings.map(({ name, from, to }) => (
              <List.Item key={name}>
                {name}: {from} → <b>{to}</b>
              </List.Item>
            ))}
          </List>
        </Panel>
      )}
      {leftOut.length > 0 ? (
        <SambaTable
          title={t("Stays behind")}
          description={t("{lines} cannot be taken over.", {
            lines: counted(leftOut.length, "line"),
          })}
          noun={{ one: "line", many: "lines" }}
          rows={leftOut}
          rowId={({ file, line, text }) => `${file} ${line} ${text}`}
          columns={leftOutColumns()}
        />
      ) : (
        <Panel title={t("Stays behind")}>
          <Text size="sm">{t("Nothing: every line is taken over.")}</Text>
        </Panel>
      )}
    </>
  );
}

type UserRow = SambaPlan["users"][number];

function userColumns(
  input: SambaInput,
  onChange: SambaPlanViewProps["onChange"],
): Column<UserRow>[] {
  return [
    { id: "name", header: t("Name"), value: (row) => row.name, cell: (row) => <b>{row.name}</b> },
    { id: "action", header: t("What happens"), value: (row) => row.action, cell: actionCell },
    { id: "detail", header: t("More"), value: detailOf, cell: detailOf },
    {
      id: "leave-out",
      header: t("Leave out"),
      cell: ({ name }) => (
        <Checkbox
          aria-label={t("Leave {name} out", { name })}
          checked={input.leaveOut.includes(name)}
          onChange={(event) =>
            onChange({ leaveOut: withLeftOut(input, name, event.currentTarget.checked) })
          }
        />
      ),
    },
  ];
}

const groupColumns = (): Column<SambaPlan["groups"][number]>[] => [
  { id: "name", header: t("Name"), value: (row) => row.name, cell: (row) => <b>{row.name}</b> },
  { id: "action", header: t("What happens"), value: (row) => row.action, cell: actionCell },
  { id: "detail", header: t("More"), value: detailOf, cell: detailOf },
];

const leftOutColumns = (): Column<SambaPlan["leftOut"][number]>[] => [
  {
    id: "place",
    header: t("Where"),
    value: ({ file, line }) => `${file} ${String(line).padStart(6, "0")}`,
    cell: ({ file, line }) => (line === 0 ? file : t("{file}, line {line}", { file, line })),
  },
  {
    id: "text",
    header: t("What"),
    value: ({ text }) => text,
    cell: ({ text }) => <code>{text}</code>,
  },
  {
    id: "reason",
    header: t("Why"),
    value: ({ reason }) => reason,
    cell: ({ reason }) => serverWords(reason),
  },
];

function actionCell({ action }: { action: keyof ReturnType<typeof actionWords> }) {
  const { tone, word } = actionWords()[action];
  return <StateWord tone={tone}>{word}</StateWord>;
}

function detailOf({ problems, detail }: { problems: readonly string[]; detail: string }): string {
  return problems.map(serverWords).join(" ") || serverWords(detail);
}
