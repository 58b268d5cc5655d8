/** What forge makes for us: certificates and requests. Keys are Node's, and Node checks what came out. */
import { generateKeyPair, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { promisify } from "node:util";
import forge from "node-forge";

const DAY_MS = 86_400_000;

export interface Signer {
  readonly key: string;
  readonly cert: string;
}

export interface CertificatePlan {
  readonly commonName: string;
  /** DNS names and addresses; none for an authority. */
  readonly names: readonly string[];
  readonly days: number;
  readonly nowMs: number;
  /** null: signed with its own key. */
  readonly signer: Signer | null;
  readonly isAuthority: boolean;
}

/** PKCS #8, PEM. Node makes it: forge would take seconds. */
export async function newKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

export function buildCertificate(key: string, plan: CertificatePlan): string {
  const forgeKey = forge.pki.privateKeyFromPem(key);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.rsa.setPublicKey(forgeKey.n, forgeKey.e);
  // RFC 5280, 4.1.2.2: positive, so the highest bit stays clear.
  certificate.serialNumber = `01${randomBytes(15).toString("hex")}`;
  certificate.validity.notBefore = new Date(plan.nowMs - DAY_MS);
  certificate.validity.notAfter = new Date(plan.nowMs + plan.days * DAY_MS);
  const subject = subjectOf(plan.commonName);
  certificate.setSubject(subject);
  const issuer = plan.signer === null ? null : forge.pki.certificateFromPem(plan.signer.cert);
  certificate.setIssuer(issuer === null ? subject : issuer.subject.attributes);
  certificate.setExtensions([
    plan.isAuthority
      ? { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true }
      : { name: "basicConstraints", cA: false, critical: true },
    plan.isAuthority
      ? { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true }
      : { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    ...(plan.isAuthority ? [] : [{ name: "extKeyUsage", serverAuth: true }]),
    { name: "subjectKeyIdentifier" },
    ...(plan.names.length === 0 ? [] : [alternativeNames(plan.names)]),
  ]);
  const signing = plan.signer === null ? forgeKey : forge.pki.privateKeyFromPem(plan.signer.key);
  certificate.sign(signing, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}

export function buildRequest(key: string, names: readonly string[], organization: string): string {
  const forgeKey = forge.pki.privateKeyFromPem(key);
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forge.pki.rsa.setPublicKey(forgeKey.n, forgeKey.e);
  request.setSubject([
    ...subjectOf(names[0] ?? ""),
    ...(organization === "" ? [] : [{ name: "organizationName", value: organization }]),
  ]);
  request.setAttributes([{ name: "extensionRequest", extensions: [alternativeNames(names)] }]);
  request.sign(forgeKey, forge.md.sha256.create());
  return forge.pki.certificationRequestToPem(request);
}

/** RFC 5280, upper bounds: ub-common-name. */
const COMMON_NAME_LENGTH_MAX = 64;

function subjectOf(name: string) {
  return [{ name: "commonName", value: name.slice(0, COMMON_NAME_LENGTH_MAX) }];
}

/** RFC 5280, 4.2.1.6: 2 is a DNS name, 7 an address. */
function alternativeNames(names: readonly string[]) {
  return {
    name: "subjectAltName",
    altNames: names.map((name) =>
      isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name },
    ),
  };
}
