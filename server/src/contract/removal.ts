import { z } from "zod";
import { changed, removedSchema } from "./change.ts";
import { byIdentifierSchema, identifierSchema } from "./identifier.ts";
import { defineRoute } from "./route.ts";

/** How long what was deleted can be brought back. */
export const REMOVAL_KEPT_MINUTES = 60;

/** Reply of deletions that can be taken back. */
export const keptRemovalSchema = removedSchema.extend({
  removalId: identifierSchema
    .nullable()
    .describe(
      `With this it is brought back, for ${REMOVAL_KEPT_MINUTES} minutes; null: it is too much to be kept`,
    ),
});

export const removalSchema = z.strictObject({
  id: identifierSchema,
  kind: z.enum(["users", "groups", "share"]),
  /** Of many the first. */
  names: z.array(z.string()).max(10),
  count: z.int().describe("How many were deleted at once"),
  actor: z.string(),
  removedAtMs: z.int(),
  keptUntilMs: z.int(),
});

const broughtBackSchema = z.strictObject({
  names: z.array(z.string()),
  leftOut: z
    .int()
    .describe("Memberships and rights that went for good, with what they were in or on"),
});

const undoErrors = ["not-found", "name-taken", "conflict"] as const;

export const removalRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/removals",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(removalSchema) }),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List what was deleted and can be brought back, the newest first",
  }),
  undoUsers: defineRoute({
    method: "POST",
    path: "/api/users/removals/:id/undo",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: changed(broughtBackSchema),
    errors: [...undoErrors, "uid-taken"],
    role: "users",
    audit: "user.restore",
    summary:
      "Bring deleted users back as they were, with number, password, groups and rights on shares",
  }),
  undoGroups: defineRoute({
    method: "POST",
    path: "/api/groups/removals/:id/undo",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: changed(broughtBackSchema),
    errors: [...undoErrors, "gid-taken", "group-cycle"],
    role: "users",
    audit: "group.restore",
    summary: "Bring a deleted group back as it was, with number, members and rights on shares",
  }),
  undoShare: defineRoute({
    method: "POST",
    path: "/api/shares/removals/:id/undo",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: changed(broughtBackSchema),
    errors: undoErrors,
    role: "shares",
    audit: "share.restore",
    summary: "Share a folder again as it was, with permissions and settings",
  }),
} as const;

export type Removal = z.infer<typeof removalSchema>;
