/**
 * The administrator's new will, applied between two requests: sessions of users who are gone end, trees of
 * shares that are gone or no longer allowed end, the others get their new rights. What stays goes on untouched.
 */
import { principalOf } from "../state/accounts.ts";
import type { Catalog } from "../state/catalog.ts";
import type { Session } from "../state/session.ts";
import type { Tree } from "../state/tree.ts";
import type { Engine } from "./engine.ts";

export interface ApplyEffects {
  treesReevaluated: number;
  opensClosed: number;
  sessionsClosed: number;
}

export function applyCatalog(engine: Engine, catalog: Catalog): ApplyEffects {
  const effects = { treesReevaluated: 0, opensClosed: 0, sessionsClosed: 0 };
  const opensBefore = engine.openCount;
  const before = engine.catalog;
  engine.catalog = catalog;
  for (const session of [...engine.sessions.values()]) {
    if (!renewPrincipal(engine, session, before)) {
      effects.sessionsClosed++;
      continue;
    }
    for (const tree of [...session.trees.values()]) {
      if (tree.share === null) continue;
      effects.treesReevaluated++;
      renewTree(engine, tree);
    }
  }
  const used = new Set<unknown>();
  for (const session of engine.sessions.values()) {
    for (const tree of session.trees.values()) used.add(tree.volume);
  }
  engine.volumes.keepOnly(catalog.shares, (volume) => used.has(volume));
  effects.opensClosed = Math.max(0, opensBefore - engine.openCount);
  return effects;
}

/** False: the user is gone, disabled, expired, or has another password, and the session was ended. */
function renewPrincipal(engine: Engine, session: Session, before: Catalog): boolean {
  const principal = session.principal;
  if (principal === null) return true;
  if (principal.userId === null) {
    if (engine.catalog.settings.anonymousIpc) return true;
    engine.endSession(session, "anonymous logon was turned off");
    return false;
  }
  const user = engine.catalog.userById(principal.userId);
  const hash = before.userById(principal.userId)?.ntHash ?? null;
  const isGone =
    user === null ||
    !user.enabled ||
    (user.expiresAtMs !== null && user.expiresAtMs <= engine.nowMs()) ||
    user.ntHash !== hash;
  if (isGone) {
    engine.endSession(session, "the account was changed");
    return false;
  }
  session.principal = principalOf(engine.catalog, user);
  return true;
}

function renewTree(engine: Engine, tree: Tree): void {
  const before = tree.share;
  const principal = tree.session.principal;
  const share = engine.catalog.shares.find((candidate) => candidate.id === before?.id);
  if (before === null || principal === null) return;
  const access = share === undefined ? 0 : engine.catalog.shareAccess(share, principal);
  const isSameFolder =
    share !== undefined &&
    share.enabled &&
    share.path === before.path &&
    share.caseSensitive === before.caseSensitive &&
    share.symlinks === before.symlinks;
  const canSeal = share === undefined || !share.encryptionRequired || tree.session.sealer !== null;
  if (!isSameFolder || access === 0 || !canSeal) {
    engine.endTree(tree);
    return;
  }
  // A handle's granted access was computed at CREATE; one that now holds more than allowed is closed.
  for (const open of [...tree.session.opens.values()]) {
    if (open.tree === tree && (open.grantedAccess & ~access & 0x001fffff) !== 0)
      engine.closeOpen(open);
  }
  tree.share = share;
  tree.maximalAccess = access;
  tree.encryptData = share.encryptionRequired;
}
