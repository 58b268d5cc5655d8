import {
  cipherSchema,
  dialectSchema,
  settingsSchema as engineSettingsSchema,
  signingAlgorithmSchema,
} from "@larder/smbd/control";
import { z } from "zod";
import { changed } from "./change.ts";
import { defineRoute } from "./route.ts";

export { cipherSchema, dialectSchema, signingAlgorithmSchema };

/** Letters, digits and hyphens, as NetBIOS and DNS both take; kept in upper case. */
const netbiosNameSchema = z
  .string()
  .trim()
  .toUpperCase()
  .min(1, "A name is needed")
  .max(15, "At most 15 characters")
  .regex(/^[A-Z0-9]([A-Z0-9-]*[A-Z0-9])?$/, "Letters, digits and hyphens inside");

export const settingsSchema = z.strictObject({
  serverName: netbiosNameSchema.describe("What clients call this box; at most 15 characters"),
  workgroup: netbiosNameSchema.describe("Workgroup that clients see"),
  comment: z.string().trim().max(256).describe("Description that clients see"),
  ...engineSettingsSchema.shape,
});

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

export const settingRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/settings",
    params: null,
    query: null,
    body: null,
    reply: settingsSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Read the file server's settings",
  }),
  update: defineRoute({
    method: "PATCH",
    path: "/api/settings",
    params: null,
    query: null,
    body: settingsUpdateSchema,
    reply: changed(settingsSchema),
    errors: [],
    role: "admin",
    audit: "settings.update",
    summary: "Change settings; fields left out stay as they are",
  }),
} as const;

export type Settings = z.infer<typeof settingsSchema>;
export type SettingsUpdate = z.input<typeof settingsUpdateSchema>;

function hasDuplicates(values: readonly string[] | undefined): boolean {
  return values !== undefined && new Set(values).size !== values.length;
}
