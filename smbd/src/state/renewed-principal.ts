/** Whether a logon of yesterday's catalog still stands in today's, and with what groups. */
import type { Principal } from "../auth/principal.ts";
import { principalOf } from "./accounts.ts";
import type { Catalog } from "./catalog.ts";

/** Null: the user is gone, disabled, expired, or has another password; or anonymous logon was turned off. */
export function renewedPrincipal(
  before: Catalog,
  now: Catalog,
  principal: Principal,
  nowMs: number,
): Principal | null {
  if (principal.userId === null) return now.settings.anonymousIpc ? principal : null;
  const user = now.userById(principal.userId);
  if (user === null || !user.enabled) return null;
  if (user.expiresAtMs !== null && user.expiresAtMs <= nowMs) return null;
  if (user.ntHash !== before.userById(principal.userId)?.ntHash) return null;
  return principalOf(now, user);
}
