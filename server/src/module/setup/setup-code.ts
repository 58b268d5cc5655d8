import { randomInt } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashPassword, verifyPassword } from "../../auth/password-hash.ts";
import type { Database } from "../../db/database.ts";

/**
 * The one-time code that proves, on a fresh box, that whoever opens the browser also sees the machine. The
 * database has its hash; the plain code lies in the state folder until it is used, for the launcher to print.
 */
export async function ensureSetupCode(db: Database, stateFolder: string): Promise<void> {
  const path = join(stateFolder, FILE);
  const { setupCodeHash } = await db.appliance.findUniqueOrThrow({ where: { id: 1 } });
  if ((await db.administrator.count()) > 0) {
    await rm(path, { force: true });
    return;
  }
  const code = await readCode(path);
  if (code !== null && setupCodeHash !== null && (await isSetupCode(setupCodeHash, code))) return;
  const fresh = newCode();
  await db.appliance.update({
    where: { id: 1 },
    data: { setupCodeHash: await hashPassword(comparable(fresh)) },
  });
  await rm(path, { force: true });
  await writeFile(path, `${fresh}\n`, { mode: 0o600, flag: "wx" });
}

export async function removeSetupCode(stateFolder: string): Promise<void> {
  await rm(join(stateFolder, FILE), { force: true });
}

/** Case, spaces and hyphens do not count: people type it from a screen. */
export function isSetupCode(hash: string | null, code: string): Promise<boolean> {
  return verifyPassword(hash, comparable(code));
}

const FILE = "setup-code";
/** No letters that look like digits or like each other. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 12 of 30 characters, 58 bits, against an address that may guess ten times a minute. */
function newCode(): string {
  const characters = Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return characters.join("").replace(/(.{4})(?=.)/g, "$1-");
}

function comparable(code: string): string {
  return code.replace(/[\s-]/g, "").toUpperCase();
}

async function readCode(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
