import { z } from "zod";

/**
 * What somebody who signs in to these pages, or an API key, may do. All read everything that is not a secret,
 * but the audit log, which tells what people do with their files, only those who are meant to.
 */
export const roleSchema = z
  .enum(["admin", "shares", "users", "viewer", "auditor"])
  .describe(
    "admin: everything; shares: changes shares and permissions; users: changes users and groups; " +
      "viewer: reads; auditor: reads, the audit log too",
  );

export type Role = z.infer<typeof roleSchema>;

/** The least that a caller of a row needs; "public" needs no identity. */
export type RouteRole = "public" | Role;

/** Who reaches a row that asks for the role on the left. */
const REACHED_BY: Readonly<Record<Role, readonly Role[]>> = {
  viewer: roleSchema.options,
  shares: ["admin", "shares"],
  users: ["admin", "users"],
  auditor: ["admin", "auditor"],
  admin: ["admin"],
};

export function roleReaches(role: Role, needed: RouteRole): boolean {
  return needed === "public" || REACHED_BY[needed].includes(role);
}
