/** Why a user cannot log on at all, whatever the permissions say. */
import type { CatalogUser } from "../../state/catalog.ts";

export type AccountProblem = "disabled" | "expired" | "no-password" | null;

export function accountProblem(user: CatalogUser, nowMs: number): AccountProblem {
  if (!user.enabled) return "disabled";
  if (user.expiresAtMs !== null && user.expiresAtMs <= nowMs) return "expired";
  return user.ntHash === null ? "no-password" : null;
}
