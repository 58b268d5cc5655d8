import { backupScheduleRoutes, type StoredBackupSchedule } from "../../contract/backup-schedule.ts";
import type { Command, GivenOptions } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";

export const backupScheduleCommands: readonly Command[] = [
  {
    name: "backup-schedule show",
    synopsis: "",
    summary: "Say when the configuration is saved by itself, and how the last time went",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const schedule = await client.call(backupScheduleRoutes.read);
      terminal.answer(schedule, sentences(schedule));
      return ExitCode.done;
    },
  },
  {
    name: "backup-schedule set",
    synopsis:
      "[--enabled yes|no] [--every HOURS] [--keep N] [--folder PATH] [--new-passphrase] [--passphrase-stdin]",
    summary: "Change when the configuration is saved by itself; --folder '' is the box's own",
    options: {
      enabled: { type: "string" },
      every: { type: "string" },
      keep: { type: "string" },
      folder: { type: "string" },
      "new-passphrase": { type: "boolean" },
      "passphrase-stdin": { type: "boolean" },
    },
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, given, terminal }) {
      const enabled = yesOrNo(given);
      const folder = given.text("folder");
      const intervalHours = count(given, "every");
      const keepCount = count(given, "keep");
      const isNew = given.has("new-passphrase") || given.has("passphrase-stdin");
      const passphrase = isNew
        ? await terminal.secret("Passphrase for the backups", given.has("passphrase-stdin"))
        : undefined;
      const { version } = await client.call(backupScheduleRoutes.read);
      const { item } = await client.call(backupScheduleRoutes.update, {
        query: { ifVersion: version },
        body: {
          ...(enabled === undefined ? {} : { enabled }),
          ...(folder === undefined ? {} : { folder }),
          ...(intervalHours === undefined ? {} : { intervalHours }),
          ...(keepCount === undefined ? {} : { keepCount }),
          ...(passphrase === undefined ? {} : { passphrase }),
        },
      });
      terminal.answer(item, sentences(item));
      return ExitCode.done;
    },
  },
  {
    name: "backup-schedule run",
    synopsis: "",
    summary: "Save the configuration now, as the schedule would",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const { item } = await client.call(backupScheduleRoutes.run);
      terminal.answer(item, [`Saved in ${item.lastFile} (${item.lastBytes} bytes).`]);
      return ExitCode.done;
    },
  },
];

function sentences(schedule: StoredBackupSchedule): string[] {
  const { enabled, intervalHours, keepCount, folder, lastDoneAtMs, lastError } = schedule;
  const where = folder === "" ? "beside the box's own state" : `in ${folder}`;
  return [
    enabled
      ? `Every ${intervalHours} hours, ${keepCount} kept, ${where}.`
      : "The configuration is not saved by itself.",
    ...(lastDoneAtMs === null
      ? []
      : [`Saved last at ${new Date(lastDoneAtMs).toISOString()}: ${schedule.lastFile}`]),
    ...(lastError === "" ? [] : [`The last one failed: ${lastError}`]),
  ];
}

function yesOrNo(given: GivenOptions): boolean | undefined {
  const text = given.text("enabled");
  if (text === undefined) return undefined;
  if (text === "yes" || text === "no") return text === "yes";
  throw new CliError("--enabled takes yes or no.", ExitCode.usage);
}

function count(given: GivenOptions, name: string): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new CliError(`--${name} takes a number.`, ExitCode.usage);
}
