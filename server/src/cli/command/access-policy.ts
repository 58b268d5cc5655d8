import { accessPolicyRoutes, accessPolicyUpdateSchema } from "../../contract/access-policy.ts";
import type { Command } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { table } from "../table.ts";
import { CHANGE_OPTIONS, untilLive } from "../until-live.ts";

export const accessPolicyCommands: readonly Command[] = [
  {
    name: "policy list",
    synopsis: "",
    summary: "List the rules for passwords and second factors",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const policy = await client.call(accessPolicyRoutes.read);
      const { version: _, ...rules } = policy;
      const rows = Object.entries(rules).map(([name, value]) => [name, String(value ?? "never")]);
      terminal.answer(policy, table(["NAME", "VALUE"], rows));
      return ExitCode.done;
    },
  },
  {
    name: "policy set",
    synopsis: "NAME=VALUE …",
    summary: "Change the rules; true and false, numbers, or never",
    options: { ...CHANGE_OPTIONS },
    argumentsMin: 1,
    argumentsMax: 16,
    async run(cx) {
      const given = Object.fromEntries(cx.arguments.map(pair));
      const parsed = accessPolicyUpdateSchema.safeParse(given);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new CliError(`${issue?.path.join(".")}: ${issue?.message}`, ExitCode.usage);
      }
      const { item, revision } = await cx.client.call(accessPolicyRoutes.update, {
        body: parsed.data,
      });
      const code = await untilLive(cx, revision);
      cx.terminal.answer(item, ["The rules are changed."]);
      return code;
    },
  },
];

function pair(text: string): [string, unknown] {
  const at = text.indexOf("=");
  if (at < 1) throw new CliError(`"${text}" is not NAME=VALUE.`, ExitCode.usage);
  const value = text.slice(at + 1);
  if (value === "never") return [text.slice(0, at), null];
  if (value === "true" || value === "false") return [text.slice(0, at), value === "true"];
  return [text.slice(0, at), /^\d+$/.test(value) ? Number(value) : value];
}
