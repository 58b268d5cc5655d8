import type { AccessReason, PermissionAnswers } from "@larder/smbd/control";
import { ACCESS_RIGHTS, levelOfAccess } from "../../contract/access-right.ts";
import type { AccessExplanation, Who } from "../../contract/permission.ts";
import { entryOf } from "./permission-report.ts";
import { accountInWords, LEVEL_WORDS, named, placeName } from "./words.ts";

type Explained = PermissionAnswers["explain"];

export interface ExplanationFacts {
  readonly user: { readonly id: string; readonly name: string };
  readonly shareName: string;
  readonly path: string;
  readonly who: (sid: string) => Who;
  /** What the share asks of clients, whoever uses them. */
  readonly policy: SharePolicy;
  /** Names of users and groups by their ids. */
  readonly nameOf: (id: string) => string;
}

export interface SharePolicy {
  readonly encryptionRequired: boolean;
  readonly signingRequired: boolean;
  readonly accessBasedEnumeration: boolean;
  readonly hostsAllow: readonly string[];
  readonly hostsDeny: readonly string[];
}

export function sidsOfExplanation({ file, way }: Explained): string[] {
  const reasons = [...(file?.rights ?? []), ...way].map(({ reason }) => reason);
  const entries = reasons.flatMap(({ entry }) => (entry === null ? [] : [entry.sid]));
  return file === null ? entries : [file.owner, ...entries];
}

export function explanationOf(explained: Explained, facts: ExplanationFacts): AccessExplanation {
  const { user, path, who } = facts;
  const { file, share, way, stop } = explained;
  const obstacles = obstaclesOf(explained, facts);
  const isBarred = obstacles.some(({ kind }) => kind !== "hidden");
  const level = file === null || isBarred ? "none" : levelOfAccess(file.granted);
  return {
    user: { id: user.id, name: user.name },
    path,
    verdict: verdictOf(level, obstacles[0], facts, file),
    level,
    obstacles,
    share: {
      level: levelOfAccess(share.access),
      text: shareInWords(share, facts),
      rules: share.deciding.map(({ principal, principalId, right }) => ({
        text: `${ruleName(principal, principalId, facts)}: ${LEVEL_WORDS[right]}`,
        isDeciding: isDeciding(right, share.deciding),
      })),
    },
    way: way.map((step) => ({
      path: step.path,
      mayList: step.mayList,
      text: step.mayList
        ? `sees what is in ${placeName(step.path)}`
        : `does not see what is in ${placeName(step.path)}: ${reasonInWords(step.reason, facts)}`,
    })),
    notes: notesOf(facts),
    isFound: stop === null,
    isDirectory: file?.isDirectory ?? false,
    owner: file === null ? null : who(file.owner),
    rights: ACCESS_RIGHTS.flatMap(({ bit, label }) => {
      const row = file?.rights.find(({ right }) => right === bit);
      if (row === undefined) return [];
      const { kind, at, entry } = row.reason;
      const reason = {
        kind,
        at,
        entry: entry === null ? null : entryOf(entry, who),
        text: reasonInWords(row.reason, facts),
      };
      return [{ bit, label, isGranted: row.isGranted, reason }];
    }),
  };
}

const DELETE = 0x10000;

/** Outermost first: what is further in does not matter before these are out of the way. */
function obstaclesOf(
  { accountProblem, share, way, stop, file }: Explained,
  facts: ExplanationFacts,
): AccessExplanation["obstacles"] {
  const { user, shareName, path } = facts;
  const found: AccessExplanation["obstacles"] = [];
  if (accountProblem !== null) {
    const text = `${accountInWords(user.name, accountProblem)}.`;
    found.push({ kind: "account", path: "", text });
  }
  if (!share.isEnabled) {
    found.push({ kind: "share", path: "", text: `The share ${shareName} is switched off.` });
  }
  if (share.problem !== "") {
    const text = `The folder of ${shareName} cannot be opened by the file server (${share.problem}).`;
    found.push({ kind: "engine", path: "", text });
  }
  if (share.access === 0) {
    found.push({ kind: "share", path: "", text: shareInWords(share, facts) });
  }
  if (stop !== null) {
    const text =
      stop.refused === "not-found"
        ? `${placeName(stop.path)} does not exist.`
        : stop.refused === "not-a-folder"
          ? `${placeName(stop.path)} is not a folder, so that nothing can be in it.`
          : `${placeName(stop.path)} cannot be looked at (${stop.status || stop.refused}).`;
    found.push({ kind: "missing", path: stop.path, text });
  }
  const isReadable = file !== null && (file.granted & 1) !== 0;
  const hidden = way.find(({ mayList }) => !mayList);
  if (hidden !== undefined && isReadable) {
    const why = reasonInWords(hidden.reason, facts);
    const text = `${user.name} does not see what is in ${placeName(hidden.path)} (${why}), and finds ${placeName(path)} only by its whole name.`;
    found.push({ kind: "hidden", path: hidden.path, text });
  }
  return found;
}

function notesOf({ shareName, policy, user }: ExplanationFacts): string[] {
  const { hostsAllow, hostsDeny } = policy;
  return [
    ...(hostsAllow.length === 0
      ? []
      : [`${shareName} is reached from ${hostsAllow.join(", ")} and from nowhere else.`]),
    ...(hostsDeny.length === 0 ? [] : [`${shareName} turns away ${hostsDeny.join(", ")}.`]),
    ...(policy.encryptionRequired ? [`${shareName} turns away clients that do not encrypt.`] : []),
    ...(policy.signingRequired ? [`${shareName} turns away clients that do not sign.`] : []),
    ...(policy.accessBasedEnumeration
      ? [`Lists of ${shareName} show ${user.name} only what ${user.name} may read.`]
      : []),
  ];
}

function verdictOf(
  level: AccessExplanation["level"],
  obstacle: AccessExplanation["obstacles"][number] | undefined,
  { user, path }: ExplanationFacts,
  file: Explained["file"],
): string {
  const isDirectory = file?.isDirectory ?? false;
  const where = placeName(path);
  if (obstacle !== undefined && obstacle.kind !== "hidden") {
    return `${user.name} cannot open ${where}. ${obstacle.text}`;
  }
  const open = isDirectory ? "look into" : "open";
  const words = {
    full: `${user.name} has full control of ${where}.`,
    change: `${user.name} can ${open}, change and delete ${where}.`,
    read: isDirectory
      ? `${user.name} can look into ${where}, and not change it.`
      : `${user.name} can open ${where}, and not change it.`,
    none: `${user.name} can neither ${open} nor change ${where}.`,
    traverse: `${user.name} can pass through ${where} and nothing else.`,
    other: `${user.name} has some rights on ${where}; the list says which.`,
  }[level];
  const mayDelete = file !== null && (file.granted & DELETE) !== 0;
  const deletes =
    mayDelete && (level === "none" || level === "read")
      ? `${user.name} can delete it all the same; the list says why.`
      : "";
  return [words, deletes, obstacle?.text ?? ""].filter((text) => text !== "").join(" ");
}

function reasonInWords({ kind, at, entry }: AccessReason, facts: ExplanationFacts): string {
  const { user, shareName, who } = facts;
  switch (kind) {
    case "entry": {
      if (entry === null) return "an entry of its list";
      const whom = who(entry.sid);
      const name = whom.kind === "user" && whom.id === user.id ? user.name : named(whom);
      const isInherited = (entry.flags & 0x10) !== 0;
      const from = entry.from === null ? "a folder above" : placeName(entry.from);
      const origin = isInherited ? `${placeName(at)}, inherited from ${from},` : placeName(at);
      return entry.type === 0
        ? `the entry for ${name} on ${origin} allows it`
        : `the entry for ${name} on ${origin} denies it`;
    }
    case "ownership":
      return `${user.name} owns ${placeName(at)}`;
    case "no-list":
      return `${placeName(at)} has no list at all, which lets everybody do everything`;
    case "privilege":
      return `${user.name} is an administrator, who may take what is kept away`;
    case "no-entry":
      return `no entry on ${placeName(at)} gives it to ${user.name} or a group of ${user.name}`;
    case "folder":
      return entry === null
        ? `the folder ${placeName(at)} gives it on what is in it`
        : `the folder ${placeName(at)} gives it on what is in it by the entry for ${named(who(entry.sid))}`;
    case "share":
      return `the share ${shareName} does not give it to ${user.name}`;
    case "share-read-only":
      return `the share ${shareName} is read-only`;
    case "share-rule":
      return `a rule of the share ${shareName} takes it away (write once, own files only, or recycle bin)`;
    case "read-only-file":
      return "the file is marked read-only";
  }
}

function shareInWords(share: Explained["share"], facts: ExplanationFacts): string {
  const { user, shareName } = facts;
  const [first] = share.deciding;
  const refusal = share.deciding.find(
    ({ right, principal }) => right === "none" && principal !== "everyone",
  );
  if (refusal !== undefined) {
    const rule = ruleName(refusal.principal, refusal.principalId, facts);
    return `The share ${shareName} keeps ${user.name} out: “no access” for ${rule} beats every other entry.`;
  }
  if (first === undefined) {
    return `Nobody gave ${user.name} access to the share ${shareName}, in person or by a group.`;
  }
  const level = LEVEL_WORDS[levelOfAccess(share.access)];
  const left = `The share ${shareName} leaves ${user.name}: ${level}.`;
  return [left, ...(share.isReadOnly ? ["It is read-only for everybody."] : [])].join(" ");
}

/** "none" for a person or a group wins; else the strongest. */
function isDeciding(right: string, all: Explained["share"]["deciding"]): boolean {
  const refusal = all.some((rule) => rule.right === "none" && rule.principal !== "everyone");
  if (refusal) return right === "none";
  const order = ["none", "read", "change", "full"];
  const strongest = Math.max(...all.map((rule) => order.indexOf(rule.right)));
  return order.indexOf(right) === strongest;
}

function ruleName(
  principal: "user" | "group" | "everyone",
  id: string,
  { nameOf }: ExplanationFacts,
): string {
  if (principal === "everyone") return "everyone with an account";
  return principal === "group" ? `the group ${nameOf(id)}` : nameOf(id);
}
