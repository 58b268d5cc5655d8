import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import { BackupRefused } from "./backup-refused.ts";

/** What is inside a backup: rows by table, with their secrets opened. */
export const backupContentsSchema = z.strictObject({
  kind: z.literal("larder configuration"),
  tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
});
export type BackupContents = z.infer<typeof backupContentsSchema>;

/** A hundred thousand users take 60 MB. */
const UNPACKED_BYTES_MAX = 400 * 1024 * 1024;

export async function packContents(contents: BackupContents): Promise<Buffer> {
  return promisify(gzip)(JSON.stringify(contents));
}

export async function unpackContents(packed: Buffer): Promise<BackupContents> {
  try {
    const options = { maxOutputLength: UNPACKED_BYTES_MAX };
    const text = (await promisify(gunzip)(packed, options)).toString("utf8");
    return backupContentsSchema.parse(JSON.parse(text));
  } catch (cause) {
    // Sealed by somebody who knew the passphrase, and yet nothing that this program writes.
    throw new BackupRefused("The backup does not hold what a Larder box puts into it.", { cause });
  }
}
