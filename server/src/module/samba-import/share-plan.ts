import { absolutePathSchema } from "../../contract/folder.ts";
import type { SambaImportInput, SambaPlan } from "../../contract/samba-import.ts";
import type { PathCheck } from "../../contract/share.ts";
import { shareNameSchema } from "../../contract/share-name.ts";
import { nameKey } from "../principal/name-key.ts";
import type { AccountPlan } from "./account-plan.ts";
import type { Known } from "./known-accounts.ts";
import type { WantedGrant } from "./wanted-grants.ts";
import type { WantedShare } from "./wanted-share.ts";

type ShareRow = SambaPlan["shares"][number];
type Choice = SambaImportInput["shares"][number];

export interface PlannedShare {
  readonly row: ShareRow;
  readonly wanted: WantedShare;
  /** Of the share whose place it takes. */
  readonly id: string | null;
  readonly grants: readonly WantedGrant[];
  readonly forceUser: ForcedOwner;
  readonly forceGroup: ForcedOwner;
}

/** By number, or by the key of an account that the import makes; null: nobody is forced. */
export type ForcedOwner = { readonly id: bigint } | { readonly key: string } | null;

/** Of each path, as it was asked for: whether it can be shared. Looked up before, since a disk may hang. */
export type PathChecks = ReadonlyMap<string, PathCheck>;

export function planShares(
  input: SambaImportInput,
  shares: readonly WantedShare[],
  accounts: AccountPlan,
  known: Known,
  checks: PathChecks,
): PlannedShare[] {
  const taken = new Map<string, string>();
  return shares.map((wanted) => {
    const choice = choiceOf(input, wanted.source);
    const planned = planShare(wanted, choice, accounts, known, checks);
    const { row } = planned;
    if (row.action !== "create" && row.action !== "replace") return planned;
    const key = nameKey(row.name);
    const other = taken.get(key);
    taken.set(key, row.source);
    if (other === undefined) return planned;
    const text = `[${other}] has the same name here; give one of them another.`;
    return { ...planned, row: { ...row, action: "problem", problems: [...row.problems, text] } };
  });
}

export function choiceOf(input: SambaImportInput, source: string): Choice | undefined {
  return input.shares.find((choice) => choice.source.toLowerCase() === source.toLowerCase());
}

/** Where it would be: what was chosen, else what the file says. */
export function pathOf(wanted: WantedShare, choice: Choice | undefined): string | null {
  const path = choice?.path ?? wanted.path;
  return path !== null && absolutePathSchema.safeParse(path).success ? path : null;
}

function planShare(
  wanted: WantedShare,
  choice: Choice | undefined,
  accounts: AccountPlan,
  known: Known,
  checks: PathChecks,
): PlannedShare {
  const problems: string[] = [];
  const warnings = [...wanted.warnings];
  const parsed = shareNameSchema.safeParse(choice?.name ?? wanted.name);
  const name = parsed.success ? parsed.data : wanted.name;
  if (!parsed.success) problems.push(`The name: ${parsed.error.issues[0]?.message}.`);
  const found = known.shares.get(nameKey(name));
  const path = pathOf(wanted, choice);
  const check = path === null ? undefined : checks.get(path);
  if (path === null) problems.push("It names no folder; choose one.");
  else if (check === undefined) problems.push("The folder does not answer.");
  else {
    problems.push(...check.problems.map(({ text }) => text));
    warnings.push(...check.warnings.map(({ text }) => text));
  }
  const grants = wanted.grants.filter((grant) => isThere(grant, accounts, known, warnings));
  const forceUser = ownerOf(wanted.forceUser, "user", accounts, known, warnings);
  const forceGroup = ownerOf(wanted.forceGroup, "group", accounts, known, warnings);
  const action =
    choice?.action === "skip" || (found !== undefined && choice?.action !== "replace")
      ? "skip"
      : problems.length > 0
        ? "problem"
        : found === undefined
          ? "create"
          : "replace";
  const row: ShareRow = {
    file: wanted.file,
    line: wanted.line,
    source: wanted.source,
    name,
    path: check?.path ?? path,
    action,
    isTaken: found !== undefined,
    options: optionWords(wanted),
    permissions: grants.map(grantWords),
    warnings,
    problems: action === "skip" ? [] : problems,
  };
  return { row, wanted, id: found?.id ?? null, grants, forceUser, forceGroup };
}

/** An account that is left out gets no rights; what is left may be nobody's share, and never everybody's. */
function isThere(
  { principal, name }: WantedGrant,
  { users, groups }: AccountPlan,
  known: Known,
  warnings: string[],
): boolean {
  if (principal === "everyone") return true;
  const key = nameKey(name);
  const [rows, existing] =
    principal === "user" ? [users, known.users] : ([groups, known.groups] as const);
  const isMade = rows.some(
    ({ row }) => nameKey(row.name) === key && row.action !== "skip" && row.action !== "problem",
  );
  if (isMade || existing.has(key)) return true;
  warnings.push(`The ${principal} ${name} is left out and gets no right.`);
  return false;
}

function ownerOf(
  name: string | null,
  kind: "user" | "group",
  accounts: AccountPlan,
  known: Known,
  warnings: string[],
): ForcedOwner {
  if (name === null) return null;
  const key = nameKey(name);
  const existing = kind === "user" ? known.users.get(key)?.uid : known.groups.get(key)?.gid;
  if (existing !== undefined) return { id: existing };
  const rows = kind === "user" ? accounts.users : accounts.groups;
  if (rows.some(({ row }) => nameKey(row.name) === key && row.action === "create")) return { key };
  // The numbers that every Linux has.
  const fixed = (kind === "user" ? FIXED_USERS : FIXED_GROUPS)[key];
  if (fixed !== undefined) return { id: fixed };
  const option = kind === "user" ? "force user" : "force group";
  warnings.push(`${option} = ${name}: nobody of this name is known here; set it in the share.`);
  return null;
}

const FIXED_USERS: Readonly<Record<string, bigint>> = { root: 0n, nobody: 65_534n };
const FIXED_GROUPS: Readonly<Record<string, bigint>> = { root: 0n, nogroup: 65_534n };

function grantWords({ principal, name, right }: WantedGrant): string {
  if (principal === "everyone") return `everyone: ${right}`;
  const who = principal === "group" ? `the group ${name}` : name;
  return `${who}: ${right}`;
}

function optionWords({ fields, forceUser, forceGroup }: WantedShare): string[] {
  const words: string[] = [];
  const say = (isSo: boolean, text: string) => {
    if (isSo) words.push(text);
  };
  say(fields.purpose === "time-machine", "Time Machine");
  say(fields.homes, "a folder for each user");
  say(!fields.enabled, "disabled");
  say(fields.hidden, "hidden");
  say(fields.readOnly, "read-only");
  say(fields.encryptionRequired, "encryption required");
  say(fields.caseSensitive, "case matters in names");
  say(fields.symlinks === "none", "links are not followed");
  say(fields.accessBasedEnumeration, "lists only what may be read");
  say(fields.continuouslyAvailable, "open files outlive a restart");
  say(!fields.changeNotify, "no news of changes");
  say(fields.hostsAllow.length > 0, `reached from ${fields.hostsAllow.join(", ")}`);
  say(fields.hostsDeny.length > 0, `not reached from ${fields.hostsDeny.join(", ")}`);
  say(fields.sizeLimitBytes !== null, `at most ${fields.sizeLimitBytes} bytes`);
  say(fields.previousVersions, "previous versions");
  say(fields.snapshotFolder !== null, `snapshots in ${fields.snapshotFolder}`);
  say(fields.recycleBin, "recycle bin");
  say(fields.writeOnceMinutes !== null, `closed after ${fields.writeOnceMinutes} minutes`);
  say(forceUser !== null, `files belong to ${forceUser}`);
  say(forceGroup !== null, `files belong to the group ${forceGroup}`);
  words.push(`modes ${fields.fileMode.toString(8)} and ${fields.directoryMode.toString(8)}`);
  return words;
}
