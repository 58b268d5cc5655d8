import { certificateSealId } from "../certificate/stored-certificates.ts";
import { CLIENT_SECRET_SEAL } from "../module/identity-provider/provider.ts";
import { totpSealId } from "../module/second-factor/second-factor.ts";
import { PASSPHRASE_SEAL } from "./passphrase-seal.ts";

/** Tables that say what happened and not what is wanted; every other one is carried. */
export const LEFT_TABLES: readonly string[] = [
  "_prisma_migrations",
  "admin_sessions",
  "alert_deliveries",
  "alerts",
  "audit_entries",
  "engine_changes",
  "engine_revisions",
  "jobs",
  "removals",
];

export type BackupRow = Record<string, unknown>;

/** Of columns with sealed secrets: what each is bound to. Another box has another key, so they travel opened. */
export const SEALED_COLUMNS: Readonly<
  Record<string, Readonly<Record<string, (row: BackupRow) => string>>>
> = {
  users: { sealed_nt_hash: (row) => String(row.id) },
  former_passwords: { sealed_nt_hash: (row) => String(row.user_id) },
  administrators: {
    sealed_totp_secret: (row) => totpSealId(String(row.id)),
    sealed_totp_offer: (row) => totpSealId(String(row.id)),
  },
  backup_schedule: { sealed_passphrase: () => PASSPHRASE_SEAL },
  alert_channels: { sealed_secret: (row) => `alert-channel ${String(row.id)}` },
  certificates: { sealed_key: (row) => certificateSealId(String(row.id)) },
  identity_provider: { sealed_client_secret: () => CLIENT_SECRET_SEAL },
};
