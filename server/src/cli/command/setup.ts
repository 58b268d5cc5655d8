import { setupRoutes } from "../../contract/setup.ts";
import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";

export const setupCommands: readonly Command[] = [
  {
    name: "setup",
    synopsis: "[--admin-name NAME] [--admin-password-stdin]",
    summary: "Make the first administrator (NAME is admin unless said)",
    options: {
      "admin-name": { type: "string" },
      "admin-password-stdin": { type: "boolean" },
    },
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, given, terminal }) {
      const name = given.text("admin-name") ?? "admin";
      const password = await terminal.secret(
        `Password for the administrator "${name}"`,
        given.has("admin-password-stdin"),
      );
      const me = await client.call(setupRoutes.complete, { body: { name, password } });
      terminal.answer({ name: me.name, role: me.role }, [`The administrator is "${me.name}".`]);
      return ExitCode.done;
    },
  },
];
