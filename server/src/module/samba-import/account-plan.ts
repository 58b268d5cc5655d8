import { accountNameSchema } from "../../contract/account-name.ts";
import {
  IMPORTED_USERS_MAX,
  type SambaImportInput,
  type SambaPlan,
} from "../../contract/samba-import.ts";
import { nameKey } from "../principal/name-key.ts";
import type { Known } from "./known-accounts.ts";
import { type FileAccount, parsePasswordFile } from "./password-file.ts";
import type { LeftOut } from "./smb-conf.ts";
import { parseUnixAccounts, primaryMembers, type UnixAccounts } from "./unix-accounts.ts";
import type { WantedShare } from "./wanted-share.ts";

type UserRow = SambaPlan["users"][number];
type GroupRow = SambaPlan["groups"][number];

export interface PlannedUser {
  readonly row: UserRow;
  /** Of the user that is there already. */
  readonly id: string | null;
  readonly account: FileAccount;
  readonly uid: bigint | null;
  readonly gid: bigint | null;
  readonly fullName: string;
}

export interface PlannedGroup {
  readonly row: GroupRow;
  readonly id: string | null;
  readonly gid: bigint | null;
  /** Keys of users; only of groups that are made. */
  readonly memberKeys: readonly string[];
}

export interface AccountPlan {
  readonly problems: readonly string[];
  readonly users: readonly PlannedUser[];
  readonly groups: readonly PlannedGroup[];
  readonly leftOut: readonly LeftOut[];
}

/** The users of the password file, and those users and groups that shares name and nobody knows. */
export function planAccounts(
  input: SambaImportInput,
  shares: readonly WantedShare[],
  known: Known,
): AccountPlan {
  const { accounts, leftOut } = parsePasswordFile("passwords", input.passwords);
  const unix = parseUnixAccounts(input.passwd, input.group);
  const problems: string[] = [];
  if (accounts.length > IMPORTED_USERS_MAX) {
    problems.push(`At most ${IMPORTED_USERS_MAX} users at a time.`);
  }
  const named = (kind: "user" | "group") =>
    new Map(
      shares.flatMap((share) =>
        share.grants.flatMap((grant) =>
          grant.principal === kind ? [[nameKey(grant.name), grant.name] as const] : [],
        ),
      ),
    );
  const refused: LeftOut[] = [];
  const wanted = new Map<string, FileAccount>();
  for (const account of accounts.slice(0, IMPORTED_USERS_MAX)) {
    const parsed = accountNameSchema.safeParse(account.name);
    const { file, line, name } = account;
    const refuse = (reason: string) => refused.push({ file, line, text: name, reason });
    if (!parsed.success) refuse(parsed.error.issues[0]?.message ?? "This is no name.");
    else if (wanted.has(nameKey(parsed.data))) refuse("The name is in the file twice.");
    else wanted.set(nameKey(parsed.data), { ...account, name: parsed.data });
  }
  for (const [key, name] of named("user")) {
    if (!wanted.has(key) && !known.users.has(key)) wanted.set(key, withoutPassword(name));
  }
  const uids = new Set(known.uids);
  const users = [...wanted].map(([key, account]) =>
    planUser(input, known, unix, uids, key, account),
  );
  const groups = planGroups(named("group"), unix, known, wanted);
  const lines = [...leftOut, ...refused].sort((left, right) => left.line - right.line);
  return { problems, users, groups, leftOut: lines };
}

function planUser(
  input: SambaImportInput,
  known: Known,
  unix: UnixAccounts,
  uids: Set<bigint>,
  key: string,
  account: FileAccount,
): PlannedUser {
  const { name, ntHash, line, file } = account;
  const found = known.users.get(key);
  const listed = unix.users.get(key);
  const uidGiven = listed?.uid ?? account.uid;
  const details: string[] = [];
  const problems: string[] = [];
  let uid = uidGiven === null ? null : BigInt(uidGiven);
  const isLeftOut = input.leaveOut.some((other) => nameKey(other) === key);
  const action = isLeftOut
    ? "skip"
    : found === undefined
      ? "create"
      : input.existingUsers === "replace" && ntHash !== null
        ? "replace"
        : "keep";
  if (action === "create") {
    if (known.groups.has(key)) problems.push("A group has this name; leave the user out.");
    if (uid !== null && uids.has(uid)) {
      details.push(`uid ${uid} is somebody else's, another one is chosen`);
      uid = null;
    } else if (uid !== null) details.push(`uid ${uid}`);
    if (uid !== null) uids.add(uid);
    if (line === 0) details.push("a share names them");
    details.push(ntHash === null ? "no password: set one before they can sign in" : "password");
    if (!account.isEnabled) details.push("disabled");
  } else if (action === "replace") details.push("the password is the file's from then on");
  else if (action === "keep") details.push("there already, stays as it is");
  const row: UserRow = {
    file,
    line,
    name: found?.name ?? name,
    action: problems.length > 0 ? "problem" : action,
    detail: details.join("; "),
    hasPassword: ntHash !== null,
    problems,
  };
  const gid = listed === undefined ? null : BigInt(listed.gid);
  return { row, id: found?.id ?? null, account, uid, gid, fullName: listed?.fullName ?? "" };
}

function planGroups(
  named: ReadonlyMap<string, string>,
  unix: UnixAccounts,
  known: Known,
  users: ReadonlyMap<string, FileAccount>,
): PlannedGroup[] {
  const gids = new Set(known.gids);
  return [...named].map(([key, name]): PlannedGroup => {
    const found = known.groups.get(key);
    if (found !== undefined) {
      const row = {
        name: found.name,
        action: "keep",
        detail: "there already",
        problems: [],
      } as const;
      return { row: { ...row, problems: [] }, id: found.id, gid: null, memberKeys: [] };
    }
    const listed = unix.groups.get(key);
    const wantedGid = listed === undefined ? null : BigInt(listed.gid);
    const gid = wantedGid !== null && !gids.has(wantedGid) ? wantedGid : null;
    if (gid !== null) gids.add(gid);
    const all =
      listed === undefined ? [] : [...listed.members, ...primaryMembers(unix, listed.gid)];
    const isKnown = (member: string) => users.has(member) || known.users.has(member);
    const memberKeys = [...new Set(all.map(nameKey))].filter(isKnown).sort();
    const problems =
      users.has(key) || known.users.has(key) ? ["A user has this name; names are one list."] : [];
    const members =
      listed === undefined
        ? "empty: /etc/group was not given or does not have it"
        : `members: ${memberKeys.join(", ") || "none that are known here"}`;
    const detail = gid === null ? members : `gid ${gid}; ${members}`;
    const action = problems.length > 0 ? "problem" : "create";
    return { row: { name, action, detail, problems }, id: null, gid, memberKeys };
  });
}

function withoutPassword(name: string): FileAccount {
  return {
    file: "",
    line: 0,
    name,
    ntHash: null,
    uid: null,
    isEnabled: true,
    neverExpires: false,
    changedAtMs: null,
  };
}
