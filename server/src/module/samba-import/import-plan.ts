import { createHash } from "node:crypto";
import type { SambaImportInput, SambaPlan } from "../../contract/samba-import.ts";
import { dialectSchema } from "../../contract/setting.ts";
import { type AccountPlan, planAccounts } from "./account-plan.ts";
import type { Known } from "./known-accounts.ts";
import { type PathChecks, type PlannedShare, planShares } from "./share-plan.ts";
import { type LeftOut, parseSmbConf } from "./smb-conf.ts";
import { readWanted, type Wanted } from "./wanted.ts";
import type { WantedSettings } from "./wanted-settings.ts";

export interface ImportPlan {
  readonly shown: SambaPlan;
  readonly accounts: AccountPlan;
  readonly shares: readonly PlannedShare[];
  readonly settings: WantedSettings;
}

export function wantedOf({ files }: SambaImportInput): Wanted {
  return readWanted(parseSmbConf(files));
}

/** What would be done, of what the files say, what is there and what was chosen. Pure. */
export function planImport(
  input: SambaImportInput,
  wanted: Wanted,
  known: Known,
  checks: PathChecks,
): ImportPlan {
  const accounts = planAccounts(input, wanted.shares, known);
  const shares = planShares(input, wanted.shares, accounts, known, checks);
  const problems = [...wanted.problems, ...accounts.problems];
  const settings = input.settings ? wanted.settings : {};
  const changes = settingChanges(settings, known);
  if (input.settings) problems.push(...contradictions(settings, known));
  if (input.files.length === 0 && input.passwords.trim() === "") {
    problems.push("Choose a configuration, a password file or both.");
  }
  const decided = {
    problems,
    settings: changes,
    users: accounts.users.map(({ row }) => row),
    groups: accounts.groups.map(({ row }) => row),
    shares: shares.map(({ row }) => row),
    leftOut: [...wanted.leftOut, ...accounts.leftOut].map(bounded),
  };
  // Ids as well: who was deleted and made again is another one. And what no row shows: hashes.
  const hidden = [
    accounts.users.map(({ id, account }) => [id, account.ntHash]),
    shares.map(({ id }) => id),
    input.createFolders,
  ];
  const digest = createHash("sha256")
    .update(JSON.stringify([decided, hidden]))
    .digest("hex");
  return { shown: { digest, ...decided }, accounts, shares, settings };
}

export function hasProblems({ problems, users, groups, shares }: SambaPlan): boolean {
  const isBad = ({ action }: { action: string }) => action === "problem";
  return problems.length > 0 || [...users, ...groups, ...shares].some(isBad);
}

function settingChanges(settings: WantedSettings, known: Known): SambaPlan["settings"] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const before = known.settings[name as keyof WantedSettings];
    return before === value ? [] : [{ name, from: String(before), to: String(value) }];
  });
}

function contradictions(settings: WantedSettings, known: Known): string[] {
  const merged = { ...known.settings, ...settings };
  const rank = (dialect: typeof merged.dialectMin) => dialectSchema.options.indexOf(dialect);
  const found: string[] = [];
  if (rank(merged.dialectMin) > rank(merged.dialectMax)) {
    found.push("The oldest version of SMB would be newer than the newest: leave settings out.");
  }
  const isAble = merged.ciphers.length > 0 && rank(merged.dialectMax) >= rank("3.0");
  if (merged.encryptionRequired && !isAble) {
    found.push("Encryption would be required and not possible: leave settings out.");
  }
  return found;
}

function bounded({ file, line, text, reason }: LeftOut): LeftOut {
  return {
    file,
    line,
    text: text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text,
    reason,
  };
}

const TEXT_MAX = 300;
