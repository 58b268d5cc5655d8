import {
  ACCESS_LEVELS,
  type AccessLevel,
  ENTRY_SCOPES,
  SYNCHRONIZE,
  scopeOf,
} from "../../contract/access-right.ts";
import { jobRoutes } from "../../contract/job.ts";
import {
  type EntryInput,
  type PermissionChange,
  type PermissionDiff,
  type PermissionEntry,
  type Permissions,
  permissionPrincipalRoutes,
  permissionRoutes,
} from "../../contract/permission.ts";
import { shareRoutes } from "../../contract/share.ts";
import type { Command, CommandContext } from "../command.ts";
import { CONFIRM_OPTIONS, confirmed } from "../confirmed.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { byName } from "../principal-lookup.ts";
import { table } from "../table.ts";

const LEVELS = ACCESS_LEVELS.map(({ key }) => key).join("|");
const SCOPES = ENTRY_SCOPES.map(({ key }) => key).join("|");

export const aclCommands: readonly Command[] = [
  {
    name: "acl show",
    synopsis: "SHARE [PATH]",
    summary: "Show who may do what with a file or folder, and where each entry comes from",
    options: {},
    argumentsMin: 1,
    argumentsMax: 2,
    async run(cx) {
      const { permissions } = await readPermissions(cx);
      cx.terminal.answer(permissions, shown(permissions));
      return ExitCode.done;
    },
  },
  {
    name: "acl set",
    synopsis:
      `SHARE PATH [--allow NAME=${LEVELS} …] [--deny NAME=LEVEL …] [--remove NAME …] ` +
      `[--scope ${SCOPES}] [--protect | --inherit] [--owner NAME] [--dry-run]`,
    summary: "Change entries of one file or folder; those of people not named stay as they are",
    options: {
      allow: { type: "string", multiple: true },
      deny: { type: "string", multiple: true },
      remove: { type: "string", multiple: true },
      scope: { type: "string" },
      protect: { type: "boolean" },
      inherit: { type: "boolean" },
      owner: { type: "string" },
      "dry-run": { type: "boolean" },
    },
    argumentsMin: 2,
    argumentsMax: 2,
    async run(cx) {
      const { shareId, permissions } = await readPermissions(cx);
      return change(cx, shareId, await wantedChange(cx, permissions));
    },
  },
  {
    name: "acl strip",
    synopsis: "SHARE PATH [--dry-run]",
    summary: "Take a file's or folder's own entries away: what the folders above say counts again",
    options: { "dry-run": { type: "boolean" } },
    argumentsMin: 2,
    argumentsMax: 2,
    async run(cx) {
      const { shareId, permissions } = await readPermissions(cx);
      const { path, etag } = permissions;
      return change(cx, shareId, { path, etag, list: "inherited" });
    },
  },
  {
    name: "acl apply",
    synopsis: "SHARE PATH [--replace] [--owner NAME] [--no-wait] [--yes]",
    summary:
      "Hand a folder's permissions down to everything below; --replace takes own entries away",
    options: {
      ...CONFIRM_OPTIONS,
      replace: { type: "boolean" },
      owner: { type: "string" },
      "no-wait": { type: "boolean" },
    },
    argumentsMin: 2,
    argumentsMax: 2,
    async run(cx) {
      const { shareId, permissions } = await readPermissions(cx);
      const owner = cx.given.text("owner");
      const body = {
        path: permissions.path,
        mode: cx.given.has("replace") ? ("replace" as const) : ("refresh" as const),
        owner: owner === undefined ? null : (await principal(cx, owner)).sid,
      };
      const job = await confirmed(cx, (query) =>
        cx.client.call(permissionRoutes.apply, { params: { shareId }, query, body }),
      );
      if (cx.given.has("no-wait")) {
        cx.terminal.answer(job, [`Job ${job.id} has begun.`]);
        return ExitCode.done;
      }
      return waitFor(cx, job.id);
    },
  },
];

async function waitFor(cx: CommandContext, id: string): Promise<number> {
  for (;;) {
    const { job, failures } = await cx.client.call(jobRoutes.read, { params: { id } });
    if (job.state === "running") {
      await new Promise((wake) => setTimeout(wake, POLL_MS));
      continue;
    }
    cx.terminal.answer({ job, failures }, [
      ...failures.map(({ path, reason }) => `${path}: ${reason}`),
      `${job.state}: ${job.doneCount} looked at, ${job.failedCount} failed. ${job.note}`,
    ]);
    return job.state === "done" && job.failedCount === 0 ? ExitCode.done : ExitCode.refused;
  }
}

const POLL_MS = 200;

export async function shareIdByName(cx: CommandContext, name: string): Promise<string> {
  return byName((await cx.client.call(shareRoutes.list)).items, name, "share").id;
}

/** As people write a path: with either slash, with or without one in front. */
export function sharePath(text: string | undefined): string {
  return (text ?? "").replaceAll("\\", "/").replace(/^\/+|\/+$/g, "");
}

async function readPermissions(
  cx: CommandContext,
): Promise<{ shareId: string; permissions: Permissions }> {
  const shareId = await shareIdByName(cx, cx.arguments[0]!);
  const path = sharePath(cx.arguments[1]);
  const parts = { params: { shareId }, query: { path } };
  return { shareId, permissions: await cx.client.call(permissionRoutes.read, parts) };
}

async function wantedChange(cx: CommandContext, before: Permissions): Promise<PermissionChange> {
  const { given } = cx;
  if (given.has("protect") && given.has("inherit")) {
    throw new CliError("--protect and --inherit exclude each other.", ExitCode.usage);
  }
  const scope = scopeFlags(given.text("scope"), before.isDirectory);
  const isProtected = given.has("protect") || (before.isProtected && !given.has("inherit"));
  let entries = before.entries.filter((entry) => !entry.isInherited).map(inputOf);
  if (isProtected && !before.isProtected) {
    // Nobody loses anything by it.
    entries.push(...before.entries.filter((entry) => entry.isInherited).map(inputOf));
  }
  for (const name of given.texts("remove")) {
    const { sid } = await principal(cx, name);
    const kept = entries.filter((entry) => sidOf(entry, before) !== sid);
    if (kept.length === entries.length) {
      throw new CliError(`${name} has no entry of its own here.`, ExitCode.refused);
    }
    entries = kept;
  }
  for (const [option, type] of [
    ["allow", 0],
    ["deny", 1],
  ] as const) {
    for (const text of given.texts(option)) {
      const { name, level } = readGrant(option, text);
      const { sid } = await principal(cx, name);
      const { mask } = ACCESS_LEVELS.find(({ key }) => key === level)!;
      const made = { type, mask: type === 1 ? mask & ~SYNCHRONIZE : mask, flags: scope };
      entries = entries.filter((one) => sidOf(one, before) !== sid || one.type !== type);
      entries.push({ who: { kind: "sid", sid }, ...made });
    }
  }
  const owner = given.text("owner");
  return {
    path: before.path,
    etag: before.etag,
    list: "own",
    isNull: before.isNull && entries.length === 0,
    isProtected,
    entries,
    owner: owner === undefined ? null : (await principal(cx, owner)).sid,
  };
}

async function change(
  cx: CommandContext,
  shareId: string,
  body: PermissionChange,
): Promise<number> {
  const row = cx.given.has("dry-run") ? permissionRoutes.preview : permissionRoutes.change;
  const diff: PermissionDiff = await cx.client.call(row, { params: { shareId }, body });
  const would = cx.given.has("dry-run") ? "Nothing was changed; this is what would be:" : "";
  cx.terminal.answer(diff, [
    ...(diff.isChanged ? [would] : ["It is so already; nothing was written."]).filter(Boolean),
    ...diff.sentences,
    ...diff.people.map(({ text }) => text),
  ]);
  return ExitCode.done;
}

function inputOf({ who, type, mask, flags }: PermissionEntry): EntryInput {
  return { who: { kind: "sid", sid: who.sid }, type, mask, flags: flags & 0xf };
}

/** All entries are made with SIDs here. */
function sidOf({ who }: EntryInput, before: Permissions): string {
  if (who.kind === "sid") return who.sid;
  return before.entries.find((entry) => entry.who.id === who.id)?.who.sid ?? "";
}

async function principal(cx: CommandContext, name: string): Promise<{ sid: string }> {
  if (/^S-1-\d/.test(name)) return { sid: name };
  const found = await cx.client.call(permissionPrincipalRoutes.list, { query: { q: name } });
  return byName(found.items, name, "user or group");
}

function readGrant(option: string, text: string): { name: string; level: AccessLevel } {
  const at = text.lastIndexOf("=");
  const level = ACCESS_LEVELS.find(({ key }) => key === text.slice(at + 1))?.key;
  if (at < 1 || level === undefined) {
    throw new CliError(`--${option} takes NAME=${LEVELS}, not "${text}".`, ExitCode.usage);
  }
  return { name: text.slice(0, at), level };
}

function scopeFlags(given: string | undefined, isDirectory: boolean): number {
  if (!isDirectory) return 0;
  const scope = ENTRY_SCOPES.find(({ key }) => key === (given ?? "all"));
  if (scope === undefined) {
    throw new CliError(`--scope is one of ${SCOPES}, not "${given}".`, ExitCode.usage);
  }
  return scope.flags;
}

const SOURCES: Readonly<Record<Permissions["source"], string>> = {
  stored: "a list of its own",
  local: "a POSIX ACL that a program on the box set",
  inherited: "what the folders above say",
  share: "the share's own rules alone",
};

function shown(permissions: Permissions): string[] {
  const { entries, isDirectory, isNull, isProtected, owner, source } = permissions;
  const rows = entries.map((entry) => [
    entry.who.name,
    entry.type === 0 ? "allow" : entry.type === 1 ? "deny" : `kind ${entry.type}`,
    entry.level === "other" ? `0x${entry.mask.toString(16)}` : entry.level,
    isDirectory ? scopeOf(entry.flags) : "",
    entry.isInherited
      ? entry.inheritedFrom === null
        ? "inherited"
        : `from /${entry.inheritedFrom}`
      : "own",
  ]);
  return [
    `Owner: ${owner.name}. It has ${SOURCES[source]}${isProtected ? ", and takes nothing from above" : ""}.`,
    ...(isNull ? ["There is no list at all: everybody may do everything."] : []),
    ...(rows.length === 0 ? [] : table(["WHO", "", "RIGHTS", "COUNTS FOR", "ENTRY"], rows)),
  ];
}
