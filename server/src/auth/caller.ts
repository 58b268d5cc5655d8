import type { Role } from "../contract/role.ts";

/** Who makes a request, proven. */
export type Caller =
  | {
      readonly kind: "administrator";
      readonly id: string;
      readonly name: string;
      readonly role: Role;
      readonly sessionId: string;
      readonly csrfToken: string;
      readonly expiresAtMs: number;
    }
  | {
      readonly kind: "api-key";
      readonly id: string;
      readonly name: string;
      readonly role: Role;
      readonly expiresAtMs: number | null;
    }
  /** The owner of the state folder, over its Unix socket. */
  | { readonly kind: "socket"; readonly name: string; readonly role: "admin" };

export function mayCall(caller: Caller | null, role: "public" | Role): boolean {
  if (role === "public") return true;
  if (caller === null) return false;
  return role === "viewer" || caller.role === "admin";
}
