/**
 * The persistent opens of an earlier run, made again before the first connection is accepted, so that nobody can
 * slip in between. Each waits for its client as one that lost its connection does, for its whole time from now on.
 * What is not as it was (the file, the share, the user's rights) is not made again: the client then gets
 * STATUS_OBJECT_NAME_NOT_FOUND when it comes back. [MS-SMB2] 3.3.5.9.12
 */
import type { VfsData, VfsNode, VfsShare } from "../port/vfs.ts";
import { principalOf } from "../state/accounts.ts";
import { type CatalogShare, SHARE_RIGHTS } from "../state/catalog.ts";
import { shareFor } from "../state/home-share.ts";
import { Open } from "../state/open.ts";
import { decodePersistentRecord, type PersistentRecord } from "../state/persistent-record.ts";
import { Session } from "../state/session.ts";
import { Tree } from "../state/tree.ts";
import { bytesOfHex } from "../wire/hex.ts";
import {
  FILE_APPEND_DATA,
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
} from "../wire/security/access-mask.ts";
import type { NtStatus } from "../wire/status.ts";
import type { Engine } from "./engine.ts";

export function restorePersistents(engine: Engine): void {
  let restoredCount = 0;
  let lostCount = 0;
  for (const { id, record: bytes } of engine.ports.persistentStore.load()) {
    if (isRestored(engine, id, bytes)) {
      restoredCount++;
      continue;
    }
    engine.persistents.discard(id);
    lostCount++;
  }
  if (restoredCount + lostCount === 0) return;
  engine.emit({ type: "persistent.restored", restoredCount, lostCount });
  engine.durables.restored();
  engine.persistents.commit(() => {});
}

/** A record that we trip over must not keep the engine from starting, now and every time after. */
function isRestored(engine: Engine, id: number, bytes: Uint8Array): boolean {
  let open: Open | null = null;
  engine.guardUnasked(() => {
    const record = decodePersistentRecord(bytes);
    if (record?.openId === id) open = restore(engine, record, bytes);
  });
  return open !== null;
}

function restore(engine: Engine, record: PersistentRecord, bytes: Uint8Array): Open | null {
  const tree = treeOf(engine, record);
  if (tree === null || tree.share === null || tree.volume === null) return null;
  const node = nodeOf(tree.volume, record);
  if (node === null) return null;
  const data = dataOf(node, record);
  if (typeof data === "number") {
    node.close();
    return null;
  }
  const open = openOf(engine, record, tree, node, data);
  engine.restoreOpen(open);
  keep(engine, record, open);
  engine.persistents.restored(open, tree.share, record.file, bytes);
  return open;
}

/** A tree of a session that has ended, as an open has it that lost its connection. */
function treeOf(engine: Engine, record: PersistentRecord): Tree | null {
  const { catalog } = engine;
  const nowMs = engine.nowMs();
  // What is no record has no owner.
  const owner = catalog.bySid(String(record.owner));
  const user = owner === null || "memberIds" in owner ? undefined : owner;
  const found = catalog.shareById(record.shareId);
  const share = found === null ? null : shareFor(found, user?.name ?? "");
  if (share === null || user === undefined || !isStillPersistent(share, record)) return null;
  if (!user.enabled || (user.expiresAtMs !== null && user.expiresAtMs <= nowMs)) return null;
  const principal = principalOf(catalog, user);
  const access = catalog.shareAccess(share, principal);
  if ((record.grantedAccess & ~access & SHARE_RIGHTS) !== 0) return null;
  const volume = engine.volume(share);
  if (typeof volume === "number") return null;
  const session = new Session(0, nowMs);
  session.principal = principal;
  session.owner = principal;
  session.state = "ended";
  return new Tree(0, session, share, volume, access, share.encryptionRequired);
}

function isStillPersistent(share: CatalogShare, record: PersistentRecord): boolean {
  return share.enabled && share.continuouslyAvailable && share.path === record.file.root;
}

function nodeOf(volume: VfsShare, record: PersistentRecord): VfsNode | null {
  const { path, fileId, volumeId, handle } = record.file;
  const found = volume.lookup(path, { reparsePoint: true, caseSensitive: record.isPosix });
  if (typeof found === "number") return null;
  found.parent.close();
  const { node } = found;
  if (node === null) return null;
  const stat = node.stat();
  const isSame =
    typeof stat !== "number" &&
    stat.fileId === fileId &&
    stat.volumeId === volumeId &&
    node.handle() === handle;
  if (isSame) return node;
  node.close();
  return null;
}

const WRITES = FILE_WRITE_DATA | FILE_APPEND_DATA;

function dataOf(node: VfsNode, record: PersistentRecord): VfsData | null | NtStatus {
  const { grantedAccess: access, file } = record;
  const isWritable = (access & WRITES) !== 0;
  if (file.streamName !== "") return node.openStream(file.streamName, isWritable, false);
  if (node.isDirectory || (access & (WRITES | FILE_READ_DATA | FILE_EXECUTE)) === 0) return null;
  return node.openData(isWritable);
}

function openOf(
  engine: Engine,
  record: PersistentRecord,
  tree: Tree,
  node: VfsNode,
  data: VfsData | null,
): Open {
  const { openId, file } = record;
  const stream = engine.files.attach(node.identity, node.isDirectory, file.streamName);
  const open = new Open({
    volatileId: openId,
    persistentId: openId,
    tree,
    stream,
    node,
    data,
    pipe: null,
    path: file.path,
    streamName: file.streamName,
    grantedAccess: record.grantedAccess,
    shareAccess: record.shareAccess,
    createOptions: record.createOptions,
    openedAtMs: record.openedAtMs,
  });
  const { createAction, mode, position, frozenTimes, isPosix, isDeleteOnClose, appInstance } =
    record;
  const kept = { createAction, mode, position, frozenTimes, isPosix, isDeleteOnClose, appInstance };
  Object.assign(open, kept);
  if (record.lockSequences !== null) open.lockSequences.restore(bytesOfHex(record.lockSequences));
  stream.caching.restore(open, record.grantedAccess, record.caching);
  engine.localChanges.granted(open);
  stream.locks.restore(open, record.locks);
  open.lockCount = record.locks.length;
  if (record.isStreamDeletePending) stream.isDeletePending = true;
  if (record.isFileDeletePending) {
    stream.file.isDeletePending = true;
    stream.file.deletePath = record.deletePath;
    stream.file.deleteParentKey = record.deleteParentKey;
  }
  return open;
}

/** It waits for its client, who may take it back or send its CREATE again. */
function keep(engine: Engine, record: PersistentRecord, open: Open): void {
  const { createGuid, clientGuid, owner, timeoutMs } = record;
  const leaseKey = record.caching.lease?.leaseKey ?? null;
  const { persistentId } = open;
  const shareName = open.tree.name;
  const identity = { persistentId, createGuid, clientGuid, owner, shareName, leaseKey };
  const { table, replays } = engine.durables;
  table.restore(open, identity, { kind: "persistent", timeoutMs }, engine.nowMs());
  const create = { clientGuid, createGuid, sessionId: 0, isReplay: false, leaseKey };
  replays.opened({ ...create, wantsPersistent: true }, open, true);
}
