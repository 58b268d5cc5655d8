import { type ImportPreview, type ImportRow, routes } from "@larder/server/contract";
import {
  Button,
  Code,
  FileButton,
  Group,
  List,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  Textarea,
} from "@mantine/core";
import { IconDownload, IconFileUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { parts } from "../../i18n/parts.tsx";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { readChosen, readText } from "../../lib/chosen-file.ts";
import { counted } from "../../lib/counted.ts";
import { useListPlace } from "../../lib/list-place.ts";
import { useMayChange } from "../../lib/me.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { useChange } from "../../ui/use-change.tsx";

type Kind = "users" | "groups";
/** More the server does not take at once. */
const CSV_BYTES_MAX = 950_000;
type Made = readonly { readonly name: string; readonly password: string }[];

const columnWords = {
  users: "name, fullName, password, groups, enabled, expires, mustChange, uid, gid",
  groups: "name, comment, members, memberGroups, gid",
} as const;

/** Choose a file, look at what it would do, do it: nothing happens before the last step. */
export function ImportPage() {
  const mayChange = useMayChange("users");
  const [kind, setKind] = useState<Kind>("users");
  const [csv, setCsv] = useState("");
  const [fileProblem, setFileProblem] = useState("");
  const [generatePasswords, setGeneratePasswords] = useState(false);
  const [made, setMade] = useState<Made>([]);
  const body = { kind, csv, generatePasswords };
  const preview = useMutation<ImportPreview, unknown>({
    mutationFn: () => call(routes.accountCsv.preview, { body }),
  });
  const apply = useChange(routes.accountCsv.apply, {
    done: ({ item }) =>
      t("{things} made, {updated} changed", {
        things: counted(item.created, kind === "users" ? "user" : "group"),
        updated: item.updated,
      }),
    onDone: ({ item }) => {
      setMade(item.passwords);
      setCsv("");
      preview.reset();
    },
  });
  const take = async (file: File | null) => {
    if (file === null) return;
    const { content, problem } = await readChosen(file, CSV_BYTES_MAX, readText);
    setFileProblem(problem ?? "");
    if (content !== undefined) edit(() => setCsv(content));
  };
  // Whatever is changed has to be looked at again.
  const edit = (change: () => void) => {
    change();
    preview.reset();
    apply.reset();
  };
  return (
    <Page
      title={t("Import and export")}
      description={t("Users and groups as a table that spreadsheets open.")}
    >
      <Panel title={t("Export")} description={t("Without passwords: nobody knows them.")}>
        <Group gap="sm">
          {(["users", "groups"] as const).map((what) => (
            <Button
              key={what}
              component="a"
              href={`/api/account-csv/${what}`}
              download={`larder-${what}.csv`}
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {t("Export {what}", { what })}
            </Button>
          ))}
        </Group>
      </Panel>
      {made.length > 0 && <MadePasswords made={made} onDone={() => setMade([])} />}
      <Panel
        title={t("Import")}
        description={t("New names are made, known ones changed; nobody is deleted.")}
      >
        <Stack gap="md">
          {!mayChange && <LookingOnly />}
          <SegmentedControl
            aria-label={t("What the file holds")}
            data={[
              { value: "users", label: t("Users") },
              { value: "groups", label: t("Groups") },
            ]}
            value={kind}
            onChange={(value) => edit(() => setKind(value as Kind))}
          />
          <Text size="sm">
            {parts(
              "The first line names the columns, in any order: {code}. Only the name is needed; an empty cell leaves things as they are. Several names in one cell are kept apart by {code2}.",
              { code: <Code>{columnWords[kind]}</Code>, code2: <Code>|</Code> },
            )}
          </Text>
          <Group>
            <FileButton accept=".csv,text/csv,text/plain" onChange={(file) => void take(file)}>
              {(button) => (
                <Button
                  {...button}
                  variant="default"
                  leftSection={<IconFileUpload size={16} aria-hidden />}
                >
                  {t("Choose a file")}
                </Button>
              )}
            </FileButton>
          </Group>
          {fileProblem !== "" && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {fileProblem}
            </Text>
          )}
          <Textarea
            label={t("Or paste it here")}
            autosize
            minRows={4}
            maxRows={12}
            value={csv}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            onChange={(event) => {
              const text = event.currentTarget.value;
              edit(() => setCsv(text));
            }}
          />
          {kind === "users" && (
            <Switch
              label={t("Make passwords for new users without one")}
              description={t("They are shown once, after the import")}
              checked={generatePasswords}
              onChange={(event) => {
                const { checked } = event.currentTarget;
                edit(() => setGeneratePasswords(checked));
              }}
            />
          )}
          {preview.isError && (
            <ProblemAlert error={preview.error} title={t("The file could not be read")} />
          )}
          <Group justify="flex-end">
            <Button
              disabled={!mayChange || csv.trim() === ""}
              loading={preview.isPending}
              onClick={() => preview.mutate()}
            >
              {t("Look at what it would do")}
            </Button>
          </Group>
        </Stack>
      </Panel>
      {preview.data && (
        <Preview
          preview={preview.data}
          problem={apply.error}
          isBusy={apply.isPending}
          onApply={() => apply.mutate({ body: { ...body, digest: preview.data.digest } })}
        />
      )}
    </Page>
  );
}

const actionWords = {
  create: { tone: "good", word: t("New") },
  update: { tone: "note", word: t("Changes") },
  same: { tone: "quiet", word: t("As it is") },
  problem: { tone: "bad", word: t("Problem") },
} as const;

const columns: Column<ImportRow>[] = [
  {
    id: "line",
    header: t("Line"),
    kind: "number",
    value: (row) => row.line,
    cell: (row) => row.line,
  },
  { id: "name", header: t("Name"), value: (row) => row.name, cell: (row) => <b>{row.name}</b> },
  {
    id: "action",
    header: t("What happens"),
    value: (row) => row.action,
    cell: (row) => (
      <StateWord tone={actionWords[row.action].tone}>{actionWords[row.action].word}</StateWord>
    ),
  },
  {
    id: "detail",
    header: t("More"),
    value: (row) => `${row.problems.join(" ")} ${row.detail}`,
    cell: (row) =>
      row.problems.length > 0 ? row.problems.map(serverWords).join("; ") : serverWords(row.detail),
  },
];

interface PreviewProps {
  readonly preview: ImportPreview;
  readonly problem: unknown;
  readonly isBusy: boolean;
  readonly onApply: () => void;
}

function Preview({ preview, problem, isBusy, onApply }: PreviewProps) {
  const [place, move] = useListPlace();
  const { counts, problems, rows } = preview;
  const isGood = problems.length === 0 && counts.problem === 0;
  const isNothing = counts.create + counts.update === 0;
  return (
    <Panel
      flush
      title={t("What it would do")}
      description={t(
        "{create} new, {update} changed, {same} as they are, {problem} with problems.",
        {
          create: counts.create,
          update: counts.update,
          same: counts.same,
          problem: counts.problem,
        },
      )}
      actions={
        <Button disabled={!isGood || isNothing} loading={isBusy} onClick={onApply}>
          {t("Import")}
        </Button>
      }
    >
      <Stack gap="sm">
        {problems.length > 0 && (
          <List px="lg" py="sm" role="alert">
            {problems.map((text) => (
              <List.Item key={text}>{serverWords(text)}</List.Item>
            ))}
          </List>
        )}
        {problem !== null && <ProblemAlert error={problem} title={t("Nothing was imported")} />}
        {rows.length > 0 && (
          <DataTable
            label={t("Rows of the file")}
            rows={rows}
            rowId={(row) => String(row.line)}
            columns={columns}
            noun={{ one: "row", many: "rows" }}
            place={place}
            onMove={move}
          />
        )}
      </Stack>
    </Panel>
  );
}

interface MadePasswordsProps {
  readonly made: Made;
  readonly onDone: () => void;
}

/** The one moment in which they can be read. */
function MadePasswords({ made, onDone }: MadePasswordsProps) {
  return (
    <Panel
      title={t("Passwords that were made")}
      description={t("Copy them now: they are not shown again.")}
      actions={
        <Button variant="default" onClick={onDone}>
          {t("I have copied them")}
        </Button>
      }
    >
      <Stack gap="sm">
        <CopyField
          label={t("All of them")}
          value={made.map(({ name, password }) => `${name}\t${password}`).join("\n")}
        />
        <List listStyleType="none" aria-label={t("Passwords")}>
          {made.slice(0, SHOWN_MAX).map(({ name, password }) => (
            <List.Item key={name}>
              {name}: <Code>{password}</Code>
            </List.Item>
          ))}
        </List>
        {made.length > SHOWN_MAX && (
          <Text size="sm" c="dimmed">
            {t("And {number} more, which “Copy” takes along.", { number: made.length - SHOWN_MAX })}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

const SHOWN_MAX = 50;
