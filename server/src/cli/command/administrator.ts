import { type Administrator, administratorRoutes } from "../../contract/administrator.ts";
import { type Role, roleSchema } from "../../contract/role.ts";
import { shareRoutes } from "../../contract/share.ts";
import type { Client } from "../client.ts";
import type { Command } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { byName } from "../principal-lookup.ts";
import { table } from "../table.ts";

export const administratorCommands: readonly Command[] = [
  {
    name: "admin list",
    synopsis: "",
    summary: "List who may sign in to the browser's pages",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const { items } = await client.call(administratorRoutes.list);
      terminal.answer(
        items,
        table(
          ["NAME", "ROLE", "SECOND FACTOR", "PASSWORD"],
          items.map(({ name, role, shareIds, hasSecondFactor, hasPassword }) => [
            name,
            shareIds === null ? role : `${role} (${shareIds.length} only)`,
            hasSecondFactor ? "yes" : "no",
            hasPassword ? "here" : "identity provider",
          ]),
        ),
      );
      return ExitCode.done;
    },
  },
  {
    name: "admin passwd",
    synopsis: "NAME [--password-stdin]",
    summary: "Set an administrator's password, a forgotten one too",
    options: { "password-stdin": { type: "boolean" } },
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, given, terminal, arguments: [name] }) {
      const administrator = await administratorByName(client, name!);
      const password = await terminal.secret(
        `New password for the administrator "${administrator.name}"`,
        given.has("password-stdin"),
      );
      await client.call(administratorRoutes.setPassword, {
        params: { id: administrator.id },
        body: { password },
      });
      terminal.answer({ changed: administrator.name }, [
        `The administrator "${administrator.name}" has a new password.`,
      ]);
      return ExitCode.done;
    },
  },
  {
    name: "admin add",
    synopsis: `NAME [--role ${roleSchema.options.join("|")}] [--share NAME …] [--password-stdin]`,
    summary: "Add an administrator; --share limits the shares role to these",
    options: {
      role: { type: "string" },
      share: { type: "string", multiple: true },
      "password-stdin": { type: "boolean" },
    },
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, given, terminal, arguments: [name] }) {
      const role = roleOf(given.text("role") ?? "admin");
      const shareIds = await shareIdsOf(client, given.texts("share"));
      const password = await terminal.secret(
        `Password for the administrator "${name}"`,
        given.has("password-stdin"),
      );
      const { item } = await client.call(administratorRoutes.create, {
        body: { name: name!, password, role, shareIds },
      });
      terminal.answer(item, [`The administrator "${item.name}" is there.`]);
      return ExitCode.done;
    },
  },
  {
    name: "admin role",
    synopsis: `NAME ${roleSchema.options.join("|")} [--share NAME …]`,
    summary: "Change what an administrator may do",
    options: { share: { type: "string", multiple: true } },
    argumentsMin: 2,
    argumentsMax: 2,
    async run({ client, given, terminal, arguments: [name, role] }) {
      const administrator = await administratorByName(client, name!);
      const shareIds = await shareIdsOf(client, given.texts("share"));
      const { item } = await client.call(administratorRoutes.update, {
        params: { id: administrator.id },
        query: { ifVersion: administrator.version },
        body: { role: roleOf(role!), shareIds },
      });
      terminal.answer(item, [`The administrator "${item.name}" has the ${item.role} role.`]);
      return ExitCode.done;
    },
  },
  {
    name: "admin reset-second-factor",
    synopsis: "NAME",
    summary: "Let an administrator who lost the phone sign in with the password alone",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, terminal, arguments: [name] }) {
      const administrator = await administratorByName(client, name!);
      const params = { id: administrator.id };
      await client.call(administratorRoutes.removeSecondFactor, { params });
      terminal.answer({ changed: administrator.name }, [
        `The administrator "${administrator.name}" signs in with the password alone.`,
      ]);
      return ExitCode.done;
    },
  },
  {
    name: "admin rm",
    synopsis: "NAME --yes",
    summary: "Delete an administrator",
    options: { yes: { type: "boolean", short: "y" } },
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, given, terminal, arguments: [name] }) {
      const administrator = await administratorByName(client, name!);
      if (!given.has("yes")) {
        throw new CliError(
          `"${administrator.name}" would be signed out and could not sign in again. Nothing was changed; add --yes to do it.`,
          ExitCode.refused,
        );
      }
      await client.call(administratorRoutes.remove, { params: { id: administrator.id } });
      terminal.answer({ removed: administrator.name }, [
        `The administrator "${administrator.name}" is gone.`,
      ]);
      return ExitCode.done;
    },
  },
];

async function administratorByName(client: Client, name: string): Promise<Administrator> {
  const { items } = await client.call(administratorRoutes.list);
  return byName(items, name, "administrator");
}

function roleOf(text: string): Role {
  const parsed = roleSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new CliError(`A role is one of ${roleSchema.options.join(", ")}.`, ExitCode.usage);
}

/** null: no limit was asked for. */
async function shareIdsOf(client: Client, names: readonly string[]): Promise<string[] | null> {
  if (names.length === 0) return null;
  const { items } = await client.call(shareRoutes.list);
  return names.map((name) => byName(items, name, "share").id);
}
