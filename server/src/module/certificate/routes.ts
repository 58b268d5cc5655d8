import { X509Certificate } from "node:crypto";
import { isIPv6 } from "node:net";
import { boxNames } from "../../certificate/box-names.ts";
import { buildRequest, newKey } from "../../certificate/build.ts";
import { fingerprintOf } from "../../certificate/certificate.ts";
import { CertificateRefused, checkedChain } from "../../certificate/checked-chain.ts";
import {
  issueOwn,
  readStored,
  serveStored,
  writeStored,
} from "../../certificate/stored-certificates.ts";
import type { CertificateState, certificateRoutes } from "../../contract/certificate.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { Services } from "../services.ts";

export function certificateHandlers(services: Services): Handlers<typeof certificateRoutes> {
  const { changes, db, sealer, served } = services;

  async function now(nowMs: number): Promise<{ item: CertificateState }> {
    await serveStored(services, nowMs);
    return { item: await readState(services) };
  }

  return {
    read: () => readState(services),

    upload: async (cx, { body }) => {
      const request = await readStored(db, sealer, "request");
      const key = body.key || (request?.key ?? null);
      if (key === null) return refused("key", "The key is needed: no request waits here for one.");
      let checked: ReturnType<typeof checkedChain>;
      try {
        checked = checkedChain(body.chain, key, cx.nowMs);
      } catch (error) {
        if (!(error instanceof CertificateRefused)) throw error;
        return refused(error.field, error.message);
      }
      const leaf = new X509Certificate(checked.cert);
      await changes.apply(cx, ["certificate"], async (tx) => {
        const names = namesOf(leaf);
        const stored = { kind: "uploaded", pem: checked.cert, key: checked.key, names };
        await writeStored(tx, sealer, "served", { ...stored, createdAtMs: cx.nowMs });
        // Its key is in use now, and must not be handed to another certificate.
        if (!body.key) await tx.storedCertificate.deleteMany({ where: { id: "request" } });
        cx.note({ detail: `${names.join(", ")}; until ${leaf.validTo}` });
      });
      return now(cx.nowMs);
    },

    selfSign: async (cx) => {
      await changes.apply(cx, ["certificate"], async (tx) => {
        await tx.storedCertificate.deleteMany({ where: { id: "served" } });
      });
      return now(cx.nowMs);
    },

    request: async (cx, { body: { names, organization } }) => {
      const key = await newKey();
      const pem = buildRequest(key, names, organization);
      await changes.apply(cx, ["certificate"], async (tx) => {
        const stored = { kind: "request", pem, key, names, createdAtMs: cx.nowMs };
        await writeStored(tx, sealer, "request", stored);
        cx.note({ detail: names.join(", ") });
      });
      return { item: await readState(services) };
    },

    removeRequest: async (cx) => {
      await changes.apply(cx, ["certificate"], async (tx) => {
        await tx.storedCertificate.deleteMany({ where: { id: "request" } });
      });
      return undefined;
    },

    issue: async (cx, { body: { names } }) => {
      await changes.apply(cx, ["certificate"], async (tx) => {
        await issueOwn(tx, sealer, names, cx.nowMs);
        cx.note({ detail: names.join(", ") });
      });
      return now(cx.nowMs);
    },

    authority: async () => {
      const row = await db.storedCertificate.findUnique({ where: { id: "authority" } });
      return (
        row?.pem ?? new ProblemAnswer("not-found", "This box has no authority of its own yet.")
      );
    },
  };

  async function readState({ db: from }: Services): Promise<CertificateState> {
    const { cert, fingerprint } = await served.now();
    const [row, request, authority] = await Promise.all(
      ["served", "request", "authority"].map((id) =>
        from.storedCertificate.findUnique({ where: { id } }),
      ),
    );
    const leaf = new X509Certificate(cert);
    const root = authority ? new X509Certificate(authority.pem) : null;
    const isStored = row != null && fingerprintOf(row.pem) === fingerprint;
    const kind = isStored ? (row.kind === "own-authority" ? row.kind : "uploaded") : "self-signed";
    return {
      kind,
      subject: commonName(leaf.subject),
      issuer: commonName(leaf.issuer),
      names: namesOf(leaf),
      validFromMs: leaf.validFromDate.getTime(),
      validToMs: leaf.validToDate.getTime(),
      fingerprint,
      boxNames: boxNames(),
      request: request
        ? { pem: request.pem, names: request.names, madeAtMs: request.createdAt.getTime() }
        : null,
      authority:
        root === null
          ? null
          : {
              subject: commonName(root.subject),
              validToMs: root.validToDate.getTime(),
              fingerprint: fingerprintOf(root.toString()),
            },
    };
  }
}

function refused(path: "chain" | "key", message: string): ProblemAnswer {
  return new ProblemAnswer("certificate-refused", message, { fields: [{ path, message }] });
}

function commonName(subject: string): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll("\n", ", ");
}

/** "DNS:nas.local, IP Address:192.0.2.1" */
function namesOf(certificate: X509Certificate): string[] {
  const entries = (certificate.subjectAltName ?? "").split(/,\s*/).filter(Boolean);
  return entries.map((entry) => {
    const name = entry.replace(/^(DNS|IP Address):/, "");
    // OpenSSL writes all eight groups of an IPv6 address; people know the short form.
    return isIPv6(name) ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name;
  });
}
