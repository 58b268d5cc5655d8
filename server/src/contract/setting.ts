import {
  cipherSchema,
  dialectSchema,
  settingsSchema as engineSettingsSchema,
  interfaceNameSchema,
  signingAlgorithmSchema,
} from "@larder/smbd/control";
import { z } from "zod";
import { changed } from "./change.ts";
import { confirmQuerySchema, confirmUnchangedQuerySchema } from "./identifier.ts";
import { defineRoute } from "./route.ts";
import { stored } from "./version.ts";

export { cipherSchema, dialectSchema, signingAlgorithmSchema };

/** Letters, digits and hyphens, as NetBIOS and DNS both take; kept in upper case. */
const netbiosNameSchema = z
  .string()
  .trim()
  .toUpperCase()
  .min(1, "A name is needed")
  .max(15, "At most 15 characters")
  .regex(/^[A-Z0-9]([A-Z0-9-]*[A-Z0-9])?$/, "Letters, digits and hyphens inside");

/** Each once: letters, digits and what stands in names of devices. */
function deviceNames() {
  const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/, "A name as the system has it");
  const once = (names: readonly string[]) => new Set(names).size === names.length;
  return z.array(name.max(63)).max(32).refine(once, { message: "Each device once" });
}

export const settingsSchema = z.strictObject({
  serverName: netbiosNameSchema.describe("What clients call this box; at most 15 characters"),
  workgroup: netbiosNameSchema.describe("Workgroup that clients see"),
  comment: z.string().trim().max(256).describe("Description that clients see"),
  ...engineSettingsSchema.shape,
  // Without the defaults that they have towards older peers: a field that is left out stays as it is.
  mdns: z.boolean().describe("Multicast DNS tells Macs and Linux desktops of this box"),
  wsDiscovery: z.boolean().describe("WS-Discovery tells Windows of this box"),
  discoveryInterfaces: z
    .array(interfaceNameSchema)
    .max(32)
    .refine((names) => new Set(names).size === names.length, { message: "Each interface once" })
    .describe("Interfaces on which it is told of; none: all with hardware behind them"),
  multichannel: z.boolean().describe("A client may use several connections at once"),
  caching: z.boolean().describe("Clients may keep reads and writes to themselves: oplocks, leases"),
  rdma: z.boolean().describe("SMB Direct, where the box has an RDMA device and the helper runs"),
  rdmaDevices: deviceNames().describe("RDMA devices to use, by name; none: all"),
  softRoceCards: deviceNames().describe("Network cards that are to have a soft-RoCE device"),
});

export const storedSettingsSchema = stored(settingsSchema);

export const settingsUpdateSchema = settingsSchema
  .partial()
  .refine((settings) => !hasDuplicates(settings.ciphers), {
    path: ["ciphers"],
    message: "Each cipher once",
  })
  .refine((settings) => !hasDuplicates(settings.signingAlgorithms), {
    path: ["signingAlgorithms"],
    message: "Each algorithm once",
  });

/**
 * When a change is felt: at once by everybody, or by what begins from then on. Those who are connected keep what
 * they agreed on.
 */
export const SETTING_TAKES_EFFECT = {
  serverName: "at-once",
  workgroup: "at-once",
  comment: "at-once",
  dialectMin: "at-once",
  dialectMax: "new-connections",
  ciphers: "new-connections",
  signingAlgorithms: "new-connections",
  signingRequired: "at-once",
  encryptionRequired: "at-once",
  anonymousIpc: "at-once",
  failedLogonDelayMs: "at-once",
  sessionLifetimeMs: "new-logons",
  ioBytesMax: "new-connections",
  mdns: "at-once",
  wsDiscovery: "at-once",
  discoveryInterfaces: "at-once",
  multichannel: "new-connections",
  caching: "new-opens",
  rdma: "at-once",
  rdmaDevices: "at-once",
  softRoceCards: "at-once",
} as const satisfies Record<
  keyof z.infer<typeof settingsSchema>,
  "at-once" | "new-connections" | "new-logons" | "new-opens"
>;

/** What a change would do, before it is made. */
export const settingsOutlookSchema = z.strictObject({
  consequences: z
    .array(z.string())
    .describe("For those who are connected, in sentences; the change itself asks to confirm them"),
  clients: z.array(
    z.strictObject({
      user: z.string(),
      address: z.string(),
      clientName: z.string(),
      dialect: dialectSchema,
      effect: z
        .enum(["shut-out", "reconnects", "less-protected"])
        .describe(
          "shut-out: cannot come back; reconnects: comes back by itself; " +
            "less-protected: its next connection may not encrypt as this one does",
        ),
      reason: z.string(),
    }),
  ),
  kinds: z.array(z.string()).describe("Kinds of clients that could not connect any more"),
});

export const settingRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/settings",
    params: null,
    query: null,
    body: null,
    reply: storedSettingsSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Read the file server's settings",
  }),
  update: defineRoute({
    method: "PATCH",
    path: "/api/settings",
    params: null,
    query: confirmUnchangedQuerySchema,
    body: settingsUpdateSchema,
    reply: changed(storedSettingsSchema),
    errors: ["confirmation-needed", "conflict"],
    role: "admin",
    audit: "settings.update",
    summary: "Change settings; fields left out stay as they are",
  }),
  preview: defineRoute({
    method: "POST",
    path: "/api/settings/preview",
    params: null,
    query: null,
    body: settingsUpdateSchema,
    reply: settingsOutlookSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Say whom a change of the settings would disconnect or shut out",
  }),
  defaults: defineRoute({
    method: "GET",
    path: "/api/settings/defaults",
    params: null,
    query: null,
    body: null,
    reply: settingsSchema.omit({ serverName: true, workgroup: true, comment: true }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Read what protection and limits are on a fresh box",
  }),
  /** The box keeps its name. */
  reset: defineRoute({
    method: "POST",
    path: "/api/settings/reset",
    params: null,
    query: confirmQuerySchema,
    body: null,
    reply: changed(storedSettingsSchema),
    errors: ["confirmation-needed"],
    role: "admin",
    audit: "settings.reset",
    summary: "Set protection and limits back to what they are on a fresh box",
  }),
} as const;

export type Settings = z.infer<typeof settingsSchema>;
export type StoredSettings = z.infer<typeof storedSettingsSchema>;
export type SettingsOutlook = z.infer<typeof settingsOutlookSchema>;
export type SettingsUpdate = z.input<typeof settingsUpdateSchema>;

function hasDuplicates(values: readonly string[] | undefined): boolean {
  return values !== undefined && new Set(values).size !== values.length;
}
