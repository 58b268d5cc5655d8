import { hostname } from "node:os";
import { type AuditPolicy, auditPolicySchema } from "../../contract/audit-policy.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { ForwardingPlan } from "../../syslog/audit-forwarder.ts";

export async function readAuditPolicy(db: Database | Transaction): Promise<AuditPolicy> {
  const { id: _, ...row } = await db.auditPolicy.findUniqueOrThrow({ where: { id: 1 } });
  return auditPolicySchema.parse(row);
}

/** null: entries go nowhere else. */
export function forwardingPlan(policy: AuditPolicy): ForwardingPlan | null {
  if (!policy.syslogEnabled) return null;
  return {
    transport: policy.syslogTransport,
    host: policy.syslogHost,
    port: policy.syslogPort,
    ca: policy.syslogTransport === "tls" ? policy.syslogCa : "",
    facility: policy.syslogFacility,
    hostName: hostname(),
    processId: process.pid,
  };
}
