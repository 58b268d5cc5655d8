/**
 * The administrator's new will, applied between two requests: sessions of users who are gone end, as do those
 * that protect themselves less than is now required; trees of shares that are gone or no longer allowed end,
 * the others get their new rights. What stays goes on untouched.
 */
import type { Principal } from "../auth/principal.ts";
import { guardRefusal, isGuarded } from "../command/tree-guard.ts";
import { type Catalog, type CatalogShare, SHARE_RIGHTS } from "../state/catalog.ts";
import type { TouchedEntries } from "../state/catalog-change.ts";
import { dialectName } from "../state/connection.ts";
import { foldName } from "../state/fold.ts";
import { shareFor } from "../state/home-share.ts";
import type { Open } from "../state/open.ts";
import { renewedPrincipal } from "../state/renewed-principal.ts";
import type { Session } from "../state/session.ts";
import { hasRules } from "../state/share-rule.ts";
import type { Tree } from "../state/tree.ts";
import { DIALECT_WILDCARD } from "../wire/message/negotiate.ts";
import type { Engine } from "./engine.ts";

export interface ApplyEffects {
  treesReevaluated: number;
  opensClosed: number;
  sessionsClosed: number;
}

/** `touched`: of a catalog with a few changes, who and what they are about; null: all sessions and trees are looked at. */
export function applyCatalog(
  engine: Engine,
  catalog: Catalog,
  touched: TouchedEntries | null = null,
): ApplyEffects {
  const effects = { treesReevaluated: 0, opensClosed: 0, sessionsClosed: 0 };
  const opensBefore = engine.openCount;
  const before = engine.catalog;
  engine.catalog = catalog;
  const sessionsBefore = engine.sessions.size;
  // Whatever ends lets requests go on that waited for it: by then all rights are those of now.
  const endings: (() => void)[] = [];
  const isTouched = (userId: string | null | undefined, share: CatalogShare | null) =>
    touched === null ||
    (userId != null && touched.userIds.has(userId)) ||
    (share !== null && touched.shareIds.has(share.id));
  for (const session of engine.sessions.values()) {
    const userId = session.owner?.userId;
    const isUserTouched = isTouched(userId, null);
    const reason = isUserTouched ? renewSession(engine, session, before) : null;
    if (!isUserTouched && touched?.shareIds.size === 0) continue;
    const trees = [...session.trees.values()].filter(
      ({ share }) => share !== null && isTouched(userId, share),
    );
    if (reason !== null) {
      for (const tree of trees) tree.maximalAccess = 0;
      endings.push(() => engine.endSession(session, reason));
      continue;
    }
    effects.treesReevaluated += trees.length;
    for (const tree of trees) endings.push(renewTree(engine, tree));
  }
  if (touched === null) endOldDialects(engine);
  for (const end of endings) end();
  engine.durables.closeWhere(
    (open) =>
      isTouched(open.session.principal?.userId, open.tree.share) &&
      !mayBeKept(engine, open, before),
  );
  engine.restorePersistents();
  const hasEnded = endings.length > 0 || engine.openCount < opensBefore;
  if (touched === null || touched.shareIds.size > 0 || hasEnded) closeUnused(engine);
  effects.sessionsClosed = sessionsBefore - engine.sessions.size;
  effects.opensClosed = Math.max(0, opensBefore - engine.openCount);
  return effects;
}

/** Folders that no share of today and nobody has any more. */
function closeUnused(engine: Engine): void {
  const used = new Set<unknown>();
  for (const session of engine.sessions.values()) {
    for (const tree of session.trees.values()) used.add(tree.volume).add(tree.usage);
  }
  engine.usages.keepOnly((usage) => used.has(usage));
  for (const open of engine.durables.table.disconnectedOpens()) used.add(open.tree.volume);
  engine.volumes.keepOnly(engine.catalog.shares, (volume) => used.has(volume));
}

/** A connection of a dialect that is no longer allowed ends; its client comes back with a better one. */
function endOldDialects(engine: Engine): void {
  const from = DIALECTS.indexOf(engine.catalog.settings.dialectMin);
  for (const { connection } of [...engine.connections.values()]) {
    const isSettled = connection.dialect !== 0 && connection.dialect !== DIALECT_WILDCARD;
    if (isSettled && DIALECTS.indexOf(dialectName(connection.dialect)) < from) {
      engine.disconnect(connection, "the dialect is no longer allowed");
    }
  }
}

const DIALECTS: readonly string[] = ["2.0.2", "2.1", "3.0", "3.0.2", "3.1.1"];

/** Why the session has to end (its account was changed, or more protection is asked for), or null: it goes on. */
function renewSession(engine: Engine, session: Session, before: Catalog): string | null {
  // A logon in progress is held against the catalog when it succeeds.
  if (session.principal === null || session.owner === null) return null;
  const { catalog } = engine;
  const owner = renewedPrincipal(before, catalog, session.owner, engine.nowMs());
  const isLowered = session.principal !== session.owner;
  // One that was lowered still has the opens of its owner.
  const principal =
    owner !== null && isLowered
      ? renewedPrincipal(before, catalog, session.principal, engine.nowMs())
      : owner;
  if (owner === null || principal === null) return "the account was changed";
  // The client learns at its logon what it must sign and seal, so it has to log on again.
  const { encryptionRequired, signingRequired } = catalog.settings;
  const mustSeal = encryptionRequired && !session.encryptData;
  const mustSign = signingRequired && !session.signingRequired && !owner.isAnonymous;
  if (mustSeal || mustSign) return "more protection is required";
  session.owner = owner;
  session.principal = principal;
  const user = owner.userId === null ? null : catalog.userById(owner.userId);
  if (user?.expiresAtMs != null) {
    session.expiresAtMs = Math.min(session.expiresAtMs ?? user.expiresAtMs, user.expiresAtMs);
  }
  return null;
}

/** Gives the tree its new rights; what has to end for them ends when the result is called. */
function renewTree(engine: Engine, tree: Tree): () => void {
  const before = tree.share;
  const principal = tree.session.principal;
  if (before === null || principal === null) return () => {};
  const share = shareOf(engine.catalog, before, principal);
  const access = share === undefined ? 0 : engine.catalog.shareAccess(share, principal);
  // The client learns at TREE_CONNECT that it must seal, so it has to connect again.
  const mustSeal = share?.encryptionRequired === true && !tree.encryptData;
  const isGone =
    share === undefined || !isSameFolder(before, share) || !isReached(engine, tree, share);
  if (isGone || access === 0 || (mustSeal && !tree.session.encryptData)) {
    tree.maximalAccess = 0;
    return () => engine.endTree(tree);
  }
  tree.share = share;
  tree.maximalAccess = access;
  tree.encryptData = share.encryptionRequired;
  tree.isGuarded = isGuarded(share);
  tree.hasRules = hasRules(share);
  tree.usage = engine.usages.of(share);
  // A handle's granted access was computed at CREATE; one that now holds more than allowed is closed.
  return () => {
    for (const open of [...tree.session.opens.values()]) {
      const isTooMuch = (open.grantedAccess & ~access & SHARE_RIGHTS) !== 0;
      if (open.tree === tree && isTooMuch) engine.closeOpen(open);
    }
  };
}

/** The share of today as this user has it. */
function shareOf(
  catalog: Catalog,
  before: CatalogShare,
  principal: Principal,
): CatalogShare | undefined {
  const share = catalog.shareById(before.id) ?? undefined;
  if (share === undefined || !share.homes) return share;
  const own = shareFor(share, principal.name);
  // The folder is spelled as it is on disk.
  const isSame = own !== null && foldName(own.path) === foldName(before.path);
  return isSame ? { ...own, path: before.path } : (own ?? undefined);
}

/** From somewhere at least; each request of another channel is held against the rules by itself. */
function isReached(engine: Engine, { session }: Tree, share: CatalogShare): boolean {
  if (!isGuarded(share)) return true;
  const isProtected = session.signingRequired || session.encryptData || share.encryptionRequired;
  for (const id of session.channels.keys()) {
    const address = engine.connections.get(id)?.connection.transport.remoteAddress ?? "";
    if (guardRefusal(share, address, isProtected) === null) return true;
  }
  return false;
}

function isSameFolder(before: CatalogShare, share: CatalogShare): boolean {
  return (
    share.enabled &&
    share.path === before.path &&
    share.caseSensitive === before.caseSensitive &&
    share.symlinks === before.symlinks
  );
}

/** Whether a client that is gone may still find its open when it comes back: who it is, and what it may. */
function mayBeKept(engine: Engine, open: Open, before: Catalog): boolean {
  const { catalog } = engine;
  const known = open.tree.share;
  const { principal } = open.session;
  if (known === null || principal === null) return false;
  const share = shareOf(catalog, known, principal);
  if (share === undefined) return false;
  const renewed = renewedPrincipal(before, catalog, principal, engine.nowMs());
  if (renewed === null || !isSameFolder(known, share)) return false;
  // It comes back to the folder as it is opened then, which other modes open anew.
  if (share.fileMode !== known.fileMode || share.directoryMode !== known.directoryMode)
    return false;
  const access = catalog.shareAccess(share, renewed);
  if ((open.grantedAccess & ~access & SHARE_RIGHTS) !== 0) return false;
  open.session.owner = renewed;
  open.session.principal = renewed;
  open.tree.share = share;
  return true;
}
