import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { type Certificate, describe } from "./certificate.ts";

/** Why a certificate cannot be used, for people. */
export class CertificateRefused extends Error {
  readonly field: "chain" | "key";

  constructor(field: "chain" | "key", message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * A certificate that somebody brings, with those between it and a root in any order: the key has to be its key, all
 * have to be valid now, and each has to be signed by the next. Checked by Node, not by forge.
 */
export function checkedChain(chain: string, key: string, nowMs: number): Certificate {
  const privateKey = readKey(key);
  const all = readCertificates(chain);
  const leaf = all.find((certificate) => certificate.checkPrivateKey(privateKey));
  if (leaf === undefined) {
    throw new CertificateRefused("key", "The key does not belong to any of these certificates.");
  }
  refuseUnfit(leaf);
  const ordered = order(leaf, all);
  for (const certificate of ordered) refuseUntimely(certificate, nowMs);
  const cert = ordered.map(String).join("");
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  try {
    createSecureContext({ key: pkcs8, cert, minVersion: "TLSv1.2" });
  } catch {
    // OpenSSL has opinions of its own, such as on keys that are too short; its words help nobody.
    throw new CertificateRefused("chain", "TLS cannot work with this certificate and key.");
  }
  return describe(pkcs8, cert);
}

const RSA_BITS_MIN = 2048;
const CHAIN_LENGTH_MAX = 10;
/** RFC 5280, 4.2.1.12: id-kp-serverAuth and anyExtendedKeyUsage. */
const SERVER_USES: readonly string[] = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

function readKey(key: string): KeyObject {
  if (/ENCRYPTED/.test(key)) {
    throw new CertificateRefused("key", "The key is protected by a password; remove it first.");
  }
  let read: KeyObject;
  try {
    read = createPrivateKey(key);
  } catch {
    throw new CertificateRefused("key", "This is not a private key in PEM form.");
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = read;
  if (type !== "rsa" && type !== "ec") {
    throw new CertificateRefused("key", "Browsers take RSA and ECDSA keys only.");
  }
  if (type === "rsa" && (details?.modulusLength ?? 0) < RSA_BITS_MIN) {
    throw new CertificateRefused("key", `An RSA key needs at least ${RSA_BITS_MIN} bits.`);
  }
  return read;
}

function readCertificates(chain: string): X509Certificate[] {
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) {
    throw new CertificateRefused("chain", "There is no certificate in PEM form in it.");
  }
  if (blocks.length > CHAIN_LENGTH_MAX) {
    throw new CertificateRefused("chain", `At most ${CHAIN_LENGTH_MAX} certificates.`);
  }
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    throw new CertificateRefused("chain", "One of the certificates cannot be read.");
  }
}

function refuseUnfit(leaf: X509Certificate): void {
  // Node calls the extended key usage so.
  const uses = leaf.keyUsage as readonly string[] | undefined;
  if (uses !== undefined && !uses.some((use) => SERVER_USES.includes(use))) {
    throw new CertificateRefused("chain", "The certificate is not meant for servers.");
  }
  if (leaf.subjectAltName === undefined) {
    throw new CertificateRefused(
      "chain",
      "The certificate names no address (subjectAltName); browsers refuse that.",
    );
  }
}

function refuseUntimely(certificate: X509Certificate, nowMs: number): void {
  const name = nameOf(certificate);
  if (certificate.validToDate.getTime() <= nowMs) {
    throw new CertificateRefused("chain", `${name} ended on ${certificate.validTo}.`);
  }
  if (certificate.validFromDate.getTime() > nowMs) {
    throw new CertificateRefused("chain", `${name} begins on ${certificate.validFrom} only.`);
  }
}

/** From the server's own upwards; a root at the end is left out by nobody, and does no harm. */
function order(leaf: X509Certificate, all: readonly X509Certificate[]): X509Certificate[] {
  const ordered = [leaf];
  const rest = new Set(all.filter((certificate) => certificate !== leaf));
  for (let last = leaf; rest.size > 0; ) {
    const next = [...rest].find((certificate) => isSignedBy(last, certificate));
    if (next === undefined) {
      const [stray] = rest;
      throw new CertificateRefused(
        "chain",
        `${stray === undefined ? "One" : nameOf(stray)} did not sign ${nameOf(last)}: the chain does not fit together.`,
      );
    }
    ordered.push(next);
    rest.delete(next);
    last = next;
  }
  return ordered;
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function nameOf(certificate: X509Certificate): string {
  return /CN=(.+)/.exec(certificate.subject)?.[1] ?? "A certificate";
}
