import { alertRoutes, alertRulesSchema, channelTargetSchema } from "../../contract/alert.ts";
import type { Command, GivenOptions } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { byName } from "../principal-lookup.ts";
import { table } from "../table.ts";

/** Where alerts go, and what they are raised for. */
export const alertChannelCommands: readonly Command[] = [
  {
    name: "alert add",
    synopsis:
      "NAME (--mail ADDRESS … --from ADDRESS --host HOST [--port N] [--security tls|starttls|none] [--user NAME] " +
      "| --webhook URL | --ntfy URL --topic TOPIC) [--secret-stdin]",
    summary: "Send alerts somewhere; the secret is a password, a signature's key or a token",
    options: {
      mail: { type: "string", multiple: true },
      from: { type: "string" },
      host: { type: "string" },
      port: { type: "string" },
      security: { type: "string" },
      user: { type: "string" },
      webhook: { type: "string" },
      ntfy: { type: "string" },
      topic: { type: "string" },
      "secret-stdin": { type: "boolean" },
    },
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, given, terminal, arguments: [name] }) {
      const target = channelTargetSchema.safeParse(targetOf(given));
      if (!target.success) {
        const [issue] = target.error.issues;
        throw new CliError(`${issue?.path.join(".")}: ${issue?.message}`, ExitCode.usage);
      }
      const secret = given.has("secret-stdin") ? await terminal.secret("Secret", true) : null;
      const body = { name: name!, target: target.data, secret };
      const { item } = await client.call(alertRoutes.addChannel, { body });
      terminal.answer(item, [
        `Alerts go to "${item.name}", too; try it: larder alert test ${item.id}`,
      ]);
      return ExitCode.done;
    },
  },
  {
    name: "alert rm",
    synopsis: "NAME",
    summary: "Send alerts there no more",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, terminal, arguments: [name] }) {
      const { items } = await client.call(alertRoutes.channels);
      const channel = byName(items, name!, "channel");
      await client.call(alertRoutes.removeChannel, { params: { id: channel.id } });
      terminal.answer({ removed: channel.name }, [`No alerts go to "${channel.name}" any more.`]);
      return ExitCode.done;
    },
  },
  {
    name: "alert rules",
    synopsis: "[RULE=on|off|NUMBER …]",
    summary: "List what alerts are raised for, or change it: disk-full=5, certificate=off",
    options: {},
    argumentsMin: 0,
    argumentsMax: 12,
    async run(cx) {
      const read = await cx.client.call(alertRoutes.rules);
      const { version, ...rules } = read;
      const body: Record<string, unknown> = {};
      for (const text of cx.arguments) {
        const [name, rule] = changedRule(Object.assign({}, rules, body), text);
        body[name] = rule;
      }
      const parsed = alertRulesSchema.partial().safeParse(body);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new CliError(`${issue?.path.join(".")}: ${issue?.message}`, ExitCode.usage);
      }
      const item =
        cx.arguments.length === 0
          ? read
          : (
              await cx.client.call(alertRoutes.setRules, {
                body: parsed.data,
                query: { ifVersion: version },
              })
            ).item;
      const { version: _, ...shown } = item;
      const rows = Object.entries(shown).map(([name, rule]) => [name, ...ruleInWords(rule)]);
      cx.terminal.answer(item, table(["RULE", "STATE", "LIMIT"], rows));
      return ExitCode.done;
    },
  },
];

function targetOf(given: GivenOptions): unknown {
  const kinds = ["mail", "webhook", "ntfy"].filter(
    (kind) => given.text(kind) !== undefined || given.texts(kind).length > 0,
  );
  if (kinds.length !== 1) {
    throw new CliError("Say one of --mail, --webhook and --ntfy.", ExitCode.usage);
  }
  if (kinds[0] === "webhook") return { kind: "webhook", url: given.text("webhook") };
  if (kinds[0] === "ntfy") {
    return { kind: "ntfy", url: given.text("ntfy"), topic: given.text("topic") };
  }
  const security = given.text("security") ?? "starttls";
  return {
    kind: "mail",
    host: given.text("host"),
    port: Number(given.text("port") ?? (security === "tls" ? 465 : 587)),
    security,
    user: given.text("user") ?? "",
    from: given.text("from"),
    to: given.texts("mail"),
  };
}

/** Its limit has another name in each rule, and each has one at most. */
function changedRule(rules: Readonly<Record<string, unknown>>, text: string): [string, unknown] {
  const at = text.indexOf("=");
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  const rule = rules[name];
  if (at < 1 || rule === undefined) {
    const names = Object.keys(rules).join(", ");
    throw new CliError(`"${text}" is not RULE=on|off|NUMBER; rules are ${names}.`, ExitCode.usage);
  }
  if (typeof rule === "number") return [name, Number(value)];
  if (value === "on" || value === "off")
    return [name, { ...(rule as object), enabled: value === "on" }];
  const limit = Object.keys(rule as object).find((key) => key !== "enabled");
  if (limit === undefined) throw new CliError(`${name} is on or off.`, ExitCode.usage);
  return [name, { ...(rule as object), enabled: true, [limit]: Number(value) }];
}

function ruleInWords(rule: unknown): [string, string] {
  if (typeof rule !== "object" || rule === null) return ["", String(rule)];
  const { enabled, ...limits } = rule as { enabled: boolean } & Record<string, unknown>;
  return [enabled ? "on" : "off", Object.values(limits).join(" ")];
}
