import { createPublicKey, X509Certificate } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Sealer } from "../secret/sealer.ts";
import { boxNames } from "./box-names.ts";
import { buildCertificate, newKey } from "./build.ts";
import { type Certificate, describe } from "./certificate.ts";

/**
 * The certificate in the state folder; made on first start, and again a month before it ends. It is not in the
 * database, because it also serves the page that says why there is none.
 */
export async function selfSigned(
  stateFolder: string,
  sealer: Sealer,
  nowMs: number,
): Promise<Certificate> {
  const folder = join(stateFolder, "tls");
  const [keyPath, certPath] = [join(folder, "server.key"), join(folder, "server.crt")];
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [sealed, cert] = [await readIfThere(keyPath), await readIfThere(certPath)];
  const key = sealed === null ? null : (sealer.open(sealed, KEY_SEAL)?.toString("utf8") ?? null);
  if (key !== null && cert !== null && isUsable(key, cert.toString("utf8"), nowMs)) {
    return describe(key, cert.toString("utf8"));
  }
  const made = await make(nowMs);
  if (!isUsable(made.key, made.cert, nowMs)) throw new Error("The new certificate does not verify");
  // Written beside and renamed: a start that is cut short must not leave half a key.
  const sealedKey = sealer.seal(Buffer.from(made.key, "utf8"), KEY_SEAL);
  await writeFile(`${keyPath}.new`, sealedKey, { mode: 0o600 });
  await writeFile(`${certPath}.new`, made.cert, { mode: 0o600 });
  await rename(`${keyPath}.new`, keyPath);
  await rename(`${certPath}.new`, certPath);
  return describe(made.key, made.cert);
}

const KEY_SEAL = "certificate self-signed";
const DAY_MS = 86_400_000;
/** The longest that Apple's clients accept. */
const LIFETIME_DAYS = 825;
const RENEW_DAYS = 30;

async function make(nowMs: number): Promise<{ key: string; cert: string }> {
  const key = await newKey();
  const cert = buildCertificate(key, {
    commonName: hostname() || "larder",
    names: boxNames(),
    days: LIFETIME_DAYS,
    nowMs,
    signer: null,
    isAuthority: false,
  });
  return { key, cert };
}

/** Checked by Node's own parser and verifier, which browsers' stacks resemble; forge only builds. */
function isUsable(key: string, cert: string, nowMs: number): boolean {
  try {
    const parsed = new X509Certificate(cert);
    return (
      parsed.verify(parsed.publicKey) &&
      parsed.publicKey.export({ type: "spki", format: "pem" }) === publicPem(key) &&
      parsed.validToDate.getTime() > nowMs + RENEW_DAYS * DAY_MS
    );
  } catch {
    // Not a certificate or not a key: whatever it is, a new one is better.
    return false;
  }
}

function publicPem(key: string): string | Buffer {
  return createPublicKey(key).export({ type: "spki", format: "pem" });
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
