import { nextAtMs } from "../../backup/scheduled-backup.ts";
import {
  backupScheduleUpdateSchema,
  type StoredBackupSchedule,
} from "../../contract/backup-schedule.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { editable, versioned } from "../versioned.ts";

export async function readSchedule(from: Database | Transaction): Promise<StoredBackupSchedule> {
  const row = await from.backupSchedule.findUniqueOrThrow({ where: { id: 1 } });
  const { enabled, intervalHours, keepCount, folder, lastError, lastFile, lastBytes } = row;
  const sealed = row.sealedPassphrase;
  const schedule = {
    ...{ enabled, intervalHours, keepCount, folder, lastError, lastFile, lastBytes },
    hasPassphrase: sealed !== null,
    lastTriedAtMs: row.lastTriedAt?.getTime() ?? null,
    lastDoneAtMs: row.lastDoneAt?.getTime() ?? null,
    nextAtMs: nextAtMs(row),
  };
  // Another passphrase is another version, though nobody is shown either.
  const secret = sealed === null ? null : Buffer.from(sealed).toString("base64");
  return versioned("backup-schedule", schedule, [
    ...editable(schedule, backupScheduleUpdateSchema),
    secret,
  ]);
}
