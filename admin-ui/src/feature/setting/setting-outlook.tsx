import {
  routes,
  SETTING_TAKES_EFFECT,
  type Settings,
  type SettingsOutlook,
} from "@larder/server/contract";
import { List, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { serverWords } from "../../i18n/server-words.ts";
import { t, translated } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { settingWords } from "./setting-words.ts";

export interface SettingOutlookViewProps {
  /** The fields that differ from what is saved. */
  readonly changed: Partial<Settings>;
}

/** Somebody who types changes fields many times a second. */
const QUIET_MS = 400;

/** What saving would do to whom, while it is not saved yet. */
export function SettingOutlook({ changed }: SettingOutlookViewProps) {
  const [text] = useDebouncedValue(JSON.stringify(changed), QUIET_MS);
  const query = useQuery<SettingsOutlook, unknown>({
    queryKey: ["sessions", "outlook", text],
    // Made from fields of the form just now.
    queryFn: ({ signal }) =>
      call(routes.setting.preview, { body: JSON.parse(text) as Partial<Settings> }, signal),
    enabled: text !== "{}",
    retry: false,
  });
  if (text === "{}") return null;
  return (
    <Panel title={t("What this will do")} description={t("Nothing is saved yet.")}>
      <div role="status">
        {query.data ? (
          <Outlook outlook={query.data} changed={changed} />
        ) : (
          <Text size="sm" c="dimmed">
            {query.isError
              ? t("The settings do not fit together yet.")
              : t("Looking who is connected …")}
          </Text>
        )}
      </div>
    </Panel>
  );
}

const effectWords = {
  "shut-out": { tone: "bad", word: t("Shut out") },
  reconnects: { tone: "busy", word: t("Comes back") },
  "less-protected": { tone: "note", word: t("Less protected") },
} as const;

const SHOWN_MAX = 20;

interface OutlookProps {
  readonly outlook: SettingsOutlook;
  readonly changed: Partial<Settings>;
}

function Outlook({ outlook: { clients, consequences, kinds }, changed }: OutlookProps) {
  const isQuiet = clients.length === 0 && kinds.length === 0 && consequences.length === 0;
  // With no client in it a consequence is about shares.
  const aboutShares = clients.length === 0 ? consequences : [];
  return (
    <Stack gap="sm">
      {isQuiet && <Text size="sm">{t("Nobody who is connected notices.")}</Text>}
      {aboutShares.map((sentence) => (
        <Text size="sm" key={sentence}>
          {serverWords(sentence)}
        </Text>
      ))}
      {clients.length > 0 && (
        <List size="sm" spacing={6} listStyleType="none" aria-label={t("Connected clients")}>
          {clients.slice(0, SHOWN_MAX).map((client) => (
            <List.Item key={`${client.user} ${client.address} ${client.clientName}`}>
              <StateWord tone={effectWords[client.effect].tone}>
                {effectWords[client.effect].word}
              </StateWord>{" "}
              <b>{client.user || t("Somebody without a name")}</b>{" "}
              {[client.clientName, client.address].filter(Boolean).join(", ")}:{" "}
              {serverWords(client.reason)}
            </List.Item>
          ))}
          {clients.length > SHOWN_MAX && (
            <List.Item>{t("And {number} more.", { number: clients.length - SHOWN_MAX })}</List.Item>
          )}
        </List>
      )}
      {kinds.length > 0 && (
        <div>
          <Text size="sm">{t("These could not connect any more:")}</Text>
          <List size="sm">
            {kinds.map((kind) => (
              <List.Item key={kind}>{serverWords(kind)}</List.Item>
            ))}
          </List>
        </div>
      )}
      {laterSentences(changed).map((sentence) => (
        <Text size="sm" c="dimmed" key={sentence}>
          {sentence}
        </Text>
      ))}
    </Stack>
  );
}

const laterWords = {
  "new-connections": t("for connections that begin from then on; those that are there stay"),
  "new-logons": t("from each client's next sign-in on"),
  "new-opens": t("for files that are opened from then on"),
} as const;

/** What does not change for those who are connected already. */
function laterSentences(changed: Partial<Settings>): string[] {
  const names = Object.keys(changed) as (keyof Settings)[];
  return (Object.keys(laterWords) as (keyof typeof laterWords)[]).flatMap((when) => {
    const later = names.filter((name) => SETTING_TAKES_EFFECT[name] === when);
    if (later.length === 0) return [];
    return [
      `${later.map((name) => translated(settingWords[name])).join(", ")}: ${laterWords[when]}.`,
    ];
  });
}
