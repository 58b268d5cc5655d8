import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type SambaPlan, sambaImportRoutes } from "../../contract/samba-import.ts";
import type { Command, GivenOptions } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { readGivenText } from "../given-file.ts";
import { table } from "../table.ts";
import { CHANGE_OPTIONS, untilLive } from "../until-live.ts";

const FILES_MAX = 16;

export const sambaImportCommands: readonly Command[] = [
  {
    name: "samba import",
    synopsis:
      "[SMB.CONF] [--passwords FILE] [--passwd FILE] [--group FILE] [--preview] [--make-folders] " +
      "[--replace-users] [--no-settings] [--leave-out USER …] [--skip SHARE …] [--replace SHARE …] " +
      "[--path SHARE=PATH …] [--name SHARE=NAME …]",
    summary:
      "Take over shares and users of Samba or ksmbd; --preview only says what it would do, and what stays behind",
    options: {
      ...CHANGE_OPTIONS,
      passwords: { type: "string" },
      passwd: { type: "string" },
      group: { type: "string" },
      preview: { type: "boolean" },
      "make-folders": { type: "boolean" },
      "replace-users": { type: "boolean" },
      "no-settings": { type: "boolean" },
      "leave-out": { type: "string", multiple: true },
      skip: { type: "string", multiple: true },
      replace: { type: "string", multiple: true },
      path: { type: "string", multiple: true },
      name: { type: "string", multiple: true },
    },
    argumentsMin: 0,
    argumentsMax: 1,
    async run(cx) {
      const { given, client, terminal } = cx;
      const body = {
        files: await confFiles(cx.arguments[0]),
        passwords: await optional(given, "passwords"),
        passwd: await optional(given, "passwd"),
        group: await optional(given, "group"),
        settings: !given.has("no-settings"),
        createFolders: given.has("make-folders"),
        existingUsers: given.has("replace-users") ? ("replace" as const) : ("keep" as const),
        leaveOut: [...given.texts("leave-out")],
        shares: shareChoices(given),
      };
      const plan = await client.call(sambaImportRoutes.preview, { body });
      const isRefused = [...plan.users, ...plan.groups, ...plan.shares].some(
        ({ action }) => action === "problem",
      );
      if (given.has("preview") || isRefused || plan.problems.length > 0) {
        terminal.answer(plan, planLines(plan));
        if (!isRefused && plan.problems.length === 0) return ExitCode.done;
        terminal.remark(
          "Nothing was imported: some of it has problems. --skip leaves a share out.",
        );
        return ExitCode.refused;
      }
      const { item, revision } = await client.call(sambaImportRoutes.apply, {
        body: { ...body, digest: plan.digest },
      });
      const code = await untilLive(cx, revision);
      terminal.answer(item, [
        `${item.shares} shares, ${item.users} users, ${item.groups} groups, ${item.settings} settings.`,
        ...leftOutLines(plan),
      ]);
      return code;
    },
  },
];

function planLines(plan: SambaPlan): string[] {
  const shares = plan.shares.map((share) => [
    share.name,
    share.action,
    share.path ?? "-",
    share.problems.join(" ") || [...share.permissions, ...share.options].join("; "),
  ]);
  const accounts = [
    ...plan.users.map((user) => ["user", user.name, user.action, textOf(user)]),
    ...plan.groups.map((group) => ["group", group.name, group.action, textOf(group)]),
  ];
  return [
    ...plan.problems,
    ...(shares.length > 0 ? [...table(["SHARE", "ACTION", "FOLDER", "MORE"], shares), ""] : []),
    ...plan.shares.flatMap(({ name, warnings }) => warnings.map((text) => `${name}: ${text}`)),
    ...(accounts.length > 0 ? table(["KIND", "NAME", "ACTION", "MORE"], accounts) : []),
    ...plan.settings.map(({ name, from, to }) => `${name}: ${from} becomes ${to}`),
    ...leftOutLines(plan),
  ];
}

function textOf({ problems, detail }: { problems: readonly string[]; detail: string }): string {
  return problems.join(" ") || detail;
}

function leftOutLines({ leftOut }: SambaPlan): string[] {
  if (leftOut.length === 0) return [];
  const lines = leftOut.map(
    ({ file, line, text, reason }) => `  ${file}:${line}: ${text}\n      ${reason}`,
  );
  return ["", "Not taken over:", ...lines];
}

/** The file, and those that it includes and that can be read here. */
async function confFiles(path: string | undefined): Promise<{ name: string; text: string }[]> {
  if (path === undefined) return [];
  const files = [{ name: path, text: await readGivenText(path) }];
  for (let index = 0; index < files.length && files.length < FILES_MAX; index++) {
    const file = files[index]!;
    for (const [, named = ""] of file.text.matchAll(/^\s*include\s*=\s*(\S.*?)\s*$/gim)) {
      if (named.includes("%") || files.some(({ name }) => name === named)) continue;
      const text = await readFile(resolve(dirname(path), named), "utf8").catch(() => null);
      // What cannot be read is told line by line, with all that stays behind.
      if (text !== null && files.length < FILES_MAX) files.push({ name: named, text });
    }
  }
  return files;
}

async function optional(given: GivenOptions, name: string): Promise<string> {
  const path = given.text(name);
  return path === undefined ? "" : readGivenText(path);
}

interface ShareChoice {
  source: string;
  action: "import" | "replace" | "skip";
  name?: string;
  path?: string;
}

function shareChoices(given: GivenOptions): ShareChoice[] {
  const choices = new Map<string, ShareChoice>();
  const of = (source: string): ShareChoice => {
    const key = source.toLowerCase();
    const choice = choices.get(key) ?? { source, action: "import" as const };
    choices.set(key, choice);
    return choice;
  };
  for (const source of given.texts("skip")) of(source).action = "skip";
  for (const source of given.texts("replace")) of(source).action = "replace";
  for (const option of ["path", "name"] as const) {
    for (const text of given.texts(option)) {
      const at = text.indexOf("=");
      if (at < 1)
        throw new CliError(`--${option} takes SHARE=${option.toUpperCase()}.`, ExitCode.usage);
      of(text.slice(0, at))[option] = text.slice(at + 1);
    }
  }
  return [...choices.values()];
}
