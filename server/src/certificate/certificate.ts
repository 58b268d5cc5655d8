import { createHash, X509Certificate } from "node:crypto";

export interface Certificate {
  /** PKCS #8, PEM. A secret. */
  readonly key: string;
  /** PEM, the server's own first, then those between it and a root. */
  readonly cert: string;
  /** For people to compare with what the browser shows. */
  readonly fingerprint: string;
}

export function describe(key: string, cert: string): Certificate {
  return { key, cert, fingerprint: fingerprintOf(cert) };
}

export function fingerprintOf(cert: string): string {
  const digest = createHash("sha256").update(new X509Certificate(cert).raw).digest("hex");
  return digest.toUpperCase().replace(/(..)(?=.)/g, "$1:");
}
