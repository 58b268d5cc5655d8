import { z } from "zod";
import { accountNameSchema } from "./account-name.ts";
import { changed } from "./change.ts";
import { byIdentifierSchema, identifierSchema, unchangedQuerySchema } from "./identifier.ts";
import { pageOf, pageQueryShape } from "./page.ts";
import { posixIdSchema } from "./posix-id.ts";
import { principalSchema } from "./principal.ts";
import { keptRemovalSchema } from "./removal.ts";
import { defineRoute } from "./route.ts";
import { versionSchema } from "./version.ts";

/** Of a group with more, the members are read a page at a time, and changed one by one. */
export const GROUP_MEMBERS_LISTED_MAX = 1_000;

export const groupSchema = z.strictObject({
  id: identifierSchema,
  name: z.string(),
  comment: z.string(),
  rid: z.int(),
  gid: z.int(),
  memberCount: z.int().describe("Users put into this group itself"),
  memberIds: z
    .array(identifierSchema)
    .max(GROUP_MEMBERS_LISTED_MAX)
    .nullable()
    .describe(
      `These users; null: more than ${GROUP_MEMBERS_LISTED_MAX}, which /api/groups/{id}/members lists`,
    ),
  memberGroupIds: z
    .array(identifierSchema)
    .describe("Groups put into this group; their members are members of this one"),
  createdAtMs: z.int(),
  updatedAtMs: z.int(),
  version: versionSchema.describe(
    `Of the fields that can be changed; members who are more than ${GROUP_MEMBERS_LISTED_MAX} are not among them`,
  ),
});

/** A list of groups does not hold the members of all of them. */
export const groupSummarySchema = groupSchema.omit({ memberIds: true, version: true });

const commentSchema = z.string().trim().max(256);
const memberIdsSchema = z.array(identifierSchema).max(10_000);
const memberGroupIdsSchema = z.array(identifierSchema).max(1000);

export const groupCreateSchema = z.strictObject({
  name: accountNameSchema,
  comment: commentSchema.default(""),
  gid: posixIdSchema.optional().describe("Chosen by the server when left out"),
  memberIds: memberIdsSchema.default([]),
  memberGroupIds: memberGroupIdsSchema.default([]),
});

export const groupUpdateSchema = z.strictObject({
  name: accountNameSchema.optional(),
  comment: commentSchema.optional(),
  gid: posixIdSchema.optional(),
  memberIds: memberIdsSchema.optional().describe("The whole list of members"),
  memberGroupIds: memberGroupIdsSchema.optional().describe("The whole list of groups inside"),
});

const byMemberSchema = z.strictObject({ id: identifierSchema, userId: identifierSchema });

export const groupRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/groups",
    params: null,
    query: z.strictObject({
      ...pageQueryShape,
      name: z.string().max(64).optional().describe("Exactly this name, but for case"),
      sort: z.enum(["name", "-name", "gid", "-gid"]).default("name"),
    }),
    body: null,
    reply: pageOf(groupSummarySchema),
    errors: [],
    role: "viewer",
    audit: null,
    summary: "List groups",
  }),
  read: defineRoute({
    method: "GET",
    path: "/api/groups/:id",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: groupSchema,
    errors: ["not-found"],
    role: "viewer",
    audit: null,
    summary: "Read one group",
  }),
  members: defineRoute({
    method: "GET",
    path: "/api/groups/:id/members",
    params: byIdentifierSchema,
    query: z.strictObject(pageQueryShape),
    body: null,
    reply: pageOf(principalSchema),
    errors: ["not-found"],
    role: "viewer",
    audit: null,
    summary: "List the users put into a group itself, by name",
  }),
  create: defineRoute({
    method: "POST",
    path: "/api/groups",
    params: null,
    query: null,
    body: groupCreateSchema,
    reply: changed(groupSchema),
    status: 201,
    errors: ["name-taken", "gid-taken", "principal-unknown", "group-cycle"],
    role: "users",
    audit: "group.create",
    summary: "Create a group",
  }),
  update: defineRoute({
    method: "PATCH",
    path: "/api/groups/:id",
    params: byIdentifierSchema,
    query: unchangedQuerySchema,
    body: groupUpdateSchema,
    reply: changed(groupSchema),
    errors: [
      "not-found",
      "name-taken",
      "gid-taken",
      "principal-unknown",
      "group-cycle",
      "conflict",
    ],
    role: "users",
    audit: "group.update",
    summary: "Change a group; fields left out stay as they are",
  }),
  addMember: defineRoute({
    method: "PUT",
    path: "/api/groups/:id/members/:userId",
    params: byMemberSchema,
    query: null,
    body: null,
    reply: changed(groupSchema),
    errors: ["not-found", "principal-unknown"],
    role: "users",
    audit: "group.member-add",
    summary: "Put a user into a group",
  }),
  removeMember: defineRoute({
    method: "DELETE",
    path: "/api/groups/:id/members/:userId",
    params: byMemberSchema,
    query: null,
    body: null,
    reply: changed(groupSchema),
    errors: ["not-found"],
    role: "users",
    audit: "group.member-remove",
    summary: "Take a user out of a group",
  }),
  remove: defineRoute({
    method: "DELETE",
    path: "/api/groups/:id",
    params: byIdentifierSchema,
    query: null,
    body: null,
    reply: keptRemovalSchema,
    errors: ["not-found"],
    role: "users",
    audit: "group.delete",
    summary: "Delete a group; its members and the files stay",
  }),
} as const;

export type GroupSummary = z.infer<typeof groupSummarySchema>;
export type Group = z.infer<typeof groupSchema>;
export type GroupCreate = z.input<typeof groupCreateSchema>;
export type GroupUpdate = z.input<typeof groupUpdateSchema>;
