import { X509Certificate } from "node:crypto";
import type {
  AuditPolicy,
  auditPolicyRoutes,
  StoredAuditPolicy,
} from "../../contract/audit-policy.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { trySyslog } from "../../syslog/try-syslog.ts";
import { changedFields } from "../changed-fields.ts";
import { refuseStale } from "../refuse-stale.ts";
import type { Services } from "../services.ts";
import { versioned } from "../versioned.ts";
import { forwardingPlan, readAuditPolicy } from "./read-audit-policy.ts";

export function auditPolicyHandlers(services: Services): Handlers<typeof auditPolicyRoutes> {
  const { changes, db, forwarder } = services;
  return {
    read: async () => ({ policy: await readStored(db), syslog: forwarder.state }),

    update: async (cx, { query, body }) => {
      const item = await changes.apply(cx, ["audit-policy"], async (tx) => {
        // Two who change it take turns: what the first wrote is not written back by the second.
        await tx.$queryRaw`SELECT id FROM audit_policy WHERE id = 1 FOR UPDATE`;
        await refuseStale(tx, await readStored(tx), query.ifVersion);
        const given = Object.entries(body).filter(([, value]) => value !== undefined);
        const merged: AuditPolicy = {
          ...(await readAuditPolicy(tx)),
          ...Object.fromEntries(given),
        };
        refuseIncomplete(merged);
        await tx.auditPolicy.update({ where: { id: 1 }, data: merged });
        // The certificate is long, and public; that it changed is enough.
        cx.note({
          detail: changedFields({ ...body, ...(body.syslogCa ? { syslogCa: "…" } : {}) }),
        });
        return readStored(tx);
      });
      forwarder.configure(forwardingPlan(item));
      return { item };
    },

    test: async (cx) => {
      const plan = forwardingPlan(await readAuditPolicy(db));
      if (plan === null) {
        return new ProblemAnswer("delivery-failed", "Forwarding is off: switch it on and save.");
      }
      const reason = await trySyslog(plan, {
        timeMs: cx.nowMs,
        source: "admin",
        kind: "audit.test-forwarding",
        user: cx.actor,
        address: cx.address,
        share: "",
        path: "",
        status: "",
        detail: "A test; nothing happened.",
      });
      if (reason === null) return undefined;
      return new ProblemAnswer("delivery-failed", `${plan.host}:${plan.port}: ${reason}`);
    },
  };
}

async function readStored(from: Database | Transaction): Promise<StoredAuditPolicy> {
  return versioned("audit-policy", await readAuditPolicy(from));
}

function refuseIncomplete(policy: AuditPolicy): void {
  if (policy.syslogCa !== "" && !isCertificate(policy.syslogCa)) {
    refuse("syslogCa", "This is no certificate that can be read.");
  }
  if (policy.syslogEnabled && policy.syslogHost === "") {
    refuse("syslogHost", "Say which server the entries go to.");
  }
}

/** Those who speak TLS leave out what they cannot read, and then trust nobody. */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    // OpenSSL has many errors for what is not a certificate.
    return false;
  }
}

function refuse(path: string, message: string): never {
  throw new ProblemAnswer("invalid", message, { fields: [{ path, message }] });
}
