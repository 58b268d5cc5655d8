import { type User, userRoutes } from "../../contract/user.ts";
import type { Command, GivenOptions } from "../command.ts";
import { CONFIRM_OPTIONS, confirmed } from "../confirmed.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { everyPage, groupByName, userByName } from "../principal-lookup.ts";
import { removalHint } from "../removal-hint.ts";
import { table } from "../table.ts";
import { CHANGE_OPTIONS, untilLive } from "../until-live.ts";

export const userCommands: readonly Command[] = [
  {
    name: "user add",
    synopsis:
      "NAME [--full-name TEXT] [--group NAME …] [--uid N] [--gid N] [--disabled] " +
      "[--administrator] [--backup-operator] [--password-stdin]",
    summary: "Add a user who may connect over SMB",
    options: {
      ...CHANGE_OPTIONS,
      "full-name": { type: "string" },
      group: { type: "string", multiple: true },
      uid: { type: "string" },
      gid: { type: "string" },
      disabled: { type: "boolean" },
      administrator: { type: "boolean" },
      "backup-operator": { type: "boolean" },
      "password-stdin": { type: "boolean" },
    },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const { client, given, terminal } = cx;
      const name = cx.arguments[0]!;
      const groups = given.texts("group");
      const groupIds: string[] = [];
      for (const group of groups) groupIds.push((await groupByName(client, group)).id);
      const password = await terminal.secret(`Password for "${name}"`, given.has("password-stdin"));
      const uid = posixId("uid", given.text("uid"));
      const gid = posixId("gid", given.text("gid"));
      const { item, revision } = await client.call(userRoutes.create, {
        body: {
          name,
          password,
          fullName: given.text("full-name") ?? "",
          enabled: !given.has("disabled"),
          isAdministrator: given.has("administrator"),
          isBackupOperator: given.has("backup-operator"),
          groupIds,
          ...(uid === undefined ? {} : { uid }),
          ...(gid === undefined ? {} : { gid }),
        },
      });
      const code = await untilLive(cx, revision);
      terminal.answer(item, [`The user "${item.name}" is there.`]);
      return code;
    },
  },
  {
    name: "user passwd",
    synopsis: "NAME [--must-change] [--password-stdin]",
    summary: "Set a user's password",
    options: {
      ...CHANGE_OPTIONS,
      "must-change": { type: "boolean" },
      "password-stdin": { type: "boolean" },
    },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const user = await userByName(cx.client, cx.arguments[0]!);
      const password = await cx.terminal.secret(
        `New password for "${user.name}"`,
        cx.given.has("password-stdin"),
      );
      const { item, revision } = await cx.client.call(userRoutes.setPassword, {
        params: { id: user.id },
        body: { password, ...(cx.given.has("must-change") ? { mustChangePassword: true } : {}) },
      });
      const code = await untilLive(cx, revision);
      cx.terminal.answer(item, [`The user "${item.name}" has a new password.`]);
      return code;
    },
  },
  {
    name: "user set",
    synopsis:
      "NAME [--full-name TEXT] [--expires DATE|never] [--must-change yes|no] " +
      "[--password-never-expires yes|no] [--uid N] [--gid N] [--yes]",
    summary: "Change a user; what is left out stays as it is",
    options: {
      ...CHANGE_OPTIONS,
      ...CONFIRM_OPTIONS,
      "full-name": { type: "string" },
      expires: { type: "string" },
      "must-change": { type: "string" },
      "password-never-expires": { type: "string" },
      uid: { type: "string" },
      gid: { type: "string" },
    },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const { given } = cx;
      const user = await userByName(cx.client, cx.arguments[0]!);
      const uid = posixId("uid", given.text("uid"));
      const gid = posixId("gid", given.text("gid"));
      const expiresAtMs = expiry(given.text("expires"));
      const mustChangePassword = yesOrNo(given, "must-change");
      const passwordNeverExpires = yesOrNo(given, "password-never-expires");
      const fullName = given.text("full-name");
      const body = {
        ...(fullName === undefined ? {} : { fullName }),
        ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
        ...(mustChangePassword === undefined ? {} : { mustChangePassword }),
        ...(passwordNeverExpires === undefined ? {} : { passwordNeverExpires }),
        ...(uid === undefined ? {} : { uid }),
        ...(gid === undefined ? {} : { gid }),
      };
      const { item, revision } = await confirmed(cx, (query) =>
        cx.client.call(userRoutes.update, {
          params: { id: user.id },
          query: { ...query, ifVersion: user.version },
          body,
        }),
      );
      const code = await untilLive(cx, revision);
      cx.terminal.answer(item, [`The user "${item.name}" is changed.`]);
      return code;
    },
  },
  enabling("enable", true, "Let a user connect again"),
  enabling("disable", false, "Keep a user from connecting"),
  {
    name: "user rm",
    synopsis: "NAME [--yes]",
    summary: "Delete a user; the files stay",
    options: { ...CHANGE_OPTIONS, ...CONFIRM_OPTIONS },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const user = await userByName(cx.client, cx.arguments[0]!);
      const { revision, removalId } = await confirmed(cx, (query) =>
        cx.client.call(userRoutes.remove, { params: { id: user.id }, query }),
      );
      const code = await untilLive(cx, revision);
      cx.terminal.answer({ removed: user.name, removalId }, [
        `The user "${user.name}" is gone.`,
        ...removalHint(removalId, user.name),
      ]);
      return code;
    },
  },
  {
    name: "user list",
    synopsis: "",
    summary: "List users",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const items = await everyPage((page) =>
        client.call(userRoutes.list, { query: { page, limit: 1000 } }),
      );
      const heading = ["NAME", "FULL NAME", "UID", "STATE", "SESSIONS", "LAST LOGON"];
      terminal.answer(items, table(heading, items.map(row)));
      return ExitCode.done;
    },
  },
];

function enabling(word: string, enabled: boolean, summary: string): Command {
  return {
    name: `user ${word}`,
    synopsis: "NAME [--yes]",
    summary,
    options: { ...CHANGE_OPTIONS, ...CONFIRM_OPTIONS },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const user = await userByName(cx.client, cx.arguments[0]!);
      const { item, revision } = await confirmed(cx, (query) =>
        cx.client.call(userRoutes.update, { params: { id: user.id }, query, body: { enabled } }),
      );
      const code = await untilLive(cx, revision);
      cx.terminal.answer(item, [`The user "${item.name}" is ${enabled ? "enabled" : "disabled"}.`]);
      return code;
    },
  };
}

function row(user: User): string[] {
  const { lastLogonAtMs } = user;
  return [
    user.name,
    user.fullName,
    String(user.uid),
    stateOf(user),
    String(user.sessionCount),
    lastLogonAtMs === null ? "never" : new Date(lastLogonAtMs).toISOString().slice(0, 16),
  ];
}

function stateOf(user: User): string {
  if (!user.enabled) return "disabled";
  if (user.expiresAtMs !== null && user.expiresAtMs <= Date.now()) return "expired";
  if (user.mustChangePassword) return "must change password";
  if (user.needsNewPassword) return "needs a new password";
  return user.hasPassword ? "enabled" : "no password";
}

/** The end of a day that was typed, in this machine's time zone. */
function expiry(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === "never") return null;
  const atMs = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T23:59:59`) : Number.NaN;
  if (Number.isNaN(atMs)) {
    throw new CliError("--expires takes a date as 2030-12-31, or never.", ExitCode.usage);
  }
  return atMs;
}

function yesOrNo(given: GivenOptions, name: string): boolean | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  if (text !== "yes" && text !== "no") {
    throw new CliError(`--${name} takes yes or no.`, ExitCode.usage);
  }
  return text === "yes";
}

function posixId(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new CliError(`--${name} takes a number.`, ExitCode.usage);
  return Number(text);
}
