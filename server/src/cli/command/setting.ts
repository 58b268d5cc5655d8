import { settingRoutes, settingsUpdateSchema } from "../../contract/setting.ts";
import type { Command } from "../command.ts";
import { CONFIRM_OPTIONS, confirmed } from "../confirmed.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { table } from "../table.ts";
import { CHANGE_OPTIONS, untilLive } from "../until-live.ts";

export const settingCommands: readonly Command[] = [
  {
    name: "setting list",
    synopsis: "",
    summary: "List the file server's settings",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const settings = await client.call(settingRoutes.read);
      const { version: _, ...named } = settings;
      const rows = Object.entries(named).map(([name, value]) => [name, shown(value)]);
      terminal.answer(settings, table(["NAME", "VALUE"], rows));
      return ExitCode.done;
    },
  },
  {
    name: "setting set",
    synopsis: "NAME=VALUE … [--preview]",
    summary: "Change settings; a list is written with commas. --preview only says what it would do",
    options: { ...CHANGE_OPTIONS, ...CONFIRM_OPTIONS, preview: { type: "boolean" } },
    argumentsMin: 1,
    argumentsMax: 64,
    async run(cx) {
      const { version, ...current } = await cx.client.call(settingRoutes.read);
      const changes: Record<string, unknown> = {};
      for (const text of cx.arguments) {
        const at = text.indexOf("=");
        const name = text.slice(0, Math.max(at, 0));
        if (!Object.hasOwn(current, name)) {
          throw new CliError(
            `There is no setting "${name || text}"; see setting list.`,
            ExitCode.usage,
          );
        }
        // Every name of the reply is one of the schema's.
        changes[name] = read(text.slice(at + 1), current[name as keyof typeof current]);
      }
      const parsed = settingsUpdateSchema.safeParse(changes);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new CliError(`${issue?.path.join(".")}: ${issue?.message}`, ExitCode.usage);
      }
      const body = parsed.data;
      const outlook = await cx.client.call(settingRoutes.preview, { body });
      const shutOut = outlook.kinds.map((kind) => `Shut out from then on: ${kind}.`);
      if (cx.given.has("preview")) {
        const told = [...outlook.consequences, ...shutOut];
        cx.terminal.answer(outlook, told.length > 0 ? told : ["Nobody who is connected notices."]);
        return ExitCode.done;
      }
      const { item, revision } = await confirmed(cx, (query) =>
        cx.client.call(settingRoutes.update, { body, query: { ...query, ifVersion: version } }),
      );
      for (const line of shutOut) cx.terminal.remark(line);
      const code = await untilLive(cx, revision);
      cx.terminal.answer(
        item,
        Object.keys(changes).map((name) => `${name} is ${shown(item[name as keyof typeof item])}.`),
      );
      return code;
    },
  },
  {
    name: "setting reset",
    synopsis: "",
    summary: "Set protection and limits back to what they are on a fresh box; names stay",
    options: { ...CHANGE_OPTIONS, ...CONFIRM_OPTIONS },
    argumentsMin: 0,
    argumentsMax: 0,
    async run(cx) {
      const { item, revision } = await confirmed(cx, (query) =>
        cx.client.call(settingRoutes.reset, { query }),
      );
      const code = await untilLive(cx, revision);
      cx.terminal.answer(item, ["Protection and limits are as on a fresh box."]);
      return code;
    },
  },
];

/** A setting is written as the kind of value that it has now. */
function read(text: string, current: unknown): unknown {
  if (Array.isArray(current)) return text === "" ? [] : text.split(",");
  if (typeof current === "number") return Number(text);
  if (typeof current === "boolean") return text === "true" ? true : text === "false" ? false : text;
  return text;
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}
