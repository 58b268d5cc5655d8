import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  X509Certificate,
} from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import forge from "node-forge";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** For people to compare with what the browser shows. */
  readonly fingerprint: string;
}

/** The certificate in the state folder; made on first start, and again a month before it ends. */
export async function selfSigned(stateFolder: string, nowMs: number): Promise<Certificate> {
  const folder = join(stateFolder, "tls");
  const [keyPath, certPath] = [join(folder, "server.key"), join(folder, "server.crt")];
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [key, cert] = [await readIfThere(keyPath), await readIfThere(certPath)];
  if (key !== null && cert !== null && isUsable(key, cert, nowMs)) return describe(key, cert);
  const made = make(nowMs);
  if (!isUsable(made.key, made.cert, nowMs)) throw new Error("The new certificate does not verify");
  // Written beside and renamed: a start that is cut short must not leave half a key.
  await writeFile(`${keyPath}.new`, made.key, { mode: 0o600 });
  await writeFile(`${certPath}.new`, made.cert, { mode: 0o600 });
  await rename(`${keyPath}.new`, keyPath);
  await rename(`${certPath}.new`, certPath);
  return describe(made.key, made.cert);
}

const DAY_MS = 86_400_000;
/** The longest that Apple's clients accept. */
const LIFETIME_DAYS = 825;
const RENEW_DAYS = 30;

function make(nowMs: number): { key: string; cert: string } {
  // Node makes the key: forge would take seconds.
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const forgeKey = forge.pki.privateKeyFromPem(key);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.rsa.setPublicKey(forgeKey.n, forgeKey.e);
  // RFC 5280, 4.1.2.2: positive, so the highest bit stays clear.
  certificate.serialNumber = `01${randomBytes(15).toString("hex")}`;
  certificate.validity.notBefore = new Date(nowMs - DAY_MS);
  certificate.validity.notAfter = new Date(nowMs + LIFETIME_DAYS * DAY_MS);
  const subject = [{ name: "commonName", value: hostname().slice(0, 64) || "larder" }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames: alternativeNames() },
  ]);
  certificate.sign(forgeKey, forge.md.sha256.create());
  return { key, cert: forge.pki.certificateToPem(certificate) };
}

/** RFC 5280, 4.2.1.6: 2 is a DNS name, 7 an address. */
function alternativeNames(): ({ type: 2; value: string } | { type: 7; ip: string })[] {
  const host = hostname().toLowerCase();
  const names = new Set(["localhost", host, `${host.split(".")[0]}.local`]);
  const addresses = new Set(["127.0.0.1", "::1"]);
  for (const entries of Object.values(networkInterfaces())) {
    for (const entry of entries ?? [])
      if (entry.scopeid === undefined || entry.scopeid === 0) addresses.add(entry.address);
  }
  return [
    ...[...names].filter(Boolean).map((value) => ({ type: 2 as const, value })),
    ...[...addresses].map((ip) => ({ type: 7 as const, ip })),
  ];
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

function describe(key: string, cert: string): Certificate {
  const digest = createHash("sha256").update(new X509Certificate(cert).raw).digest("hex");
  const fingerprint = digest.toUpperCase().replace(/(..)(?=.)/g, "$1:");
  return { key, cert, fingerprint };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
