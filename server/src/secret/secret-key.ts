import { randomBytes } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The key that seals secrets in the database: from `LARDER_SECRET_FILE`, else from `secret.key` in the state
 * folder, made on first start. A copy of the database without this file gives no password hash away.
 */
export async function loadSecretKey(
  stateFolder: string,
  secretFile: string | undefined,
): Promise<Buffer> {
  if (secretFile !== undefined) return parseKey(await readFile(secretFile, "utf8"), secretFile);
  const path = join(stateFolder, "secret.key");
  try {
    return parseKey(await readFile(path, "utf8"), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const key = randomBytes(KEY_BYTES);
  await writeOnce(path, `${key.toString("hex")}\n`);
  return key;
}

/** Whole or not at all, since a full disk takes a part; and never in the place of a key that seals something. */
async function writeOnce(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  try {
    await writeFile(beside, text, { mode: 0o600, flush: true });
    await link(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

const KEY_BYTES = 32;

function parseKey(text: string, path: string): Buffer {
  const hex = text.trim();
  if (!/^[0-9a-fA-F]{64}$/.test(hex)) {
    throw new Error(`${path} has to hold 64 hexadecimal digits and nothing else`);
  }
  return Buffer.from(hex, "hex");
}
