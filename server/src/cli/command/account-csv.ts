import { text } from "node:stream/consumers";
import { accountCsvRoutes } from "../../contract/account-csv.ts";
import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import { readGivenText } from "../given-file.ts";
import { table } from "../table.ts";
import { CHANGE_OPTIONS, untilLive } from "../until-live.ts";

export const accountCsvCommands: readonly Command[] = [
  ...exchange("users", "user"),
  ...exchange("groups", "group"),
];

function exchange(kind: "users" | "groups", word: string): Command[] {
  return [
    {
      name: `${word} export`,
      synopsis: "",
      summary: `Print all ${kind} as CSV, without passwords`,
      options: {},
      argumentsMin: 0,
      argumentsMax: 0,
      async run({ client, terminal }) {
        const csv = await client.call(accountCsvRoutes.read, { params: { kind } });
        terminal.answer({ csv }, csv.replace(/\r?\n$/, "").split(/\r?\n/));
        return ExitCode.done;
      },
    },
    {
      name: `${word} import`,
      synopsis: `FILE|- ${kind === "users" ? "[--make-passwords] " : ""}[--preview]`,
      summary: `Make and change ${kind} out of a CSV file; --preview only says what it would do`,
      options: {
        ...CHANGE_OPTIONS,
        preview: { type: "boolean" },
        ...(kind === "users" ? { "make-passwords": { type: "boolean" } } : {}),
      },
      argumentsMin: 1,
      argumentsMax: 1,
      async run(cx) {
        const csv = await readInput(cx.arguments[0]!);
        const body = { kind, csv, generatePasswords: cx.given.has("make-passwords") };
        const preview = await cx.client.call(accountCsvRoutes.preview, { body });
        const isRefused = preview.problems.length > 0 || preview.counts.problem > 0;
        if (cx.given.has("preview") || isRefused) {
          const rows = preview.rows.map((row) => [
            String(row.line),
            row.name,
            row.action,
            row.problems.join("; ") || row.detail,
          ]);
          cx.terminal.answer(preview, [
            ...preview.problems,
            ...table(["LINE", "NAME", "ACTION", "MORE"], rows),
          ]);
          if (!isRefused) return ExitCode.done;
          cx.terminal.remark("Nothing was imported: some rows have problems.");
          return ExitCode.refused;
        }
        const { item, revision } = await cx.client.call(accountCsvRoutes.apply, {
          body: { ...body, digest: preview.digest },
        });
        const code = await untilLive(cx, revision);
        cx.terminal.answer(item, [
          `${item.created} new, ${item.updated} changed.`,
          ...item.passwords.map(({ name, password }) => `${name}\t${password}`),
        ]);
        return code;
      },
    },
  ];
}

async function readInput(path: string): Promise<string> {
  return path === "-" ? text(process.stdin) : readGivenText(path);
}
