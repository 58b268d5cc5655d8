import type { Engine } from "@larder/server/contract";
import { IconListDetails } from "@tabler/icons-react";
import { numberInWords, t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";
import { type CommandFigures, commandFigures, latencyInWords } from "../../lib/command-figures.ts";
import { useListPlace } from "../../lib/list-place.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Panel } from "../../ui/panel.tsx";

export interface EngineCommandsProps {
  readonly commands: NonNullable<Engine["status"]>["commands"];
}

export function EngineCommands({ commands }: EngineCommandsProps) {
  const [place, move] = useListPlace();
  return (
    <Panel
      title={t("Commands")}
      description={t(
        "Since the file server started. Times are upper bounds: half, and 99 of 100, were answered within.",
      )}
      flush
    >
      {commands.length === 0 ? (
        <NothingYet
          icon={<IconListDetails size={28} />}
          title={t("No commands yet")}
          description={t("They are counted from the first client on.")}
        />
      ) : (
        <DataTable
          label={t("Commands")}
          rows={commands.map(commandFigures)}
          rowId={(row) => `${row.command} ${row.share}`}
          columns={columns}
          noun={{ one: "command", many: "commands" }}
          place={place}
          onMove={move}
        />
      )}
    </Panel>
  );
}

const columns: Column<CommandFigures>[] = [
  {
    id: "command",
    header: t("Command"),
    value: (row) => row.command,
    cell: (row) => <b>{row.command}</b>,
  },
  { id: "share", header: t("Share"), value: (row) => row.share, cell: (row) => row.share || "–" },
  number(
    "count",
    t("Requests"),
    (row) => row.count,
    (row) => numberInWords(row.count),
  ),
  number(
    "errors",
    t("Errors"),
    (row) => row.errorCount,
    (row) => numberInWords(row.errorCount),
  ),
  number(
    "read",
    t("Read"),
    (row) => row.bytesRead,
    (row) => bytesInWords(row.bytesRead),
  ),
  number(
    "written",
    t("Written"),
    (row) => row.bytesWritten,
    (row) => bytesInWords(row.bytesWritten),
  ),
  number(
    "median",
    t("Half within"),
    (row) => row.medianUs ?? Number.MAX_SAFE_INTEGER,
    (row) => latencyInWords(row.medianUs, row.count),
  ),
  number(
    "p99",
    t("99 % within"),
    (row) => row.p99Us ?? Number.MAX_SAFE_INTEGER,
    (row) => latencyInWords(row.p99Us, row.count),
  ),
];

function number(
  id: string,
  header: string,
  value: (row: CommandFigures) => number,
  cell: (row: CommandFigures) => string,
): Column<CommandFigures> {
  return { id, header, kind: "number", value, cell };
}
