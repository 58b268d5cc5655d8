import type { Logger } from "pino";
import type { Database } from "../db/database.ts";
import type { DataRoots } from "../module/folder/data-roots.ts";
import type { Sealer } from "../secret/sealer.ts";
import { packContents } from "./backup-contents.ts";
import { sealBackup } from "./backup-file.ts";
import { collectBackup } from "./collect-backup.ts";
import { BackupNotKept, keepBackup } from "./keep-backup.ts";
import { PASSPHRASE_SEAL } from "./passphrase-seal.ts";

export interface ScheduledBackupOptions {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly roots: DataRoots;
  readonly stateFolder: string;
  readonly version: string;
  readonly log: Logger;
  readonly now: () => number;
  readonly changed: () => void;
}

/** Saves the configuration by itself, so often as somebody wanted it. */
export class ScheduledBackup {
  readonly #options: ScheduledBackupOptions;
  #timer: NodeJS.Timeout | null;
  #running: Promise<string | null> | null;

  constructor(options: ScheduledBackupOptions) {
    this.#options = options;
    this.#timer = null;
    this.#running = null;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  /** Runs where it is time. */
  async look(): Promise<void> {
    const { db, log, now } = this.#options;
    try {
      const row = await db.backupSchedule.findUniqueOrThrow({ where: { id: 1 } });
      const atMs = nextAtMs(row);
      if (atMs !== null && atMs <= now()) await this.run();
    } catch (error) {
      // The database is away: looked at again soon.
      log.warn({ code: (error as { code?: unknown }).code }, "no backup could be made");
    }
  }

  /** Now, or with the one that is being made. null: it is made; else why not. */
  run(): Promise<string | null> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(): Promise<string | null> {
    const { db, now, log, changed } = this.#options;
    const triedAt = new Date(now());
    let data: object;
    let reason: string | null = null;
    try {
      const { path, bytes } = await this.#make(triedAt.getTime());
      data = { lastDoneAt: triedAt, lastError: "", lastFile: path, lastBytes: bytes };
      log.info({ bytes }, "the configuration was saved");
    } catch (error) {
      if (!(error instanceof BackupNotKept)) throw error;
      reason = error.message;
      data = { lastError: reason };
      log.warn({ reason }, "the configuration was not saved");
    }
    await db.backupSchedule.update({ where: { id: 1 }, data: { lastTriedAt: triedAt, ...data } });
    changed();
    return reason;
  }

  async #make(nowMs: number): Promise<{ path: string; bytes: number }> {
    const { db, sealer, roots, stateFolder, version } = this.#options;
    const row = await db.backupSchedule.findUniqueOrThrow({ where: { id: 1 } });
    if (row.sealedPassphrase === null) throw new BackupNotKept("It has no passphrase: set one.");
    const passphrase = sealer.open(row.sealedPassphrase, PASSPHRASE_SEAL);
    if (passphrase === null) {
      throw new BackupNotKept("Its passphrase does not open with this box's key: enter it anew.");
    }
    const { contents, migrations } = await collectBackup(db, sealer);
    const facts = { madeAtMs: nowMs, version, migrations };
    const packed = await packContents(contents);
    const content = await sealBackup(packed, passphrase.toString("utf8"), facts);
    const { serverName } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
    const { folder, keepCount } = row;
    const kept = { folder, keepCount, serverName, madeAtMs: nowMs, content };
    return { path: await keepBackup(roots, stateFolder, kept), bytes: content.length };
  }
}

interface Planned {
  readonly enabled: boolean;
  readonly intervalHours: number;
  readonly lastTriedAt: Date | null;
  readonly lastError: string;
}

/** null: none is planned. What failed is tried again within the hour. */
export function nextAtMs({
  enabled,
  intervalHours,
  lastTriedAt,
  lastError,
}: Planned): number | null {
  if (!enabled) return null;
  if (lastTriedAt === null) return 0;
  return lastTriedAt.getTime() + (lastError === "" ? intervalHours : 1) * HOUR_MS;
}

const LOOK_MS = 60_000;
const HOUR_MS = 3_600_000;
