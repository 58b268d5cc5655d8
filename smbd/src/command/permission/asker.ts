/** Somebody of the catalog, put in the place of a request's caller: what would this user be granted here? */
import type { Principal } from "../../auth/principal.ts";
import { privilegesOf } from "../../state/access-check.ts";
import type { CatalogShare } from "../../state/catalog.ts";
import { hasRules } from "../../state/share-rule.ts";
import type { SecurityDescriptor } from "../../wire/security/descriptor.ts";
import type { NtStatus } from "../../wire/status.ts";
import { type AccessTraces, type Asker, type Judged, maximalOfExisting } from "../create/access.ts";
import type { PermissionHost, Place } from "./place.ts";

export function askerOf(host: PermissionHost, share: CatalogShare, principal: Principal): Asker {
  const { catalog } = host;
  return {
    principal,
    nowMs: host.nowMs(),
    engine: { catalog },
    tree: {
      maximalAccess: catalog.shareAccess(share, principal),
      share,
      hasRules: hasRules(share),
    },
  };
}

/** As a CREATE without backup intent judges it. */
export function accessOf(
  asker: Asker,
  { volume, found, node, stat }: Place,
  traces: AccessTraces | null = null,
  instead: SecurityDescriptor | null = null,
): Judged | NtStatus {
  const privileges = privilegesOf(asker.principal);
  return maximalOfExisting(asker, volume, found, node, stat, privileges, false, traces, instead);
}
