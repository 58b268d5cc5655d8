/** What the passphrase of the scheduled backup is bound to in its row. */
export const PASSPHRASE_SEAL = "backup-schedule passphrase";
