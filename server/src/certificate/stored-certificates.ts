import { createSecureContext } from "node:tls";
import type { Logger } from "pino";
import type { Database, Transaction } from "../db/database.ts";
import type { Sealer } from "../secret/sealer.ts";
import { boxNames } from "./box-names.ts";
import { buildCertificate, newKey } from "./build.ts";
import { type Certificate, describe } from "./certificate.ts";
import type { ServedCertificate } from "./served-certificate.ts";

/** What a row of the table is for: at most one of each. */
export type Place = "served" | "request" | "authority";

export interface Stored {
  readonly kind: string;
  readonly pem: string;
  readonly key: string;
  readonly names: readonly string[];
  readonly createdAtMs: number;
}

/** A key opens in its own place only. */
export function certificateSealId(place: string): string {
  return `certificate ${place}`;
}

/** null: there is none, or its key was sealed by another box's key. */
export async function readStored(
  db: Database | Transaction,
  sealer: Sealer,
  place: Place,
): Promise<Stored | null> {
  const row = await db.storedCertificate.findUnique({ where: { id: place } });
  const key = row === null ? null : sealer.open(row.sealedKey, certificateSealId(place));
  if (row === null || key === null) return null;
  const { kind, pem, names, createdAt } = row;
  return { kind, pem, key: key.toString("utf8"), names, createdAtMs: createdAt.getTime() };
}

export async function writeStored(
  db: Transaction | Database,
  sealer: Sealer,
  place: Place,
  { createdAtMs, key, ...stored }: Stored,
): Promise<void> {
  const sealed = sealer.seal(Buffer.from(key, "utf8"), certificateSealId(place));
  const data = {
    ...stored,
    names: [...stored.names],
    sealedKey: Uint8Array.from(sealed),
    createdAt: new Date(createdAtMs),
  };
  await db.storedCertificate.upsert({
    where: { id: place },
    update: data,
    create: { id: place, ...data },
  });
}

const AUTHORITY_DAYS = 3650;
/** Browsers refuse longer ones. */
const ISSUED_DAYS = 397;
const RENEW_MS = 30 * 86_400_000;

/** With the authority of this box, which is made when there is none. */
export async function issueOwn(
  db: Transaction | Database,
  sealer: Sealer,
  names: readonly string[],
  nowMs: number,
): Promise<void> {
  const authority =
    (await readStored(db, sealer, "authority")) ?? (await newAuthority(db, sealer, nowMs));
  const key = await newKey();
  const cert = buildCertificate(key, {
    commonName: names[0] ?? "larder",
    names,
    days: ISSUED_DAYS,
    nowMs,
    signer: { key: authority.key, cert: authority.pem },
    isAuthority: false,
  });
  const pem = `${cert}${authority.pem}`;
  const stored = { kind: "own-authority", pem, key, names, createdAtMs: nowMs };
  await writeStored(db, sealer, "served", stored);
}

async function newAuthority(
  db: Transaction | Database,
  sealer: Sealer,
  nowMs: number,
): Promise<Stored> {
  const key = await newKey();
  const { serverName } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
  const pem = buildCertificate(key, {
    // With a date: a box that was set up anew has another one of the same name.
    commonName: `Larder ${serverName} ${new Date(nowMs).toISOString().slice(0, 10)}`,
    names: [],
    days: AUTHORITY_DAYS,
    nowMs,
    signer: null,
    isAuthority: true,
  });
  const made = { kind: "authority", pem, key, names: [], createdAtMs: nowMs };
  await writeStored(db, sealer, "authority", made);
  return made;
}

export interface CertificateKeeper {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly served: ServedCertificate;
  readonly log: Logger;
}

/** Serves what the database has, and renews in time what this box issued itself. */
export async function serveStored(keeper: CertificateKeeper, nowMs: number): Promise<void> {
  const { db, sealer, served, log } = keeper;
  const stored = await readStored(db, sealer, "served");
  if (stored === null) {
    const isLost = (await db.storedCertificate.count({ where: { id: "served" } })) > 0;
    if (isLost) log.warn("the certificate's key does not open; the pages have a self-signed one");
    return served.use(null);
  }
  const isOwn = stored.kind === "own-authority";
  if (isOwn && stored.createdAtMs + ISSUED_DAYS * 86_400_000 - RENEW_MS < nowMs) {
    const names = stored.names.length > 0 ? stored.names : boxNames();
    await issueOwn(db, sealer, names, nowMs);
    log.info("the certificate was renewed");
    const renewed = await readStored(db, sealer, "served");
    return served.use(renewed === null ? null : usable(renewed, log));
  }
  return served.use(usable(stored, log));
}

/** A newer OpenSSL may take less than the one before: then pages with another certificate are better than none. */
function usable({ key, pem }: Stored, log: Logger): Certificate | null {
  try {
    createSecureContext({ key, cert: pem, minVersion: "TLSv1.2" });
    return describe(key, pem);
  } catch {
    // OpenSSL has many errors for what it does not take.
    log.warn("TLS cannot work with the stored certificate; the pages have a self-signed one");
    return null;
  }
}
