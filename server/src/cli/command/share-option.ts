import type { ParseArgsOptionDescriptor } from "node:util";
import { shareAuditKindSchema } from "@larder/smbd/control";
import type { ShareUpdate } from "../../contract/share.ts";
import { sharePurposeSchema } from "../../contract/share-purpose.ts";
import type { GivenOptions } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";

/** Each can be said either way: --hidden and --no-hidden. */
const SWITCHES = {
  enabled: "enabled",
  hidden: "hidden",
  "read-only": "readOnly",
  encrypt: "encryptionRequired",
  sign: "signingRequired",
  "case-sensitive": "caseSensitive",
  "access-based-enumeration": "accessBasedEnumeration",
  "continuously-available": "continuouslyAvailable",
  "change-notify": "changeNotify",
  homes: "homes",
  "previous-versions": "previousVersions",
  "recycle-bin": "recycleBin",
  "own-files-only": "ownFilesOnly",
} as const satisfies Record<string, keyof ShareUpdate>;

interface Valued {
  readonly metavariable: string;
  readonly read: (text: string) => Partial<ShareUpdate>;
}

const VALUES: Readonly<Record<string, Valued>> = {
  comment: { metavariable: "TEXT", read: (text) => ({ comment: text }) },
  purpose: {
    metavariable: sharePurposeSchema.options.join("|"),
    read: (text) => ({ purpose: oneOf("purpose", text, sharePurposeSchema.options) }),
  },
  symlinks: {
    metavariable: "inside|none",
    read: (text) => ({ symlinks: oneOf("symlinks", text, ["inside", "none"] as const) }),
  },
  owner: {
    metavariable: "UID:GID|none",
    read: (text) => {
      if (text === "none") return { forceUid: null, forceGid: null };
      const [, uid, gid] = /^(\d+):(\d+)$/.exec(text) ?? [];
      if (uid === undefined) throw wrong("owner", text, "two numbers, as in 1000:1000, or none");
      return { forceUid: Number(uid), forceGid: Number(gid) };
    },
  },
  "file-mode": { metavariable: "OCTAL", read: (text) => ({ fileMode: octal("file-mode", text) }) },
  "folder-mode": {
    metavariable: "OCTAL",
    read: (text) => ({ directoryMode: octal("folder-mode", text) }),
  },
  "size-limit": {
    metavariable: "BYTES|none",
    read: (text) => ({ sizeLimitBytes: text === "none" ? null : bytes("size-limit", text) }),
  },
  "snapshot-folder": {
    metavariable: "PATH|none",
    read: (text) => ({ snapshotFolder: text === "none" ? null : text }),
  },
  "recycle-days": {
    metavariable: "DAYS",
    read: (text) => ({ recycleDays: count("recycle-days", text) }),
  },
  "recycle-size": {
    metavariable: "BYTES|none",
    read: (text) => ({ recycleBytesMax: text === "none" ? null : bytes("recycle-size", text) }),
  },
  "write-once": {
    metavariable: "MINUTES|none",
    read: (text) => ({ writeOnceMinutes: text === "none" ? null : count("write-once", text) }),
  },
  "audit-except": {
    metavariable: "KIND,…|none",
    read: (text) => ({
      auditExcept:
        text === "none"
          ? []
          : text
              .split(",")
              .map((kind) => oneOf("audit-except", kind, shareAuditKindSchema.options)),
    }),
  },
  "mass-change": {
    metavariable: "off|alert|throttle|block",
    read: (text) => ({
      massChangeAction: oneOf("mass-change", text, ["off", "alert", "throttle", "block"] as const),
    }),
  },
  "mass-deletions": {
    metavariable: "A_MINUTE",
    read: (text) => ({ massChangeDeletedMax: count("mass-deletions", text) }),
  },
  "mass-renames": {
    metavariable: "A_MINUTE",
    read: (text) => ({ massChangeRenamedMax: count("mass-renames", text) }),
  },
  "mass-overwrites": {
    metavariable: "A_MINUTE",
    read: (text) => ({ massChangeScrambledMax: count("mass-overwrites", text) }),
  },
};

const LISTS = { "allow-host": "hostsAllow", "deny-host": "hostsDeny" } as const;

export const SHARE_OPTIONS: Readonly<Record<string, ParseArgsOptionDescriptor>> = {
  ...Object.fromEntries(
    Object.keys(SWITCHES).flatMap((name) => [
      [name, { type: "boolean" }],
      [`no-${name}`, { type: "boolean" }],
    ]),
  ),
  ...Object.fromEntries(Object.keys(VALUES).map((name) => [name, { type: "string" }])),
  ...Object.fromEntries(
    Object.keys(LISTS).map((name) => [name, { type: "string", multiple: true }]),
  ),
  "all-hosts": { type: "boolean" },
};

export const SHARE_SYNOPSIS = [
  ...Object.keys(SWITCHES).map((name) => `[--[no-]${name}]`),
  ...Object.entries(VALUES).map(([name, { metavariable }]) => `[--${name} ${metavariable}]`),
  "[--allow-host ADDRESS[/BITS] …] [--deny-host ADDRESS[/BITS] …] [--all-hosts]",
].join(" ");

/** What was said, and nothing of what was not. */
export function readShareOptions(given: GivenOptions): Partial<ShareUpdate> {
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(SWITCHES)) {
    const [isOn, isOff] = [given.has(name), given.has(`no-${name}`)];
    if (isOn && isOff) throw new CliError(`Either --${name} or --no-${name}.`, ExitCode.usage);
    if (isOn || isOff) fields[field] = isOn;
  }
  for (const [name, { read }] of Object.entries(VALUES)) {
    const text = given.text(name);
    if (text !== undefined) Object.assign(fields, read(text));
  }
  for (const [name, field] of Object.entries(LISTS)) {
    const texts = given.texts(name);
    if (texts.length > 0 || given.has("all-hosts")) fields[field] = [...texts];
  }
  // Built of the tables above, whose fields are those of the body.
  return fields as Partial<ShareUpdate>;
}

function oneOf<Value extends string>(name: string, text: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw wrong(name, text, `one of ${values.join("|")}`);
  return found;
}

function octal(name: string, text: string): number {
  if (!/^[0-7]{3,4}$/.test(text)) throw wrong(name, text, "three or four digits from 0 to 7");
  return Number.parseInt(text, 8);
}

function count(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw wrong(name, text, "a number");
  return Number(text);
}

/** "500G" and "1.5T" are powers of 1024, as file managers count. */
function bytes(name: string, text: string): number {
  const [, number, unit = ""] = /^(\d{1,12}(?:\.\d{1,3})?)([KMGT]?)i?B?$/i.exec(text) ?? [];
  if (number === undefined) throw wrong(name, text, "bytes, as in 500G");
  return Math.floor(Number(number) * 1024 ** ("KMGT".indexOf(unit.toUpperCase() || "-") + 1));
}

function wrong(name: string, text: string, wanted: string): CliError {
  return new CliError(`--${name} takes ${wanted}, not "${text}".`, ExitCode.usage);
}
