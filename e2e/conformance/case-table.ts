import { SNAPSHOT_OPTIONS } from "./torture-snapshot.ts";

/**
 * What single cases want of the server and of smbtorture, as Samba's own self-test gives it to them, as far as it is
 * about behaviour. The row with the longest beginning that fits a case's name holds for it.
 */
export interface CaseRow {
  /** Each lane has one of every kind, since many cases use the same names. */
  readonly share: ShareKind;
  readonly user: "alice" | "carol";
  readonly options: readonly string[];
  readonly secondsMax: number;
  /** What the machine must be able to do; without it the case is not judged. */
  readonly needs: readonly Ability[];
}

/**
 * plain; without change notification; with persistent handles; where the file system compresses nothing; with a
 * snapshot.
 */
export type ShareKind = "plain" | "quiet" | "available" | "flat" | "past";

/**
 * reflinks: a data folder on a Btrfs image. packets: a network of our own, in which cases cut connections off.
 * local: the data folder seen by smbtorture as local programs see it.
 */
export type Ability = "reflinks" | "packets" | "local";

const SECONDS_MAX = 45;

/** Cases that cut the wire under a connection wait for the server to notice. */
const CUTS = {
  options: [
    "--option=torture:use_iptables=yes",
    "--option=torture:iptables_command=/usr/sbin/iptables",
  ],
  needs: ["packets"],
} as const;

const ROWS: Readonly<Record<string, Partial<CaseRow>>> = {
  // These make others the owners of files, which takes an administrator.
  "smb2.acls.SDFLAGSVSCHOWN.": { user: "carol" },
  "smb2.create.acldir.": { user: "carol" },
  "smb2.create.aclfile.": { user: "carol" },
  "smb2.change_notify_disabled.": { share: "quiet" },
  // Samba holds writes back only on a share with a module for it; elsewhere no reply is late.
  "smb2.compound_async.read_read.": { options: ["--option=torture:smbd=no"] },
  "smb2.compound_async.write_write.": { options: ["--option=torture:smbd=no"] },
  "smb2.compound_find.compound_find_close.": { secondsMax: 120 },
  // Windows since 7 opens a file for SYNCHRONIZE alone, what came before did not.
  "smb2.create.gentest.": { options: ["--target=win7"] },
  "smb2.create.path-length.": { options: ["--option=torture:interactive=yes"], secondsMax: 120 },
  "smb2.dir.": { secondsMax: 120 },
  "smb2.durable-v2-open.persistent-": { share: "available" },
  // The name under which SMB would show what our access control lists are stored in.
  "smb2.ea.acl_xattr.": { options: ["--option=torture:acl_xattr_name=NTACL"] },
  "smb2.ioctl.compress_": { needs: ["reflinks"] },
  "smb2.ioctl.compress_notsup_": { share: "flat" },
  "smb2.ioctl.dup_extents_": { needs: ["reflinks"] },
  "smb2.ioctl.sparse_compressed.": { needs: ["reflinks"] },
  "smb2.lease.": { secondsMax: 90 },
  "smb2.lock.open-brlock-deadlock.": {
    options: ["--option=torture:open_brlock_deadlock_timemout=5"],
  },
  // What it is about is a rule of dialect 2.1: it leaves later ones alone.
  "smb2.lock.replay_broken_windows.": { options: ["--option=client max protocol=SMB2_10"] },
  "smb2.multichannel.": { ...CUTS, secondsMax: 180 },
  "smb2.multichannel.generic.": {},
  "smb2.notify.": { options: ["--option=client protection=sign"], secondsMax: 120 },
  "smb2.oplock.batch22": { ...CUTS, secondsMax: 90 },
  "smb2.replay.dhv2-pending3": { ...CUTS, secondsMax: 90 },
  "smb2.replay.replay5.": { share: "available" },
  // 16 TiB into a file it takes "disk full" from NTFS, and success where it is told that holes cost nothing.
  "smb2.rw.invalid.": { options: ["--option=torture:samba3=yes"] },
  "smb2.samba3misc.": { needs: ["local"] },
  "smb2.secleak.": { secondsMax: 90 },
  "smb2.set-sparse-ioctl.": { options: ["--option=torture:filename=set-sparse"] },
  "smb2.twrp.": { share: "past", options: SNAPSHOT_OPTIONS },
  "smb2.zero-data-ioctl.": {
    options: [
      "--option=torture:filename=set-sparse",
      "--option=torture:offset=4096",
      "--option=torture:beyond_final_zero=8192",
    ],
  },
};

export function rowOf(name: string): CaseRow {
  const key = Object.keys(ROWS)
    .filter((beginning) => name.startsWith(beginning))
    .sort((left, right) => right.length - left.length)[0];
  const row = key === undefined ? {} : ROWS[key];
  return { share: "plain", user: "alice", options: [], secondsMax: SECONDS_MAX, needs: [], ...row };
}
