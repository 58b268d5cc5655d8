import { readdir } from "node:fs/promises";
import { type BackupContents, unpackContents } from "../../backup/backup-contents.ts";
import { openBackup, readBackupFacts } from "../../backup/backup-file.ts";
import { BackupRefused } from "../../backup/backup-refused.ts";
import type { BackupSummary } from "../../contract/backup.ts";
import type { Database } from "../../db/database.ts";
import { migrationsFolder } from "../../db/place.ts";
import { readRequiredReleases } from "../../db/required-releases.ts";
import type { DataRoots } from "../folder/data-roots.ts";

export interface ReadBackup {
  readonly contents: BackupContents;
  readonly summary: BackupSummary;
}

/** Opens a backup and looks at what is in it. Throws BackupRefused, in words. */
export async function readBackup(
  db: Database,
  roots: DataRoots,
  content: string,
  passphrase: string,
): Promise<ReadBackup> {
  const file = Buffer.from(content, "base64");
  const facts = readBackupFacts(file);
  await refuseOtherSchema(facts.version, facts.migrations);
  const contents = await unpackContents(await openBackup(file, passphrase));
  const { tables } = contents;
  const administrators = tables.administrators ?? [];
  const hasAdmin = administrators.some(
    (row) => row.role === "admin" && typeof row.password_hash === "string",
  );
  if (!hasAdmin) throw new BackupRefused("The backup has no administrator with a password.");
  const shares = [];
  for (const row of tables.shares ?? []) {
    shares.push(await shareIn(roots, String(row.name), String(row.path)));
  }
  const { sid } = await db.appliance.findUniqueOrThrow({ where: { id: 1 } });
  const isOfThisBox = tables.appliance?.[0]?.sid === sid;
  const serverName = String(tables.settings?.[0]?.server_name ?? "");
  const summary = {
    madeAtMs: facts.madeAtMs,
    version: facts.version,
    serverName,
    isOfThisBox,
    administrators: administrators.map((row) => String(row.name)).sort(),
    shares: shares.sort((left, right) => left.name.localeCompare(right.name)),
    userCount: tables.users?.length ?? 0,
    groupCount: tables.groups?.length ?? 0,
    apiKeyCount: tables.api_keys?.length ?? 0,
  };
  return { contents, summary: { ...summary, warnings: warningsOf(summary) } };
}

async function refuseOtherSchema(version: string, migrations: readonly string[]): Promise<void> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const known = new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
  if (migrations.some((name) => !known.has(name))) {
    throw new BackupRefused(
      `A newer release (${version}) made this backup. Bring this box up to date first.`,
    );
  }
  for (const { release, migration } of await readRequiredReleases(migrationsFolder)) {
    if (migrations.includes(migration)) continue;
    throw new BackupRefused(
      `This backup is too old for this release. Restore it with release ${release}, and make a new one there.`,
    );
  }
}

type ShareIn = BackupSummary["shares"][number];

async function shareIn(roots: DataRoots, name: string, path: string): Promise<ShareIn> {
  const found = await roots.resolve(path);
  if (!found.isInside || found.touchesState) return { name, path, state: "outside" };
  return { name, path, state: found.isFolder ? "there" : "missing" };
}

function warningsOf(summary: Omit<BackupSummary, "warnings">): string[] {
  const { isOfThisBox, serverName, shares, administrators } = summary;
  const namesOf = (state: ShareIn["state"]) =>
    shares.filter((share) => share.state === state).map(({ name }) => name);
  const [missing, outside] = [namesOf("missing"), namesOf("outside")];
  return [
    ...(isOfThisBox
      ? []
      : [
          `It is of another box, ${serverName}: this one becomes that box. Do not run both on one network.`,
        ]),
    ...(missing.length === 0
      ? []
      : [
          `The folders of ${missing.join(", ")} are not here yet: bring the files back to the same place.`,
        ]),
    ...(outside.length === 0
      ? []
      : [
          `${outside.join(", ")}: not in a data folder of this box, so switched off until you choose another folder.`,
        ]),
    "Files are not in a backup.",
    administrators.length === 1
      ? `From then on ${administrators.join()} signs in here, with the password of then.`
      : `From then on ${administrators.join(", ")} sign in here, with the passwords of then (${administrators.length} administrators).`,
  ];
}
