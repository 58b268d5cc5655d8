import { z } from "zod";
import { accountNameSchema } from "./account-name.ts";
import { changed, removedSchema } from "./change.ts";
import { byIdentifierSchema, identifierSchema } from "./identifier.ts";
import { posixIdSchema } from "./posix-id.ts";
import { defineRoute } from "./route.ts";

export const groupSchema = z.strictObject({
  id: identifierSchema,
  name: z.string(),
  comment: z.string(),
  rid: z.int(),
  gid: z.int(),
  memberIds: z.array(identifierSchema),
  createdAtMs: z.int(),
  updatedAtMs: z.int(),
});

const commentSchema = z.string().trim().max(256);
const memberIdsSchema = z.array(identifierSchema).max(10_000);

export const groupCreateSchema = z.strictObject({
  name: accountNameSchema,
  comment: commentSchema.default(""),
  gid: posixIdSchema.optional().describe("Chosen by the server when left out"),
  memberIds: memberIdsSchema.default([]),
});

export const groupUpdateSchema = z.strictObject({
  name: accountNameSchema.optional(),
  comment: commentSchema.optional(),
  gid: posixIdSchema.optional(),
  memberIds: memberIdsSchema.optional().describe("The whole list of members"),
});

const byMemberSchema = z.strictObject({ id: identifierSchema, userId: identifierSchema });

export const groupRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/groups",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ items: z.array(groupSchema) }),
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
  create: defineRoute({
    method: "POST",
    path: "/api/groups",
    params: null,
    query: null,
    body: groupCreateSchema,
    reply: changed(groupSchema),
    status: 201,
    errors: ["name-taken", "gid-taken", "principal-unknown"],
    role: "users",
    audit: "group.create",
    summary: "Create a group",
  }),
  update: defineRoute({
    method: "PATCH",
    path: "/api/groups/:id",
    params: byIdentifierSchema,
    query: null,
    body: groupUpdateSchema,
    reply: changed(groupSchema),
    errors: ["not-found", "name-taken", "gid-taken", "principal-unknown"],
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
    reply: removedSchema,
    errors: ["not-found"],
    role: "users",
    audit: "group.delete",
    summary: "Delete a group; its members and the files stay",
  }),
} as const;

export type Group = z.infer<typeof groupSchema>;
export type GroupCreate = z.input<typeof groupCreateSchema>;
export type GroupUpdate = z.input<typeof groupUpdateSchema>;
