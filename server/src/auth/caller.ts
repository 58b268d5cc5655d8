import { type Role, type RouteRole, roleReaches } from "../contract/role.ts";

/** Who makes a request, proven. */
export type Caller =
  | {
      readonly kind: "administrator";
      readonly id: string;
      readonly name: string;
      readonly role: Role;
      /** null: no limit. */
      readonly shareIds: readonly string[] | null;
      readonly hasSecondFactor: boolean;
      /** The policy asks for a second factor that is not set up. */
      readonly mustSetSecondFactor: boolean;
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

export function mayCall(caller: Caller | null, role: RouteRole): boolean {
  return role === "public" || (caller !== null && roleReaches(caller.role, role));
}

/** The shares that are all that a caller looks after; null: no such limit. */
export function shareLimit(caller: Caller | null): readonly string[] | null {
  return caller?.kind === "administrator" ? caller.shareIds : null;
}
