import type { SharePurpose } from "../../contract/share-purpose.ts";
import { commonRanges, contains, parseHostList } from "./host-list.ts";
import type { SectionValues } from "./section-values.ts";
import type { Place, Section } from "./smb-conf.ts";
import { type OwnDomains, type WantedGrant, wantedGrants } from "./wanted-grants.ts";

/** A share as the file has it, in our words. */
export interface WantedShare extends Place {
  /** The section's name. */
  readonly source: string;
  readonly name: string;
  /** null: it depends on who comes. */
  readonly path: string | null;
  readonly fields: WantedShareFields;
  readonly forceUser: string | null;
  readonly forceGroup: string | null;
  readonly grants: readonly WantedGrant[];
  readonly warnings: readonly string[];
}

export interface WantedShareFields {
  readonly comment: string;
  readonly purpose: SharePurpose;
  readonly enabled: boolean;
  readonly hidden: boolean;
  readonly readOnly: boolean;
  readonly encryptionRequired: boolean;
  readonly caseSensitive: boolean;
  readonly symlinks: "none" | "inside";
  readonly fileMode: number;
  readonly directoryMode: number;
  readonly accessBasedEnumeration: boolean;
  readonly continuouslyAvailable: boolean;
  readonly changeNotify: boolean;
  readonly hostsAllow: string[];
  readonly hostsDeny: string[];
  readonly homes: boolean;
  readonly sizeLimitBytes: number | null;
  readonly previousVersions: boolean;
  readonly snapshotFolder: string | null;
  readonly recycleBin: boolean;
  readonly recycleDays: number;
  readonly writeOnceMinutes: number | null;
}

export function wantedShare(
  section: Section,
  values: SectionValues,
  global: SectionValues,
  domains: OwnDomains,
): WantedShare {
  const warnings: string[] = [];
  const isHomes = section.name.toLowerCase() === "homes";
  const grants = wantedGrants(section.name, values, domains, warnings);
  const modules = values.list("vfsobjects").map((name) => name.toLowerCase());
  const timeMachine = modules.includes("fruit") && values.yes("fruit:timemachine", false);
  const folder = pathOf(values, isHomes);
  if (values.yes("guestok", false) || values.yes("guestonly", false)) {
    for (const key of ["guestok", "guestonly"]) {
      values.leave(key, "Nobody comes in without a name: give guests an account.");
    }
  }
  const fields: WantedShareFields = {
    comment: commentOf(values),
    purpose: timeMachine ? "time-machine" : isHomes || folder.isHomes ? "homes" : "general",
    enabled: values.yes("available", true),
    hidden: !values.yes("browseable", true),
    // With somebody who may write after all, the rights below say who.
    readOnly:
      values.yes("readonly", true) &&
      grants.every(({ right }) => right === "read" || right === "none"),
    encryptionRequired: isRequired(values, "smbencrypt"),
    caseSensitive: isCaseSensitive(values),
    symlinks: symlinksOf(values),
    fileMode: (values.mode("createmask", 0o744) & 0o666) | values.mode("forcecreatemode", 0),
    directoryMode: values.mode("directorymask", 0o755) | values.mode("forcedirectorymode", 0),
    accessBasedEnumeration: values.yes("hideunreadable", false),
    continuouslyAvailable: values.yes("continuousavailability", false),
    changeNotify: values.yes("changenotify", true),
    ...hostsOf(values, global, warnings),
    homes: isHomes || folder.isHomes,
    sizeLimitBytes: timeMachine ? sizeOf(values) : null,
    ...modulesOf(values, modules),
  };
  return {
    file: section.file,
    line: section.line,
    source: section.name,
    // [homes] is a name with a meaning of its own in Samba, which clients never see.
    name: isHomes ? "home" : section.name,
    path: folder.path,
    fields,
    forceUser: accountOf(values, "forceuser"),
    forceGroup: accountOf(values, "forcegroup"),
    grants,
    warnings,
  };
}

function pathOf(
  values: SectionValues,
  isHomes: boolean,
): { path: string | null; isHomes: boolean } {
  const given = values.text("path");
  if (given === "") return { path: isHomes ? "/home" : null, isHomes };
  const parts = given.split("/").filter((part) => part !== "");
  const isOwn = parts.length > 1 && /^%[SUu]$/.test(parts.at(-1) ?? "");
  if (isOwn) parts.pop();
  const isFixed = given.startsWith("/") && !parts.some((part) => part.includes("%"));
  if (!isFixed || parts.includes("..") || (isHomes && !isOwn)) {
    values.leave("path", "The folder depends on who comes, or is no absolute path: choose one.");
    return { path: null, isHomes };
  }
  return { path: `/${parts.join("/")}`, isHomes: isOwn };
}

function commentOf(values: SectionValues): string {
  const comment = values.text("comment");
  if (comment.includes("%")) values.leave("comment", "What stands behind % is not filled in here.");
  return comment.slice(0, 256);
}

/** Whether everybody has to; what is only offered is offered here anyhow. */
export function isRequired(values: SectionValues, key: string): boolean {
  return /^(required?|mandatory|force[d]?)$/i.test(values.text(key));
}

function isCaseSensitive(values: SectionValues): boolean {
  if (/^auto$/i.test(values.text("casesensitive"))) return false;
  return values.yes("casesensitive", false);
}

function symlinksOf(values: SectionValues): "none" | "inside" {
  if (values.yes("widelinks", false)) {
    values.leave("widelinks", "Links are followed inside the share at most.");
  }
  return values.yes("followsymlinks", true) ? "inside" : "none";
}

/** [global] counts for each share, whatever the share says itself: who is in both lists may come. */
function hostsOf(values: SectionValues, global: SectionValues, warnings: string[]) {
  const [own, all] = [readHosts(values, "hostsallow"), readHosts(global, "hostsallow")];
  const [ownDenied, allDenied] = [readHosts(values, "hostsdeny"), readHosts(global, "hostsdeny")];
  // Each is held against each of the others.
  const isTooMany = [own, all, ownDenied, allDenied].some(
    ({ ranges, excepted }) => ranges.length + excepted.length > HOSTS_READ_MAX,
  );
  if (isTooMany) return onlyThisBox(warnings);
  const isLimited = values.text("hostsallow") !== "" || global.text("hostsallow") !== "";
  const hostsAllow =
    own.ranges.length > 0 && all.ranges.length > 0
      ? commonRanges(own.ranges, all.ranges)
      : [...own.ranges, ...all.ranges];
  const denied = [...new Set([...ownDenied.ranges, ...allDenied.ranges])];
  if (isLimited && hostsAllow.length === 0) {
    hostsAllow.push("127.0.0.1");
    warnings.push("None of the hosts that may come has an address: only this box itself may.");
  }
  // Who is allowed is, in Samba, denied or not; here a narrower denial would win.
  const kept = denied.filter((range) => !hostsAllow.some((other) => contains(other, range)));
  // Where one list denies all but some, these are who may come.
  const isOneList = ownDenied.ranges.length === 0 || allDenied.ranges.length === 0;
  if (!isLimited && isOneList) hostsAllow.push(...ownDenied.excepted, ...allDenied.excepted);
  const hostsDeny = [...new Set([...kept, ...own.excepted, ...all.excepted])];
  if (hostsAllow.length > HOSTS_MAX || hostsDeny.length > HOSTS_MAX) return onlyThisBox(warnings);
  return { hostsAllow, hostsDeny };
}

function onlyThisBox(warnings: string[]): { hostsAllow: string[]; hostsDeny: string[] } {
  warnings.push(`More than ${HOSTS_MAX} hosts one way: only this box itself may come.`);
  return { hostsAllow: ["127.0.0.1"], hostsDeny: [] };
}

function readHosts(
  values: SectionValues,
  key: string,
): { ranges: readonly string[]; excepted: readonly string[] } {
  const { ranges, excepted, unknown, hasUnknownException } = parseHostList(values.list(key));
  if (unknown.length > 0) {
    values.leave(key, `Only addresses and networks are known here, not ${unknown.join(", ")}.`);
  }
  // Who is excepted cannot be told from those who are not: nobody is let in by the list.
  if (hasUnknownException && key === "hostsallow") return { ranges: [], excepted: [] };
  return { ranges, excepted };
}

const HOSTS_MAX = 64;
const HOSTS_READ_MAX = 256;

function sizeOf(values: SectionValues): number | null {
  const bytes = values.bytes("fruit:timemachinemaxsize");
  return bytes === null || bytes < SIZE_MIN ? null : bytes;
}

const SIZE_MIN = 1_048_576;

function modulesOf(values: SectionValues, modules: readonly string[]) {
  const strangers = modules.filter((name) => !CARRIED_MODULES.has(name));
  if (strangers.length > 0) {
    values.leave("vfsobjects", `Not taken over: ${strangers.map(moduleWords).join("; ")}.`);
  }
  const previousVersions = modules.includes("shadow_copy2") || modules.includes("snapper");
  const isWorm = modules.includes("worm");
  const graceSeconds = isWorm ? Number(values.text("worm:grace_period") || "3600") : Number.NaN;
  const minutes = Math.ceil(graceSeconds / 60);
  return {
    previousVersions,
    snapshotFolder: previousVersions ? snapshotFolderOf(values) : null,
    recycleBin: modules.includes("recycle"),
    // Samba's bin is emptied by nobody.
    recycleDays: 0,
    writeOnceMinutes:
      Number.isInteger(minutes) && minutes >= 0 && minutes <= 525_600 ? minutes : null,
  };
}

function snapshotFolderOf(values: SectionValues): string | null {
  const folder = values.text("shadow:snapdir");
  if (folder === "" || folder === ".snapshots" || folder === ".zfs/snapshot") return null;
  return folder.includes("%") || folder.length > 1024 ? null : folder;
}

/** What these do is there, or is on for every share anyhow. */
const CARRIED_MODULES = new Set([
  "recycle",
  "shadow_copy2",
  "snapper",
  "worm",
  "fruit",
  "catia",
  "streams_xattr",
  "acl_xattr",
  "btrfs",
]);

function moduleWords(name: string): string {
  return MODULE_WORDS[name] ?? name;
}

const MODULE_WORDS: Readonly<Record<string, string>> = {
  full_audit: "full_audit (the audit log of this box records changes)",
  streams_depot: "streams_depot (its streams are not read; copy files over a client to keep them)",
  acl_tdb: "acl_tdb (rights kept in a database; only those in extended attributes are read)",
  nfs4acl_xattr: "nfs4acl_xattr (rights of NFS are not read)",
  zfsacl: "zfsacl (rights of ZFS are not read)",
  virusfilter: "virusfilter (nothing is scanned)",
  dirsort: "dirsort (clients sort by themselves)",
};

function accountOf(values: SectionValues, key: string): string | null {
  const name = values.text(key).replace(/^[@+&]+/, "");
  if (name === "" || !name.includes("%")) return name === "" ? null : name;
  values.leave(key, "Whose files they are may not depend on who comes.");
  return null;
}
