import { rightReasonSchema } from "@larder/smbd/control";
import { z } from "zod";
import { accessLevelSchema, FULL_ACCESS } from "./access-right.ts";
import { confirmQuerySchema, identifierSchema } from "./identifier.ts";
import { jobSchema } from "./job.ts";
import { defineRoute } from "./route.ts";

/** In the share, with forward slashes; empty for its root. Only the engine opens it, by its own rules. */
export const sharePathSchema = z
  .string()
  .max(32_760, "At most 32,760 characters")
  .refine((path) => path === "" || path.split("/").every((name) => name !== ""), "No empty names")
  .refine((path) => path.split("/").every((name) => name.length <= 255), "Names of at most 255")
  .refine((path) => path.split("/").length <= 128, "At most 128 folders deep")
  .refine((path) => !path.split("/").some((name) => name === "." || name === ".."), "No . and ..")
  .describe("Path in the share, without a leading slash");

const maskSchema = z.int().min(0).max(0xffffffff);
const sidSchema = z
  .string()
  .regex(/^S-1-\d{1,10}(-\d{1,10}){0,15}$/, "A SID looks like S-1-5-21-…")
  .describe("Security identifier");

const byShareSchema = z.strictObject({ shareId: identifierSchema });
const placeQuerySchema = z.strictObject({ path: sharePathSchema.default("") });

export const whoSchema = z.strictObject({
  kind: z
    .enum(["user", "group", "known", "unknown"])
    .describe("known: a name that every Windows knows; unknown: nobody has this SID (any more)"),
  id: z.string().nullable(),
  name: z.string().describe("The SID where it has no name"),
  sid: z.string(),
});

export const permissionEntrySchema = z.strictObject({
  who: whoSchema,
  type: z.int().describe("0: allow, 1: deny; others are kept as they are and cannot be changed"),
  mask: maskSchema,
  flags: z.int(),
  level: accessLevelSchema,
  isInherited: z.boolean(),
  inheritedFrom: z
    .string()
    .nullable()
    .describe("The folder it comes from; null: its own, or that folder says something else now"),
});

export const permissionsSchema = z.strictObject({
  path: z.string(),
  isDirectory: z.boolean(),
  etag: z.string(),
  owner: whoSchema,
  group: whoSchema,
  source: z
    .enum(["stored", "local", "inherited", "share"])
    .describe(
      "stored: its own list; local: a POSIX ACL; inherited: a folder above; share: nothing but the share",
    ),
  isProtected: z.boolean().describe("Takes nothing from the folders above"),
  isNull: z.boolean().describe("No list at all: everybody may do everything"),
  isInOrder: z.boolean().describe("Denials first, inherited entries last, as Windows expects"),
  hasAuditList: z.boolean(),
  entries: z.array(permissionEntrySchema),
  handedDown: z.array(permissionEntrySchema).describe("What is left without entries of its own"),
});

export const entryInputSchema = z.strictObject({
  who: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("user"), id: identifierSchema }),
    z.strictObject({ kind: z.literal("group"), id: identifierSchema }),
    z.strictObject({ kind: z.literal("sid"), sid: sidSchema }),
  ]),
  type: z.int().min(0).max(0x13),
  mask: maskSchema,
  flags: z.int().min(0).max(0xf),
});

export const permissionChangeSchema = z.strictObject({
  path: sharePathSchema,
  etag: z.string().regex(/^[0-9a-f]{16}$/, "The etag of the permissions that were read"),
  list: z
    .enum(["own", "inherited"])
    .describe("inherited: takes all of its own entries away, and the ones below count again"),
  isNull: z.boolean().default(false),
  isProtected: z.boolean().default(false),
  entries: z
    .array(entryInputSchema)
    .max(1_000)
    .default([])
    .describe("Its own entries; inherited ones stay as they are"),
  owner: sidSchema.nullable().default(null).describe("null: stays"),
});

export const permissionDiffSchema = z.strictObject({
  isChanged: z.boolean(),
  sentences: z.array(z.string()),
  people: z.array(
    z.strictObject({
      userId: z.string(),
      name: z.string(),
      before: accessLevelSchema,
      after: accessLevelSchema,
      text: z.string(),
    }),
  ),
  isPeopleWhole: z.boolean().describe("false: there are more users than were compared"),
  before: permissionsSchema,
  after: permissionsSchema,
});

const reasonSchema = z.strictObject({
  kind: rightReasonSchema,
  at: z.string().describe("Whose list it is"),
  entry: permissionEntrySchema.nullable(),
  text: z.string(),
});

export const accessExplanationSchema = z.strictObject({
  user: z.strictObject({ id: z.string(), name: z.string() }),
  path: z.string(),
  verdict: z.string().describe("In one sentence"),
  level: accessLevelSchema,
  /** What keeps the user out before any right counts, outermost first. */
  obstacles: z.array(
    z.strictObject({
      kind: z.enum(["account", "share", "missing", "hidden", "engine"]),
      path: z.string(),
      text: z.string(),
    }),
  ),
  share: z.strictObject({
    level: accessLevelSchema,
    text: z.string(),
    rules: z.array(z.strictObject({ text: z.string(), isDeciding: z.boolean() })),
  }),
  way: z.array(z.strictObject({ path: z.string(), mayList: z.boolean(), text: z.string() })),
  notes: z
    .array(z.string())
    .describe("What the share asks of the user's machine, which nobody knows from here"),
  isFound: z.boolean(),
  isDirectory: z.boolean(),
  owner: whoSchema.nullable(),
  rights: z.array(
    z.strictObject({
      bit: maskSchema,
      label: z.string(),
      isGranted: z.boolean(),
      reason: reasonSchema,
    }),
  ),
});

export const principalChoiceSchema = z.strictObject({
  kind: z.enum(["user", "group", "known"]),
  id: z.string().nullable(),
  name: z.string(),
  sid: z.string(),
});

const presetEntriesSchema = z.array(entryInputSchema).min(1, "At least one entry").max(200);

export const permissionPresetSchema = z.strictObject({
  id: identifierSchema,
  name: z.string(),
  entries: z.array(permissionEntrySchema),
  actor: z.string(),
  createdAtMs: z.int(),
});

const engineErrors = ["engine-refused", "engine-unreachable", "not-found"] as const;

export const permissionRoutes = {
  folder: defineRoute({
    method: "GET",
    path: "/api/permissions/:shareId/folder",
    params: byShareSchema,
    query: placeQuerySchema,
    body: null,
    reply: z.strictObject({
      path: z.string(),
      entries: z.array(
        z.strictObject({
          name: z.string(),
          isDirectory: z.boolean(),
          isLink: z.boolean(),
          size: z.number(),
        }),
      ),
      isTruncated: z.boolean(),
    }),
    errors: engineErrors,
    role: "viewer",
    audit: null,
    summary: "List what is in a folder of a share, as the engine sees it",
  }),
  read: defineRoute({
    method: "GET",
    path: "/api/permissions/:shareId/entries",
    params: byShareSchema,
    query: placeQuerySchema,
    body: null,
    reply: permissionsSchema,
    errors: engineErrors,
    role: "viewer",
    audit: null,
    summary: "Read the permissions of a file or folder, and where each entry comes from",
  }),
  preview: defineRoute({
    method: "POST",
    path: "/api/permissions/:shareId/preview",
    params: byShareSchema,
    query: null,
    body: permissionChangeSchema,
    reply: permissionDiffSchema,
    errors: [...engineErrors, "conflict", "principal-unknown"],
    role: "shares",
    delegated: true,
    audit: null,
    summary: "Say in words what a change of permissions would do; writes nothing",
  }),
  change: defineRoute({
    method: "PUT",
    path: "/api/permissions/:shareId/entries",
    params: byShareSchema,
    query: null,
    body: permissionChangeSchema,
    reply: permissionDiffSchema,
    errors: [...engineErrors, "conflict", "principal-unknown", "job-running"],
    role: "shares",
    delegated: true,
    audit: "permission.change",
    summary:
      "Change the permissions of one file or folder; what is the same already is not written",
  }),
  estimate: defineRoute({
    method: "GET",
    path: "/api/permissions/:shareId/estimate",
    params: byShareSchema,
    query: placeQuerySchema,
    body: null,
    reply: z.strictObject({
      count: z.int(),
      isWhole: z.boolean().describe("false: there are more; the counting took too long"),
    }),
    errors: engineErrors,
    role: "viewer",
    audit: null,
    summary: "Count the files and folders below a folder, for some seconds at most",
  }),
  apply: defineRoute({
    method: "POST",
    path: "/api/permissions/:shareId/apply",
    params: byShareSchema,
    query: confirmQuerySchema,
    body: z.strictObject({
      path: sharePathSchema,
      mode: z
        .enum(["refresh", "replace"])
        .describe(
          "refresh: own entries below stay, what they inherit is brought up to date; " +
            "replace: own entries below are taken away",
        ),
      owner: sidSchema.nullable().default(null).describe("null: owners below stay"),
    }),
    reply: jobSchema,
    status: 202,
    errors: [...engineErrors, "confirmation-needed", "job-running"],
    role: "shares",
    delegated: true,
    audit: "permission.apply",
    summary: "Hand the permissions of a folder down to everything below, as a job",
  }),
  explain: defineRoute({
    method: "GET",
    path: "/api/permissions/:shareId/explain",
    params: byShareSchema,
    query: z.strictObject({ path: sharePathSchema.default(""), userId: identifierSchema }),
    body: null,
    reply: accessExplanationSchema,
    errors: engineErrors,
    role: "viewer",
    audit: null,
    summary: "Say what a user may do with a file or folder, right by right, and why",
  }),
  people: defineRoute({
    method: "GET",
    path: "/api/permissions/:shareId/people",
    params: byShareSchema,
    query: z.strictObject({
      path: sharePathSchema.default(""),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    }),
    body: null,
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          userId: z.string(),
          name: z.string(),
          level: accessLevelSchema,
          access: maskSchema,
          note: z.string().describe("Why the user cannot log on at all; empty: can"),
        }),
      ),
      total: z.int(),
    }),
    errors: engineErrors,
    role: "viewer",
    audit: null,
    summary: "Say what each user may do with a file or folder, 200 users at a time",
  }),
} as const;

export const permissionPrincipalRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/permission-principals",
    params: null,
    query: z.strictObject({ q: z.string().max(64).default("") }),
    body: null,
    reply: z.strictObject({ items: z.array(principalChoiceSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Find those whom an entry can name, by a part of the name",
  }),
} as const;

export const permissionPresetRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/permission-presets",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(permissionPresetSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List presets of permission entries",
  }),
  create: defineRoute({
    method: "POST",
    path: "/api/permission-presets",
    params: null,
    query: null,
    body: z.strictObject({
      name: z.string().trim().min(1, "A name is needed").max(64),
      entries: presetEntriesSchema,
    }),
    reply: permissionPresetSchema,
    status: 201,
    errors: ["name-taken", "principal-unknown", "conflict"],
    role: "shares",
    audit: "permission-preset.create",
    summary: "Keep a list of entries under a name",
  }),
  remove: defineRoute({
    method: "DELETE",
    path: "/api/permission-presets/:id",
    params: z.strictObject({ id: identifierSchema }),
    query: null,
    body: null,
    reply: null,
    errors: ["not-found"],
    role: "shares",
    audit: "permission-preset.delete",
    summary: "Forget a preset; what was set from it stays",
  }),
} as const;

/** Whatever an entry that is made anew may hold. */
export const ENTRY_MASK_MAX = FULL_ACCESS;

export type Permissions = z.infer<typeof permissionsSchema>;
export type PermissionEntry = z.infer<typeof permissionEntrySchema>;
export type PermissionChange = z.input<typeof permissionChangeSchema>;
export type PermissionDiff = z.infer<typeof permissionDiffSchema>;
export type EntryInput = z.infer<typeof entryInputSchema>;
export type AccessExplanation = z.infer<typeof accessExplanationSchema>;
export type Who = z.infer<typeof whoSchema>;
export type PrincipalChoice = z.infer<typeof principalChoiceSchema>;
export type PermissionPreset = z.infer<typeof permissionPresetSchema>;
