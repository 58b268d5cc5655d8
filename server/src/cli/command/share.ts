import { resolve } from "node:path";
import {
  rightSchema,
  type Share,
  type ShareCreate,
  type SharePermission,
  type ShareUpdate,
  shareRoutes,
} from "../../contract/share.ts";
import type { Command, CommandContext } from "../command.ts";
import { CONFIRM_OPTIONS, confirmed } from "../confirmed.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { byName, groupByName, userByName } from "../principal-lookup.ts";
import { removalHint } from "../removal-hint.ts";
import { table } from "../table.ts";
import { untilEnded } from "../until-ended.ts";
import { CHANGE_OPTIONS, untilLive } from "../until-live.ts";
import { readShareOptions, SHARE_OPTIONS, SHARE_SYNOPSIS } from "./share-option.ts";

const RIGHTS = rightSchema.options.join("|");

const POLICY_OPTIONS = {
  user: { type: "string", multiple: true },
  group: { type: "string", multiple: true },
  everyone: { type: "string" },
} as const;

export const shareCommands: readonly Command[] = [
  {
    name: "share add",
    synopsis:
      `NAME PATH [--create] [--user NAME=${RIGHTS} …] [--group NAME=RIGHT …] [--everyone RIGHT] ` +
      SHARE_SYNOPSIS,
    summary: "Share a folder; --create makes it where it is missing",
    options: {
      ...CHANGE_OPTIONS,
      ...POLICY_OPTIONS,
      ...SHARE_OPTIONS,
      create: { type: "boolean" },
    },
    argumentsMin: 2,
    argumentsMax: 2,
    async run(cx) {
      const { client, given, terminal } = cx;
      const body: ShareCreate = {
        ...readShareOptions(given),
        name: cx.arguments[0]!,
        path: resolve(cx.arguments[1]!),
        createFolder: given.has("create"),
        permissions: await readPermissions(cx),
      };
      const { item, revision } = await client.call(shareRoutes.create, { body });
      const code = await untilLive(cx, revision);
      terminal.answer(item, [`The share "${item.name}" is there.`]);
      return code;
    },
  },
  {
    name: "share set",
    synopsis: `NAME [--name NEW-NAME] [--path NEW-PATH] ${SHARE_SYNOPSIS} [--yes | --confirm CODE]`,
    summary: "Change a share; what is not named stays as it is",
    options: {
      ...CHANGE_OPTIONS,
      ...CONFIRM_OPTIONS,
      ...SHARE_OPTIONS,
      name: { type: "string" },
      path: { type: "string" },
    },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const { client, given, terminal } = cx;
      const share = await shareByName(cx, cx.arguments[0]!);
      const [name, path] = [given.text("name"), given.text("path")];
      const body: ShareUpdate = {
        ...readShareOptions(given),
        ...(name === undefined ? {} : { name }),
        ...(path === undefined ? {} : { path: resolve(path) }),
      };
      if (Object.keys(body).length === 0) {
        throw new CliError("Say what is to change: larder share set --help.", ExitCode.usage);
      }
      const { item, revision } = await confirmed(cx, (query) =>
        client.call(shareRoutes.update, {
          params: { id: share.id },
          query: { ...query, ifVersion: share.version },
          body,
        }),
      );
      const code = await untilLive(cx, revision);
      terminal.answer(item, [`The share "${item.name}" is changed.`]);
      return code;
    },
  },
  {
    name: "share permit",
    synopsis: `NAME [--user NAME=${RIGHTS} …] [--group NAME=RIGHT …] [--everyone RIGHT]`,
    summary: "Change who may do what; those not named stay as they are",
    options: { ...CHANGE_OPTIONS, ...CONFIRM_OPTIONS, ...POLICY_OPTIONS },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const share = await shareByName(cx, cx.arguments[0]!);
      const named = await readPermissions(cx);
      const isNamed = (entry: SharePermission) =>
        named.some(
          (other) => other.principal === entry.principal && other.principalId === entry.principalId,
        );
      const permissions = [...share.permissions.filter((entry) => !isNamed(entry)), ...named];
      const { item, revision } = await confirmed(cx, (query) =>
        cx.client.call(shareRoutes.update, {
          params: { id: share.id },
          query: { ...query, ifVersion: share.version },
          body: { permissions },
        }),
      );
      const code = await untilLive(cx, revision);
      cx.terminal.answer(item, [`The share "${item.name}" has its new rights.`]);
      return code;
    },
  },
  {
    name: "share empty-bin",
    synopsis: "NAME [--user NAME] [--yes | --confirm CODE]",
    summary: "Remove for good what was deleted in a share",
    options: { ...CONFIRM_OPTIONS, user: { type: "string" } },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const share = await shareByName(cx, cx.arguments[0]!);
      const body = { user: cx.given.text("user") ?? null };
      const { id } = await confirmed(cx, (query) =>
        cx.client.call(shareRoutes.emptyBin, { params: { id: share.id }, query, body }),
      );
      return untilEnded(cx, id);
    },
  },
  {
    name: "share rm",
    synopsis: "NAME [--yes | --confirm CODE]",
    summary: "Stop sharing a folder; its files stay",
    options: { ...CHANGE_OPTIONS, ...CONFIRM_OPTIONS },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const share = await shareByName(cx, cx.arguments[0]!);
      const { revision, removalId } = await confirmed(cx, (query) =>
        cx.client.call(shareRoutes.remove, { params: { id: share.id }, query }),
      );
      const code = await untilLive(cx, revision);
      cx.terminal.answer({ removed: share.name, removalId }, [
        `The share "${share.name}" is gone.`,
        ...removalHint(removalId, share.name),
      ]);
      return code;
    },
  },
  {
    name: "share list",
    synopsis: "",
    summary: "List shares and whether they are live",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const { items } = await client.call(shareRoutes.list);
      terminal.answer(items, table(["NAME", "PATH", "STATE", "SESSIONS"], items.map(row)));
      return ExitCode.done;
    },
  },
];

function row(share: Share): string[] {
  const { state, reason, sessionCount } = share.live;
  return [
    share.name,
    share.path,
    reason === "" ? state : `${state}: ${reason}`,
    String(sessionCount),
  ];
}

async function shareByName(cx: CommandContext, name: string): Promise<Share> {
  return byName((await cx.client.call(shareRoutes.list)).items, name, "share");
}

async function readPermissions({ client, given }: CommandContext): Promise<SharePermission[]> {
  const permissions: SharePermission[] = [];
  for (const text of given.texts("user")) {
    const { name, right } = readGrant("user", text);
    const principalId = (await userByName(client, name)).id;
    permissions.push({ principal: "user", principalId, right });
  }
  for (const text of given.texts("group")) {
    const { name, right } = readGrant("group", text);
    const principalId = (await groupByName(client, name)).id;
    permissions.push({ principal: "group", principalId, right });
  }
  const everyone = given.text("everyone");
  if (everyone !== undefined) {
    const right = readRight("everyone", everyone);
    permissions.push({ principal: "everyone", principalId: "", right });
  }
  return permissions;
}

/** A name may hold any character but "=", so the last one parts it from the right. */
function readGrant(
  option: string,
  text: string,
): { name: string; right: SharePermission["right"] } {
  const at = text.lastIndexOf("=");
  if (at < 1)
    throw new CliError(`--${option} takes NAME=${RIGHTS}, not "${text}".`, ExitCode.usage);
  return { name: text.slice(0, at), right: readRight(option, text.slice(at + 1)) };
}

function readRight(option: string, text: string): SharePermission["right"] {
  const parsed = rightSchema.safeParse(text);
  if (!parsed.success) {
    throw new CliError(
      `--${option}: the right is one of ${RIGHTS}, not "${text}".`,
      ExitCode.usage,
    );
  }
  return parsed.data;
}
