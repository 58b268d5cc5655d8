import { z } from "zod";

/** "admin" does everything, "viewer" reads everything that is not a secret. */
export const roleSchema = z.enum(["admin", "viewer"]).describe("Role");

export type Role = z.infer<typeof roleSchema>;
