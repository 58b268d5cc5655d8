import { z } from "zod";
import { byIdentifierSchema, unchangedQuerySchema } from "./identifier.ts";
import { defineRoute } from "./route.ts";
import { stored, versionSchema } from "./version.ts";

export const alertKindSchema = z.enum([
  "disk-full",
  "failed-logons",
  "certificate",
  "mass-change",
  "engine-unreachable",
  "backup-failed",
]);

const ruleShape = { enabled: z.boolean() } as const;

export const alertRulesSchema = z.strictObject({
  "disk-full": z.strictObject({
    ...ruleShape,
    freePercentMin: z.int().min(1).max(50).describe("Less free than this, where a share lies"),
  }),
  "failed-logons": z.strictObject({
    ...ruleShape,
    countMax: z.int().min(1).max(10_000).describe("From one address, in ten minutes"),
  }),
  certificate: z.strictObject({
    ...ruleShape,
    daysMin: z.int().min(1).max(365).describe("The certificate of these pages ends sooner"),
  }),
  "mass-change": z.strictObject(ruleShape),
  "engine-unreachable": z.strictObject({
    ...ruleShape,
    minutesMax: z.int().min(1).max(1_440).describe("The file server does not answer for so long"),
  }),
  "backup-failed": z.strictObject(ruleShape),
  quietMinutes: z
    .int()
    .min(0)
    .max(10_080)
    .describe("What comes again so soon after it ended is sent only if it stays for longer"),
  language: z.enum(["en", "de"]).describe("Of what is sent: whoever gets a mail has chosen none"),
});

export const storedAlertRulesSchema = stored(alertRulesSchema);

export const ALERT_RULE_DEFAULTS: z.output<typeof alertRulesSchema> = {
  "disk-full": { enabled: true, freePercentMin: 10 },
  "failed-logons": { enabled: true, countMax: 20 },
  certificate: { enabled: true, daysMin: 14 },
  "mass-change": { enabled: true },
  "engine-unreachable": { enabled: true, minutesMax: 2 },
  "backup-failed": { enabled: true },
  quietMinutes: 60,
  language: "en",
};

/** With a name and a password in it nobody calls it, and the password would stand in what is shown of it. */
const urlSchema = z
  .url({ protocol: /^https?$/ })
  .max(1_024)
  .refine((url) => !/^https?:[\\/]*[^\\/?#]*@/i.test(url), "Without a name and password in it");
const mailSchema = z.email().max(254);
/** What would end a line of SMTP. */
const lineSchema = z
  .string()
  .trim()
  .max(253)
  .regex(/^[^\r\n\0]*$/);

/** Where alerts go; secrets go in and never come out. */
export const channelTargetSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("mail"),
    host: lineSchema.min(1),
    port: z.int().min(1).max(65_535),
    security: z
      .enum(["tls", "starttls", "none"])
      .describe("none: password and text cross the network as they are"),
    user: lineSchema.describe("Empty: without signing in"),
    from: mailSchema,
    to: z.array(mailSchema).min(1).max(20),
  }),
  z.strictObject({
    kind: z.literal("webhook"),
    url: urlSchema.describe("Called with POST and JSON; redirects are not followed"),
  }),
  z.strictObject({
    kind: z.literal("ntfy"),
    url: urlSchema.describe("The ntfy server, such as https://ntfy.sh"),
    topic: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  }),
]);

const channelNameSchema = z.string().trim().min(1).max(64);
const secretSchema = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[^\r\n\0]+$/)
  .nullable()
  .describe(
    "Password of the mail account, key of the webhook's signature, token of ntfy; null: none",
  );

export const alertChannelSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  enabled: z.boolean(),
  target: channelTargetSchema,
  hasSecret: z.boolean(),
  lastDeliveredAtMs: z.int().nullable(),
  lastError: z.string().describe("Why the last message did not arrive; empty: it did"),
  lastErrorAtMs: z.int().nullable(),
  version: versionSchema,
});

export const alertSchema = z.strictObject({
  id: z.string(),
  kind: alertKindSchema,
  title: z.string(),
  detail: z.string(),
  raisedAtMs: z.int(),
  lastAtMs: z.int(),
  endedAtMs: z.int().nullable().describe("null: it is still so"),
  isQuiet: z.boolean().describe("Nobody was told: it came again too soon"),
});

export const alertRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/alerts",
    params: null,
    query: z.strictObject({
      state: z.enum(["active", "ended"]).optional(),
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional()
        .describe("nextCursor of the page before"),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    body: null,
    reply: z.strictObject({ items: z.array(alertSchema), nextCursor: z.string().nullable() }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List alerts, newest first: what is so now, and what was",
  }),
  rules: defineRoute({
    method: "GET",
    path: "/api/alert-rules",
    params: null,
    query: null,
    body: null,
    reply: storedAlertRulesSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Read what alerts are raised for",
  }),
  setRules: defineRoute({
    method: "PATCH",
    path: "/api/alert-rules",
    params: null,
    query: unchangedQuerySchema,
    body: alertRulesSchema.partial(),
    reply: z.strictObject({ item: storedAlertRulesSchema }),
    errors: ["conflict"],
    role: "admin",
    audit: "alert.rules",
    summary: "Change what alerts are raised for; rules left out stay as they are",
  }),
  channels: defineRoute({
    method: "GET",
    path: "/api/alert-channels",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(alertChannelSchema) }),
    errors: [],
    role: "admin",
    audit: null,
    summary: "List where alerts go, and whether they arrive",
  }),
  addChannel: defineRoute({
    method: "POST",
    path: "/api/alert-channels",
    params: null,
    query: null,
    body: z.strictObject({
      name: channelNameSchema,
      enabled: z.boolean().default(true),
      target: channelTargetSchema,
      secret: secretSchema.default(null),
    }),
    reply: z.strictObject({ item: alertChannelSchema }),
    status: 201,
    errors: ["conflict"],
    role: "admin",
    audit: "alert.add-channel",
    summary: "Send alerts somewhere: by mail, to a webhook or to ntfy",
  }),
  updateChannel: defineRoute({
    method: "PATCH",
    path: "/api/alert-channels/:id",
    params: byIdentifierSchema,
    query: unchangedQuerySchema,
    body: z.strictObject({
      name: channelNameSchema.optional(),
      enabled: z.boolean().optional(),
      target: channelTargetSchema
        .optional()
        .describe("A target elsewhere begins without the secret of the one before"),
      secret: secretSchema.optional().describe("Left out: stays; null: none"),
    }),
    reply: z.strictObject({ item: alertChannelSchema }),
    errors: ["not-found", "conflict"],
    role: "admin",
    audit: "alert.update-channel",
    summary: "Change where alerts go",
  }),
  removeChannel: defineRoute({
    method: "DELETE",
    path: "/api/alert-channels/:id",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: null,
    errors: ["not-found"],
    role: "admin",
    audit: "alert.remove-channel",
    summary: "Send alerts there no more",
  }),
  testChannel: defineRoute({
    method: "POST",
    path: "/api/alert-channels/:id/test",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: null,
    errors: ["not-found", "delivery-failed"],
    role: "admin",
    audit: "alert.test-channel",
    summary: "Send a test message there, and say whether it arrived",
  }),
} as const;

export type Alert = z.infer<typeof alertSchema>;
export type AlertKind = z.infer<typeof alertKindSchema>;
export type AlertRules = z.infer<typeof alertRulesSchema>;
export type StoredAlertRules = z.infer<typeof storedAlertRulesSchema>;
export type AlertChannel = z.infer<typeof alertChannelSchema>;
export type ChannelTarget = z.infer<typeof channelTargetSchema>;
