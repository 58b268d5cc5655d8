/**
 * What a share asks of the way that a request came: from where, and that nobody changed it. Asked at TREE_CONNECT,
 * and of each request on the tree, since a session can be bound to a connection from elsewhere.
 */
import type { CatalogShare } from "../state/catalog.ts";
import { isHostAllowed } from "../state/host-rule.ts";

/** False: nothing to ask, and no request pays for it. */
export function isGuarded(share: CatalogShare): boolean {
  return share.signingRequired || share.hostsAllow.length > 0 || share.hostsDeny.length > 0;
}

/** Why the request may not reach the share, in words; null: it may. */
export function guardRefusal(
  share: CatalogShare,
  address: string,
  isProtected: boolean,
): string | null {
  if (!isHostAllowed(share, address)) return "the share may not be reached from this address";
  return share.signingRequired && !isProtected ? "the share requires signing" : null;
}
