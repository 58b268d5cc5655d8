import type { AlertKind, AlertRules } from "../contract/alert.ts";
import type { Database } from "../db/database.ts";
import type { Live } from "../engine/live.ts";
import type { DataDisk } from "../module/folder/data-disk.ts";
import type { DiskWatch } from "./disk-watch.ts";

/** Something that is so now, and that somebody should know. */
export interface Condition {
  readonly kind: AlertKind;
  /** What it is about, within its kind. */
  readonly subject: string;
  readonly title: string;
  readonly detail: string;
}

export interface Watched {
  readonly db: Database;
  readonly live: Live;
  readonly disk: DataDisk;
  readonly disks: DiskWatch<Condition>;
  /** Since when the engine cannot be asked; null: it can. */
  readonly unreachableSinceMs: number | null;
  /** Of these pages; null: not known. */
  readonly certificateEndsAtMs: () => Promise<number | null>;
  readonly nowMs: number;
}

/** Everything that is so, by the rules. */
export async function conditionsOf(rules: AlertRules, watched: Watched): Promise<Condition[]> {
  const found = await Promise.all([
    rules["disk-full"].enabled
      ? watched.disks.found(() => fullDisks(rules["disk-full"].freePercentMin, watched))
      : [],
    rules["failed-logons"].enabled ? failedLogons(rules["failed-logons"].countMax, watched) : [],
    rules.certificate.enabled ? endingCertificate(rules.certificate.daysMin, watched) : [],
    rules["mass-change"].enabled ? massChanges(watched) : [],
    rules["engine-unreachable"].enabled
      ? unreachable(rules["engine-unreachable"].minutesMax, watched)
      : [],
    rules["backup-failed"].enabled ? failedBackup(watched) : [],
  ]);
  return found.flat();
}

async function fullDisks(
  freePercentMin: number,
  { db, disk: dataDisk }: Watched,
): Promise<Condition[]> {
  const shares = await db.share.findMany({ where: { enabled: true }, orderBy: { name: "asc" } });
  // By file system: a disk with fifty shares is one disk.
  const disks = new Map<string, { names: string[]; percent: number; freeBytes: number }>();
  for (const { name, path } of shares.slice(0, SHARES_MAX)) {
    const disk = await diskOf(dataDisk, path);
    if (disk === null || disk.percent >= freePercentMin) continue;
    const known = disks.get(disk.key);
    if (known === undefined) disks.set(disk.key, { ...disk, names: [name] });
    else known.names.push(name);
  }
  return [...disks.values()].map(({ names, percent, freeBytes }) => ({
    kind: "disk-full",
    subject: names[0] ?? "",
    title: `The disk of ${names[0]} is nearly full`,
    detail: `${percent.toFixed(1)} % (${Math.floor(freeBytes / 1_048_576)} MiB) are free where ${listed(names)} lies. Delete something, empty recycle bins, or add space.`,
  }));
}

const SHARES_MAX = 1_000;

async function diskOf(
  disk: DataDisk,
  path: string,
): Promise<{ key: string; percent: number; freeBytes: number } | null> {
  try {
    const { freeBytes, totalBytes, key } = await disk.space(path);
    if (totalBytes === 0) return null;
    return { key, percent: (100 * freeBytes) / totalBytes, freeBytes };
  } catch (error) {
    // A disk that is not there is told by the state of its share.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_MAX;
  return more > 0 ? `${names.slice(0, NAMES_MAX).join(", ")} and ${more} more` : names.join(", ");
}

const NAMES_MAX = 5;
const LOGON_WINDOW_MS = 600_000;
const ADDRESSES_MAX = 20;

async function failedLogons(countMax: number, { db, nowMs }: Watched): Promise<Condition[]> {
  const rows = await db.$queryRaw<{ address: string; count: bigint; users: string[] }[]>`
    SELECT address, count(*) AS count, (array_agg(DISTINCT left("user", 64)))[1:5] AS users
    FROM audit_entries
    WHERE kind = 'logonFailed' AND time >= ${new Date(nowMs - LOGON_WINDOW_MS)}
    GROUP BY address HAVING count(*) > ${countMax}
    ORDER BY count(*) DESC LIMIT ${ADDRESSES_MAX}`;
  return rows.map(({ address, count, users }) => ({
    kind: "failed-logons",
    subject: address,
    title: `Many failed logons from ${address}`,
    detail: `${count} in ten minutes, as ${users.join(", ")}. Somebody guesses, or a device there has an old password.`,
  }));
}

const DAY_MS = 86_400_000;

async function endingCertificate(
  daysMin: number,
  { certificateEndsAtMs, nowMs }: Watched,
): Promise<Condition[]> {
  const endsAtMs = await certificateEndsAtMs();
  if (endsAtMs === null || endsAtMs - nowMs > daysMin * DAY_MS) return [];
  const day = new Date(endsAtMs).toISOString().slice(0, 10);
  const isOver = endsAtMs <= nowMs;
  return [
    {
      kind: "certificate",
      subject: "",
      title: isOver ? "The certificate has ended" : "The certificate ends soon",
      detail: isOver
        ? `The certificate of these pages ended on ${day}; browsers refuse it. Renew it, or restart the server where it makes its own.`
        : `The certificate of these pages ends on ${day}; browsers will refuse it. Renew it, or restart the server where it makes its own.`,
    },
  ];
}

function massChanges({ live }: Watched): Condition[] {
  return (live.status?.massChanges ?? []).map((change) => ({
    kind: "mass-change",
    // Never given twice, also by a file server that was started anew.
    subject: change.id,
    title: `${change.user || "Somebody"} changes too much in ${change.share}`,
    detail:
      `From ${change.address}: ${change.deletedCount} deleted, ${change.renamedCount} renamed, ` +
      `${change.scrambledCount} overwritten with what looks encrypted. ` +
      `${MEASURES[change.state]} See what was touched, then release the user, or switch the user off.`,
  }));
}

const MEASURES = {
  noted: "Nothing was done about it.",
  throttled: "The user is slowed down.",
  blocked: "The user was cut off and cannot come back until released.",
} as const;

async function failedBackup({ db }: Watched): Promise<Condition[]> {
  const { enabled, lastError, lastDoneAt } = await db.backupSchedule.findUniqueOrThrow({
    where: { id: 1 },
  });
  if (!enabled || lastError === "") return [];
  const since = lastDoneAt?.toISOString();
  return [
    {
      kind: "backup-failed",
      subject: "",
      title: "The configuration was not saved",
      detail:
        since === undefined
          ? `${lastError} It was never saved by itself yet.`
          : `${lastError} It was saved last at ${since}.`,
    },
  ];
}

function unreachable(minutesMax: number, { unreachableSinceMs, nowMs }: Watched): Condition[] {
  if (unreachableSinceMs === null || nowMs - unreachableSinceMs < minutesMax * 60_000) return [];
  return [
    {
      kind: "engine-unreachable",
      subject: "",
      title: "The file server does not answer",
      detail: `Since ${new Date(unreachableSinceMs).toISOString()}. Files may be out of reach; look at its log.`,
    },
  ];
}
