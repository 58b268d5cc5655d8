import { type Engine, routes } from "@larder/server/contract";
import { DataList } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { reading } from "../../lib/reading.ts";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { When } from "../../ui/when.tsx";

export interface EngineFactsProps {
  readonly engine: Engine;
}

const linkWords = {
  connected: t("Connected to these pages"),
  connecting: t("Not reachable; trying again"),
  refused: t("Refused: the two are of different versions"),
} as const;

export function EngineFacts({ engine }: EngineFactsProps) {
  const settings = useQuery(reading(routes.setting.read, {})).data;
  const { status, lastApplied } = engine;
  const facts: [string, ReactNode][] = [
    [
      t("Listening on"),
      status && <Listening addresses={status.listening} problem={status.problem} />,
    ],
    [
      "SMB versions",
      settings &&
        t("{dialectMin} to {dialectMax}", {
          dialectMin: settings.dialectMin,
          dialectMax: settings.dialectMax,
        }),
    ],
    [t("Link"), linkWords[engine.link]],
    [
      t("Revision"),
      t("{appliedRevision} live of {desiredRevision} saved", {
        appliedRevision: engine.appliedRevision,
        desiredRevision: engine.desiredRevision,
      }),
    ],
    [t("Last change live"), engine.appliedAtMs !== null && <When timeMs={engine.appliedAtMs} />],
    [t("It affected"), lastApplied && effectInWords(lastApplied)],
    [t("Version"), status?.version],
    [t("Process"), status?.pid],
    [t("Last report"), engine.statusAtMs !== null && <When timeMs={engine.statusAtMs} />],
  ];
  return (
    <Panel title={t("Facts")}>
      <DataList labelWidth="9rem" withDivider>
        {facts
          .filter(([, value]) => value !== undefined && value !== null && value !== false)
          .map(([label, value]) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue>{value}</DataList.ItemValue>
            </DataList.Item>
          ))}
      </DataList>
    </Panel>
  );
}

interface ListeningProps {
  readonly addresses: readonly string[];
  readonly problem: string;
}

function Listening({ addresses, problem }: ListeningProps) {
  return (
    <>
      {addresses.join(", ") || <StateWord tone="bad">{t("Nowhere")}</StateWord>}
      {problem !== "" && <div role="alert">{serverWords(problem)}</div>}
    </>
  );
}

function effectInWords(applied: NonNullable<Engine["lastApplied"]>): string {
  const effects = [
    applied.treesReevaluated > 0 &&
      t("{connections} checked anew", {
        connections: counted(applied.treesReevaluated, "share connection"),
      }),
    applied.opensClosed > 0 &&
      t("{files} closed", { files: counted(applied.opensClosed, "open file") }),
    applied.sessionsClosed > 0 &&
      t("{sessions} ended", { sessions: counted(applied.sessionsClosed, "session") }),
  ].filter((effect): effect is string => effect !== false);
  return effects.join(", ") || t("Nobody who is connected");
}
