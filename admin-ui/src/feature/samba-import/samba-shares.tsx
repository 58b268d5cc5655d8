import type { SambaPlan } from "@larder/server/contract";
import { Box, Group, List, NativeSelect, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { type SambaInput, withShare } from "./samba-input.ts";
import { actionWords, type SambaPlanViewProps } from "./samba-plan-view.tsx";

type ShareRow = SambaPlan["shares"][number];

/** Each share with what it comes to, and what can be chosen about it. */
export function SambaShares({ plan, input, onChange }: SambaPlanViewProps) {
  const { shares } = plan;
  const made = shares.filter(({ action }) => action === "create" || action === "replace").length;
  return (
    <Panel
      title={t("Shares")}
      description={t("{made} of {shares} will be there afterwards.", {
        made,
        shares: counted(shares.length, "share"),
      })}
    >
      <Stack gap="xl" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {shares.map((row) => (
          <li key={row.source}>
            <ShareChoices row={row} input={input} onChange={onChange} />
          </li>
        ))}
      </Stack>
    </Panel>
  );
}

interface ShareChoicesProps {
  readonly row: ShareRow;
  readonly input: SambaInput;
  readonly onChange: SambaPlanViewProps["onChange"];
}

function ShareChoices({ row, input, onChange }: ShareChoicesProps) {
  const choice = input.shares.find(({ source }) => source === row.source);
  const choose = (change: Parameters<typeof withShare>[2]) =>
    onChange({ shares: withShare(input, row.source, change) });
  const { tone, word } = actionWords()[row.action];
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Title order={3} size="h5">
          {row.name}
        </Title>
        <StateWord tone={tone}>{word}</StateWord>
        {row.isTaken && (
          <Text size="sm" c="dimmed">
            {t("A share of this name is here already.")}
          </Text>
        )}
      </Group>
      <Group gap="sm" align="flex-end">
        <NativeSelect
          label={t("What to do")}
          aria-label={t("What to do with {name}", { name: row.source })}
          data={[
            { value: "import", label: row.isTaken ? t("Leave what is here") : t("Make it") },
            { value: "replace", label: t("Replace what is here") },
            { value: "skip", label: t("Leave it out") },
          ].filter(({ value }) => value !== "replace" || row.isTaken)}
          value={choice?.action ?? "import"}
          onChange={(event) =>
            choose({ action: event.currentTarget.value as "import" | "replace" | "skip" })
          }
        />
        <LaterField
          label={t("Name")}
          ariaLabel={t("Name of {share}", { share: row.source })}
          value={choice?.name ?? row.name}
          onChange={(name) => choose({ name })}
        />
        <LaterField
          label={t("Folder")}
          ariaLabel={t("Folder of {share}", { share: row.source })}
          value={choice?.path ?? row.path ?? ""}
          onChange={(path) => choose({ path })}
        />
      </Group>
      {row.problems.length > 0 && (
        <Box role="alert">
          <List size="sm">
            {row.problems.map((text) => (
              <List.Item key={text}>{serverWords(text)}</List.Item>
            ))}
          </List>
        </Box>
      )}
      <Text size="sm">
        {row.permissions.length > 0
          ? row.permissions.map(serverWords).join("; ")
          : t("Nobody has any right.")}
      </Text>
      <Text size="sm" c="dimmed">
        {row.options.map(serverWords).join("; ")}
      </Text>
      {row.warnings.length > 0 && (
        <List size="sm">
          {row.warnings.map((text) => (
            <List.Item key={text}>{serverWords(text)}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}

interface LaterFieldProps {
  readonly label: string;
  /** With the share that it is about. */
  readonly ariaLabel: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Told when one is done with it, since each change is looked at anew by the server. */
function LaterField({ label, ariaLabel, value, onChange }: LaterFieldProps) {
  const [text, setText] = useState<string | null>(null);
  const finish = () => {
    if (text !== null && text.trim() !== "" && text !== value) onChange(text.trim());
    setText(null);
  };
  return (
    <TextInput
      label={label}
      aria-label={ariaLabel}
      value={text ?? value}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === "Enter") finish();
      }}
    />
  );
}
