/** Why a user cannot log on at all, whatever the permissions say. */
import type { CatalogUser } from "../../state/catalog.ts";

export type AccountProblem =
  | "disabled"
  | "expired"
  | "no-password"
  | "must-change"
  | "password-expired"
  | null;

export function accountProblem(user: CatalogUser, nowMs: number): AccountProblem {
  if (!user.enabled) return "disabled";
  if (user.expiresAtMs !== null && user.expiresAtMs <= nowMs) return "expired";
  if (user.ntHash === null) return "no-password";
  if (user.mustChangePassword === true) return "must-change";
  const passwordEndsAtMs = user.passwordExpiresAtMs ?? null;
  return passwordEndsAtMs !== null && passwordEndsAtMs <= nowMs ? "password-expired" : null;
}
