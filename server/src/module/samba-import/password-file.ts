import type { LeftOut, Place } from "./smb-conf.ts";

/** An account as Samba or ksmbd keeps it. */
export interface FileAccount extends Place {
  readonly name: string;
  /** 32 hex digits; null: it has no password that would work. */
  readonly ntHash: string | null;
  /** ksmbd knows none. */
  readonly uid: number | null;
  readonly isEnabled: boolean;
  readonly neverExpires: boolean;
  readonly changedAtMs: number | null;
}

export interface PasswordFile {
  readonly accounts: readonly FileAccount[];
  readonly leftOut: readonly LeftOut[];
}

/** Reads `ksmbdpwd.db` (name:base64) and what `smbpasswd` and `pdbedit -L -w` write, line by line. */
export function parsePasswordFile(file: string, text: string): PasswordFile {
  const accounts: FileAccount[] = [];
  const leftOut: LeftOut[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const place = { file, line: index + 1 };
    const cells = line.split(":");
    const name = (cells[0] ?? "").trim();
    // Never the line itself: what it holds is as good as a password.
    const refuse = (reason: string) =>
      leftOut.push({ ...place, text: cells.length > 1 ? name : "…", reason });
    const read = cells.length >= 4 ? smbpasswdAccount(place, cells) : ksmbdAccount(place, cells);
    if (typeof read === "string") refuse(read);
    else accounts.push(read);
  }
  return { accounts, leftOut };
}

/** name:uid:LM:NT:[flags]:LCT-time:, as smbpasswd(5) says. */
function smbpasswdAccount(place: Place, cells: readonly string[]): FileAccount | string {
  const [name = "", uidText = "", , ntText = "", flags = "", changed = ""] = cells;
  if (!/^\d{1,10}$/.test(uidText)) return "The second field is no uid.";
  const kind = /^\[([A-Z ]*)\]$/.exec(flags.trim())?.[1] ?? "U";
  if (/[WSI]/.test(kind) || name.trim().endsWith("$")) {
    return "It is the account of a machine in a domain.";
  }
  if (!/^[0-9A-Fa-f]{32}$/.test(ntText) && !/^(X{32}|NO PASSWORDX*)$/i.test(ntText)) {
    return "The fourth field is no NT hash.";
  }
  const seconds = /^LCT-([0-9A-Fa-f]{8})$/.exec(changed.trim())?.[1];
  const changedAtMs = seconds === undefined ? 0 : Number.parseInt(seconds, 16) * 1000;
  const uid = Number(uidText);
  return {
    ...place,
    name: name.trim(),
    ntHash: /^[0-9A-Fa-f]{32}$/.test(ntText) && !kind.includes("N") ? usable(ntText) : null,
    uid: uid < UID_NONE ? uid : null,
    isEnabled: !kind.includes("D"),
    neverExpires: kind.includes("X"),
    // All ones where nobody ever set one.
    changedAtMs: changedAtMs === 0 || seconds?.toLowerCase() === "ffffffff" ? null : changedAtMs,
  };
}

function ksmbdAccount(place: Place, cells: readonly string[]): FileAccount | string {
  const [name = "", encoded = "", ...more] = cells;
  if (cells.length < 2 || more.length > 0)
    return "This is neither NAME:HASH nor a line of smbpasswd.";
  const bytes = Buffer.from(encoded.trim(), "base64");
  if (!/^[A-Za-z0-9+/]{22}==$/.test(encoded.trim()) || bytes.length !== 16) {
    return "The second field is no NT hash in base64.";
  }
  return {
    ...place,
    name: name.trim(),
    ntHash: usable(bytes.toString("hex")),
    uid: null,
    isEnabled: true,
    neverExpires: false,
    changedAtMs: null,
  };
}

/** An empty password is none: with it anybody could sign in. */
function usable(ntHash: string): string | null {
  const hash = ntHash.toLowerCase();
  return hash === EMPTY_PASSWORD ? null : hash;
}

const EMPTY_PASSWORD = "31d6cfe0d16ae931b73c59d7e0c089c0";
const UID_NONE = 4_294_967_295;
