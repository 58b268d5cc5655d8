import { backupRoutes } from "../../contract/backup.ts";
import { setupRoutes } from "../../contract/setup.ts";
import type { Command } from "../command.ts";
import { CONFIRM_OPTIONS, confirmed } from "../confirmed.ts";
import { ExitCode } from "../exit-code.ts";
import { readGiven, saveGiven } from "../given-file.ts";
import { CHANGE_OPTIONS, untilLive } from "../until-live.ts";

export const backupCommands: readonly Command[] = [
  {
    name: "backup",
    synopsis: "FILE [--passphrase-stdin]",
    summary: "Save all that is configured (no files) as one sealed file",
    options: { "passphrase-stdin": { type: "boolean" } },
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, given, terminal, arguments: [path] }) {
      const passphrase = await terminal.secret(
        "Passphrase for the backup",
        given.has("passphrase-stdin"),
      );
      const made = await client.call(backupRoutes.make, { body: { passphrase } });
      await saveGiven(path!, Buffer.from(made.content, "base64"));
      if (made.unopenedCount > 0) {
        terminal.remark(`${made.unopenedCount} secrets could not be opened, and are not in it.`);
      }
      terminal.answer({ file: path, sizeBytes: made.sizeBytes }, [
        `Saved in ${path}. Keep the passphrase: without it nobody can use the file.`,
      ]);
      return ExitCode.done;
    },
  },
  {
    name: "restore",
    synopsis: "FILE [--passphrase-stdin] [--preview]",
    summary: "Put a backup in the place of what is configured; --preview only says what is in it",
    options: {
      ...CHANGE_OPTIONS,
      ...CONFIRM_OPTIONS,
      "passphrase-stdin": { type: "boolean" },
      preview: { type: "boolean" },
    },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const { client, given, terminal } = cx;
      const content = (await readGiven(cx.arguments[0]!)).toString("base64");
      const passphrase = await terminal.secret(
        "Passphrase of the backup",
        given.has("passphrase-stdin"),
      );
      const body = { content, passphrase };
      const { complete } = await client.call(setupRoutes.status);
      if (given.has("preview")) {
        const row = complete ? backupRoutes.preview : backupRoutes.setupPreview;
        const summary = await client.call(row, { body });
        terminal.answer(summary, [
          `${summary.serverName}, saved ${new Date(summary.madeAtMs).toISOString()}: ` +
            `${summary.userCount} users, ${summary.groupCount} groups, ${summary.shares.length} shares`,
          ...summary.shares.map(({ name, path, state }) => `  ${name} ${path} (${state})`),
          ...summary.warnings,
        ]);
        return ExitCode.done;
      }
      const { item, revision } = complete
        ? await confirmed(cx, (query) => client.call(backupRoutes.restore, { body, query }))
        : await client.call(backupRoutes.setupRestore, { body });
      const code = await untilLive(cx, revision);
      for (const warning of item.warnings) terminal.remark(warning);
      terminal.answer(item, [`This box is ${item.serverName} as it was.`]);
      return code;
    },
  },
];
