import { administratorRoutes } from "../../contract/administrator.ts";
import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
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
          ["NAME", "ROLE"],
          items.map(({ name, role }) => [name, role]),
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
      const { items } = await client.call(administratorRoutes.list);
      const administrator = byName(items, name!, "administrator");
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
];
