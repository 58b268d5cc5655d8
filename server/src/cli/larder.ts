import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Client, ProblemError } from "./client.ts";
import { accessPolicyCommands } from "./command/access-policy.ts";
import { accountCsvCommands } from "./command/account-csv.ts";
import { aclCommands } from "./command/acl.ts";
import { administratorCommands } from "./command/administrator.ts";
import { alertChannelCommands } from "./command/alert-channel.ts";
import { apiKeyCommands } from "./command/api-key.ts";
import { auditCommands } from "./command/audit.ts";
import { backupCommands } from "./command/backup.ts";
import { backupScheduleCommands } from "./command/backup-schedule.ts";
import { completionCommands } from "./command/completion.ts";
import { explainCommands } from "./command/explain.ts";
import { groupCommands } from "./command/group.ts";
import { jobCommands } from "./command/job.ts";
import { lockCommands } from "./command/lock.ts";
import { removalCommands } from "./command/removal.ts";
import { sambaImportCommands } from "./command/samba-import.ts";
import { sessionCommands } from "./command/session.ts";
import { settingCommands } from "./command/setting.ts";
import { setupCommands } from "./command/setup.ts";
import { shareCommands } from "./command/share.ts";
import { statusCommands } from "./command/status.ts";
import { systemCommands } from "./command/system.ts";
import { userCommands } from "./command/user.ts";
import { watchCommands } from "./command/watch.ts";
import { type Command, GivenOptions } from "./command.ts";
import { CliError, ExitCode } from "./exit-code.ts";
import { Terminal } from "./terminal.ts";

const COMMANDS: readonly Command[] = [
  ...statusCommands,
  ...setupCommands,
  ...userCommands,
  ...groupCommands,
  ...accountCsvCommands,
  ...removalCommands,
  ...sambaImportCommands,
  ...shareCommands,
  ...aclCommands,
  ...explainCommands,
  ...jobCommands,
  ...sessionCommands,
  ...lockCommands,
  ...watchCommands,
  ...alertChannelCommands,
  ...auditCommands,
  ...settingCommands,
  ...administratorCommands,
  ...apiKeyCommands,
  ...accessPolicyCommands,
  ...completionCommands(() => COMMANDS),
  ...backupCommands,
  ...backupScheduleCommands,
  ...systemCommands,
];

/** Runs one command line and says how it went. */
export async function main(
  given: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const command = findCommand(given);
  const wantsHelp = given.some((word) => word === "--help" || word === "-h");
  if (command === null) {
    const isAsked = wantsHelp || given.length === 0 || given[0] === "help";
    const words = given.filter((word) => !word.startsWith("-") && word !== "help");
    (isAsked ? process.stdout : process.stderr).write(overview(words[0]));
    return isAsked ? ExitCode.done : ExitCode.usage;
  }
  if (wantsHelp) {
    process.stdout.write(`larder ${command.name} ${command.synopsis}\n\n${command.summary}.\n`);
    return ExitCode.done;
  }
  try {
    return await runCommand(command, given.slice(command.name.split(" ").length), environment);
  } catch (problem) {
    if (!(problem instanceof CliError)) throw problem;
    process.stderr.write(`larder: ${problem.message}\n`);
    // For a script, what the server refused is an answer, too: it has a code, and says who was faster.
    if (problem instanceof ProblemError && given.includes("--json")) {
      process.stdout.write(`${JSON.stringify(problem.problem, null, 2)}\n`);
    }
    return problem.exitCode;
  }
}

async function runCommand(
  command: Command,
  rest: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { values, positionals } = parse(command, rest);
  const { length } = positionals;
  if (length < command.argumentsMin || length > command.argumentsMax) {
    throw new CliError(`It is: larder ${command.name} ${command.synopsis}`, ExitCode.usage);
  }
  return command.run({
    arguments: positionals,
    given: new GivenOptions(values),
    client: new Client(join(stateFolder(environment), "admin.sock")),
    terminal: new Terminal(values.json === true),
  });
}

function parse(command: Command, rest: readonly string[]) {
  try {
    return parseArgs({
      args: [...rest],
      options: { ...command.options, json: { type: "boolean" } },
      allowPositionals: true,
    });
  } catch (problem) {
    // parseArgs throws a TypeError with a sentence for every command line it cannot read.
    if (!(problem instanceof TypeError)) throw problem;
    throw new CliError(
      `${problem.message}\nIt is: larder ${command.name} ${command.synopsis}`,
      ExitCode.usage,
    );
  }
}

function findCommand(given: readonly string[]): Command | null {
  const twoWords = given.slice(0, 2).join(" ");
  return COMMANDS.find(({ name }) => name === twoWords || name === given[0]) ?? null;
}

/** The same default as the launcher's: beside the program, wherever the command is typed. */
function stateFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
  return resolve(root, environment.LARDER_STATE || ".larder");
}

function overview(topic: string | undefined): string {
  const rows = COMMANDS.filter(({ name }) => topic === undefined || name.split(" ")[0] === topic);
  const shown = rows.length > 0 ? rows : COMMANDS;
  const head =
    topic !== undefined && rows.length === 0 ? [`larder: there is no command "${topic}".`, ""] : [];
  return [
    ...head,
    "larder COMMAND …",
    "",
    ...(shown.length === COMMANDS.length ? ["  up", "      Start the box in this terminal"] : []),
    ...shown.flatMap(({ name, synopsis, summary }) => [
      `  ${name} ${synopsis}`.trimEnd(),
      `      ${summary}`,
    ]),
    "",
    "Everywhere: --json prints for programs, --help says more.",
    "What changes something waits until it is served; --no-wait does not.",
    `Exit codes: ${ExitCode.done} done, ${ExitCode.refused} refused, ${ExitCode.usage} not understood, ` +
      `${ExitCode.notRunning} not running, ${ExitCode.notLive} saved but not live.`,
    "",
  ].join("\n");
}
