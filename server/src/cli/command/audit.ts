import { type AuditFilterQuery, auditFilterSchema, auditRoutes } from "../../contract/audit.ts";
import { auditPolicyRoutes, auditPolicySchema } from "../../contract/audit-policy.ts";
import type { Command, CommandContext } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { table } from "../table.ts";

const FILTERS = {
  source: { type: "string" },
  user: { type: "string" },
  share: { type: "string" },
  path: { type: "string" },
  kind: { type: "string" },
  outcome: { type: "string" },
  address: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
} as const;

const FILTER_SYNOPSIS =
  "[--source engine|admin] [--user NAME] [--share NAME] [--path BEGINNING] [--kind KIND] " +
  "[--outcome done|refused] [--address ADDRESS] [--from TIME] [--to TIME]";

export const auditCommands: readonly Command[] = [
  {
    name: "audit list",
    synopsis: `${FILTER_SYNOPSIS} [--limit COUNT] [--cursor CURSOR]`,
    summary: "Search the audit log, newest first",
    options: { ...FILTERS, limit: { type: "string" }, cursor: { type: "string" } },
    argumentsMin: 0,
    argumentsMax: 0,
    async run(cx) {
      const { client, given, terminal } = cx;
      const [limit, cursor] = [given.text("limit"), given.text("cursor")];
      const query = { ...filterOf(cx), ...(limit && { limit }), ...(cursor && { cursor }) };
      const page = await client.call(auditRoutes.list, { query });
      const rows = page.items.map((entry) => [
        new Date(entry.timeMs).toISOString(),
        entry.kind,
        entry.user,
        entry.address,
        [entry.share, entry.path].filter((part) => part !== "").join("/"),
        entry.status,
        entry.detail,
      ]);
      const heading = ["TIME", "WHAT", "USER", "ADDRESS", "WHERE", "REFUSED", "DETAILS"];
      terminal.answer(page, table(heading, rows));
      if (page.nextCursor !== null) terminal.remark(`There is more: --cursor ${page.nextCursor}`);
      return ExitCode.done;
    },
  },
  {
    name: "audit export",
    synopsis: `${FILTER_SYNOPSIS} [--format csv|json]`,
    summary: "Write all entries that match to standard output",
    options: { ...FILTERS, format: { type: "string" } },
    argumentsMin: 0,
    argumentsMax: 0,
    async run(cx) {
      const format = cx.given.text("format") ?? "csv";
      if (format !== "csv" && format !== "json") {
        throw new CliError("--format is csv or json.", ExitCode.usage);
      }
      const row = format === "csv" ? auditRoutes.exportCsv : auditRoutes.exportJson;
      await cx.client.copy(row, { query: filterOf(cx) }, process.stdout);
      return ExitCode.done;
    },
  },
  {
    name: "audit policy",
    synopsis: "[NAME=VALUE …]",
    summary: "Show or change how long the audit log is kept and where it is forwarded",
    options: {},
    argumentsMin: 0,
    argumentsMax: 16,
    async run(cx) {
      const { policy, syslog } = await cx.client.call(auditPolicyRoutes.read);
      const { version, ...current } = policy;
      let shown = policy;
      if (cx.arguments.length > 0) {
        const body = changesOf(cx.arguments, current);
        shown = (
          await cx.client.call(auditPolicyRoutes.update, { body, query: { ifVersion: version } })
        ).item;
      }
      const { version: _, ...named } = shown;
      const rows = Object.entries(named).map(([name, value]) => [name, String(value)]);
      const state = [syslog.state, syslog.problem].filter((part) => part !== "").join(": ");
      const counts = `${syslog.sentCount} sent, ${syslog.queuedCount} waiting, ${syslog.lostCount} lost`;
      cx.terminal.answer(
        { policy: shown, syslog },
        table(["NAME", "VALUE"], [...rows, ["(forwarding)", `${state}; ${counts}`]]),
      );
      return ExitCode.done;
    },
  },
];

function filterOf({ given }: CommandContext): AuditFilterQuery {
  const query: Record<string, unknown> = {};
  for (const name of Object.keys(FILTERS)) {
    const text = given.text(name);
    if (text === undefined) continue;
    if (name === "from" || name === "to") query[`${name}Ms`] = timeOf(name, text);
    else query[name] = text;
  }
  const parsed = auditFilterSchema.safeParse(query);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`--${issue?.path.join(".")}: ${issue?.message}`, ExitCode.usage);
}

function timeOf(name: string, text: string): number {
  const timeMs = Date.parse(text);
  if (Number.isFinite(timeMs)) return timeMs;
  throw new CliError(`--${name}: a time as in 2026-01-31 or 2026-01-31T12:00.`, ExitCode.usage);
}

function changesOf(texts: readonly string[], current: object) {
  const changes: Record<string, unknown> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    const [name, value] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
    if (!Object.hasOwn(current, name)) {
      throw new CliError(`There is no "${name || text}"; see audit policy.`, ExitCode.usage);
    }
    changes[name] = readValue(value);
  }
  const parsed = auditPolicySchema.partial().safeParse(changes);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`${issue?.path.join(".")}: ${issue?.message}`, ExitCode.usage);
}

function readValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  if (text === "none") return null;
  return /^\d+$/.test(text) ? Number(text) : text;
}
