import type { SambaPlan } from "@larder/server/contract";

export interface ShareChoice {
  readonly source: string;
  readonly action: "import" | "replace" | "skip";
  readonly name?: string;
  readonly path?: string;
}

/** What the page sends: the texts of the files, and what was chosen. */
export interface SambaInput {
  readonly files: { name: string; text: string }[];
  readonly passwords: string;
  readonly passwd: string;
  readonly group: string;
  readonly settings: boolean;
  readonly createFolders: boolean;
  readonly existingUsers: "keep" | "replace";
  readonly leaveOut: string[];
  readonly shares: ShareChoice[];
}

export const EMPTY_INPUT: SambaInput = {
  files: [],
  passwords: "",
  passwd: "",
  group: "",
  settings: true,
  createFolders: false,
  existingUsers: "keep",
  leaveOut: [],
  shares: [],
};

export function isNothing({ files, passwords }: SambaInput): boolean {
  return files.length === 0 && passwords.trim() === "";
}

export function hasProblems({ problems, users, groups, shares }: SambaPlan): boolean {
  const isBad = ({ action }: { action: string }) => action === "problem";
  return problems.length > 0 || [...users, ...groups, ...shares].some(isBad);
}

/** With another choice for one share; the others stay. */
export function withShare(
  input: SambaInput,
  source: string,
  change: Partial<Omit<ShareChoice, "source">>,
): SambaInput["shares"] {
  const before = input.shares.find((choice) => choice.source === source);
  const others = input.shares.filter((choice) => choice !== before);
  return [...others, { ...(before ?? { source, action: "import" }), ...change }];
}

export function withLeftOut({ leaveOut }: SambaInput, name: string, isOut: boolean): string[] {
  const others = leaveOut.filter((other) => other !== name);
  return isOut ? [...others, name] : others;
}

/** The one to begin with comes first: it has the name that Samba and ksmbd look for, or [global] in it. */
export function inOrder(files: SambaInput["files"]): SambaInput["files"] {
  const isMain = ({ name, text }: SambaInput["files"][number]) =>
    /^(smb|ksmbd)\.conf$/i.test(name) ? 2 : /^\s*\[global\]/im.test(text) ? 1 : 0;
  return files.toSorted((left, right) => isMain(right) - isMain(left));
}
