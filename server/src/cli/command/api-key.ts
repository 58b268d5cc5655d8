import { apiKeyCreateSchema, apiKeyRoutes } from "../../contract/api-key.ts";
import { roleSchema } from "../../contract/role.ts";
import type { Command } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { byName } from "../principal-lookup.ts";
import { table } from "../table.ts";

const DAY_MS = 86_400_000;

export const apiKeyCommands: readonly Command[] = [
  {
    name: "api-key list",
    synopsis: "",
    summary: "List the keys that programs sign in with",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const { items } = await client.call(apiKeyRoutes.list);
      const rows = items.map(({ name, role, prefix, expiresAtMs, lastUsedAtMs }) => [
        name,
        role,
        `${prefix}…`,
        expiresAtMs === null ? "-" : new Date(expiresAtMs).toISOString(),
        lastUsedAtMs === null ? "never" : new Date(lastUsedAtMs).toISOString(),
      ]);
      terminal.answer(items, table(["NAME", "ROLE", "KEY", "UNTIL", "LAST USED"], rows));
      return ExitCode.done;
    },
  },
  {
    name: "api-key add",
    synopsis: `NAME [--role ${roleSchema.options.join("|")}] [--days N] [--requests-a-minute N]`,
    summary: "Make a key for a program; it is shown this once",
    options: {
      role: { type: "string" },
      days: { type: "string" },
      "requests-a-minute": { type: "string" },
    },
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, given, terminal, arguments: [name] }) {
      const days = numberOf("days", given.text("days"));
      const parsed = apiKeyCreateSchema.safeParse({
        name,
        role: given.text("role"),
        expiresAtMs: days === null ? null : Date.now() + days * DAY_MS,
        requestsPerMinute: numberOf("requests-a-minute", given.text("requests-a-minute")),
      });
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new CliError(`${issue?.path.join(".")}: ${issue?.message}`, ExitCode.usage);
      }
      const made = await client.call(apiKeyRoutes.create, { body: parsed.data });
      terminal.answer(made, [made.key]);
      return ExitCode.done;
    },
  },
  {
    name: "api-key rm",
    synopsis: "NAME",
    summary: "Revoke a key at once",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, terminal, arguments: [name] }) {
      const { items } = await client.call(apiKeyRoutes.list);
      const key = byName(items, name!, "API key");
      await client.call(apiKeyRoutes.revoke, { params: { id: key.id } });
      terminal.answer({ removed: key.name }, [`The API key "${key.name}" is revoked.`]);
      return ExitCode.done;
    },
  },
];

/** null: it was not said. */
function numberOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new CliError(`--${name} takes a number, not "${text}".`, ExitCode.usage);
  }
  return Number(text);
}
