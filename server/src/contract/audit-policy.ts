import { z } from "zod";
import { unchangedQuerySchema } from "./identifier.ts";
import { defineRoute } from "./route.ts";
import { stored } from "./version.ts";

export const AUDIT_ROWS_MAX = 5_000_000;

/** A name of DNS or an address, as a person writes it; nothing that would need a URL. */
const hostSchema = z
  .string()
  .trim()
  .max(253)
  .regex(/^[A-Za-z0-9._:-]*$/, "A name or an address, without a port");

export const auditPolicySchema = z.strictObject({
  retentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .nullable()
    .describe("Older entries are removed; null: as long as there is room"),
  rowsMax: z
    .int()
    .min(10_000)
    .max(AUDIT_ROWS_MAX)
    .describe("More are not kept: the oldest go; a million take some 400 MB"),
  syslogEnabled: z.boolean().describe("Send each entry to a syslog server as well (RFC 5424)"),
  syslogHost: hostSchema,
  syslogPort: z.int().min(1).max(65_535),
  syslogTransport: z
    .enum(["udp", "tcp", "tls"])
    .describe("udp loses what the network loses; tls proves who listens"),
  syslogCa: z
    .string()
    .max(65_536)
    .refine(
      (text) =>
        text === "" ||
        /^\s*-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/.test(text),
      "PEM, from BEGIN CERTIFICATE to END CERTIFICATE",
    )
    .describe("Who signed the syslog server's certificate, as PEM; empty: the public authorities"),
  syslogFacility: z.int().min(0).max(23).describe("13: log audit; 16 to 23: local0 to local7"),
});

export const storedAuditPolicySchema = stored(auditPolicySchema);

export const syslogStateSchema = z.strictObject({
  state: z.enum(["off", "connecting", "sending", "failing"]),
  problem: z.string().describe("Why it fails, in words; empty otherwise"),
  queuedCount: z.int(),
  sentCount: z.int().describe("Since the server started"),
  lostCount: z.int().describe("What found no room to wait in, since the server started"),
  lastSentAtMs: z.int().nullable(),
});

export const auditPolicyRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/audit-policy",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ policy: storedAuditPolicySchema, syslog: syslogStateSchema }),
    errors: [],
    role: "auditor",
    audit: null,
    summary: "Read how long the audit log is kept and where it is forwarded, and how that goes",
  }),
  update: defineRoute({
    method: "PATCH",
    path: "/api/audit-policy",
    params: null,
    query: unchangedQuerySchema,
    body: auditPolicySchema.partial(),
    reply: z.strictObject({ item: storedAuditPolicySchema }),
    errors: ["conflict"],
    role: "admin",
    audit: "audit.policy",
    summary: "Change how long the audit log is kept and where it is forwarded",
  }),
  test: defineRoute({
    method: "POST",
    path: "/api/audit-policy/test",
    params: null,
    query: null,
    body: null,
    reply: null,
    errors: ["delivery-failed"],
    role: "admin",
    audit: "audit.test-forwarding",
    summary: "Send one entry to the syslog server, and say whether that worked",
  }),
} as const;

export type StoredAuditPolicy = z.infer<typeof storedAuditPolicySchema>;
export type AuditPolicy = z.infer<typeof auditPolicySchema>;
export type SyslogState = z.infer<typeof syslogStateSchema>;
