import { type Engine, routes } from "@larder/server/contract";
import { DataList } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { counted } from "../../lib/counted.ts";
import { reading } from "../../lib/reading.ts";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { When } from "../../ui/when.tsx";

export interface EngineFactsProps {
  readonly engine: Engine;
}

const linkWords = {
  connected: "Connected to these pages",
  connecting: "Not reachable; trying again",
  refused: "Refused: the two are of different versions",
} as const;

export function EngineFacts({ engine }: EngineFactsProps) {
  const settings = useQuery(reading(routes.setting.read, {})).data;
  const { status, lastApplied } = engine;
  const facts: [string, ReactNode][] = [
    ["Listening on", status && <Listening addresses={status.listening} problem={status.problem} />],
    ["SMB versions", settings && `${settings.dialectMin} to ${settings.dialectMax}`],
    ["Link", linkWords[engine.link]],
    ["Revision", `${engine.appliedRevision} live of ${engine.desiredRevision} saved`],
    ["Last change live", engine.appliedAtMs !== null && <When timeMs={engine.appliedAtMs} />],
    ["It affected", lastApplied && effectInWords(lastApplied)],
    ["Version", status?.version],
    ["Process", status?.pid],
    ["Last report", engine.statusAtMs !== null && <When timeMs={engine.statusAtMs} />],
  ];
  return (
    <Panel title="Facts">
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
      {addresses.join(", ") || <StateWord tone="bad">Nowhere</StateWord>}
      {problem !== "" && <div role="alert">{problem}</div>}
    </>
  );
}

function effectInWords(applied: NonNullable<Engine["lastApplied"]>): string {
  const effects = [
    applied.treesReevaluated > 0 &&
      `${counted(applied.treesReevaluated, "share connection")} checked anew`,
    applied.opensClosed > 0 && `${counted(applied.opensClosed, "open file")} closed`,
    applied.sessionsClosed > 0 && `${counted(applied.sessionsClosed, "session")} ended`,
  ].filter((effect): effect is string => effect !== false);
  return effects.join(", ") || "Nobody who is connected";
}
