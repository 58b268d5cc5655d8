/** What the end of an open settles: locks, deletion, handles. [MS-FSA] 2.1.5.5, [MS-SMB2] 3.3.4.17. */
import { recycle } from "../command/recycle.ts";
import type { VfsNode, VfsPath } from "../port/vfs.ts";
import {
  appeared,
  type Change,
  closedAfterWriting,
  removed,
  streamRemoved,
} from "../state/change.ts";
import { markDeletePending, pathToDelete } from "../state/delete-pending.ts";
import type { FileObject } from "../state/file.ts";
import { parentKeyOfRemoval } from "../state/lease-parent.ts";
import type { Open } from "../state/open.ts";
import type { ShareUsage } from "../state/share-usage.ts";
import { isError, STATUS_SUCCESS } from "../wire/status.ts";
import type { Engine } from "./engine.ts";

export function settleClose(engine: Engine, open: Open): void {
  open.pipe?.close();
  const stream = open.stream;
  const changes: Change[] = [];
  if (stream !== null) {
    const parentKey = stream.caching.parentKeyOf(open);
    stream.knownLocks?.releaseAll(open);
    const caching = stream.caching.closed(open);
    engine.breaks.ended(caching.ended);
    // [MS-FSA] 2.1.5.5: delete-on-close turns into delete-pending when its open ends, unless it is a directory
    // that something was put into.
    const isFilled = open.isDirectory && open.node?.isEmpty() === false;
    if (open.isDeleteOnClose && !isFilled) {
      // Who keeps a handle only for its cache is asked to close it; the deletion waits for all of them anyway.
      const { breaks } = stream.caching.breakFor("delete", open);
      engine.breaks.send(stream.caching, breaks);
      markDeletePending(open, parentKey);
      engine.changes.deletePending(open);
    }
    if (open.tree.usage !== null) countGrowth(open, open.tree.usage);
    if (open.hasWritten) changes.push(closedAfterWriting(open, parentKey));
    const file = stream.file;
    const { lastOfStream, lastOfFile } = engine.files.detach(open, stream);
    open.data?.close();
    if (open.listingCount === 0) open.directory?.close();
    if (lastOfStream && stream.isDeletePending && stream.name !== "" && !file.isDeletePending) {
      open.node?.removeStream(stream.name);
      changes.push(streamRemoved(open, stream.name));
      audit(engine, open, `${open.path.join("/")}:${stream.name}`, STATUS_SUCCESS);
    }
    const isUnheld = lastOfFile || isHeldByPosixAlone(file);
    if (isUnheld && file.isDeletePending && open.node !== null && open.tree.volume !== null) {
      const path = pathToDelete(open, file);
      const kept = recycled(engine, open, file, open.node, path);
      const freed = open.tree.usage === null ? 0 : bytesOf(open.node);
      const status = kept === null ? open.tree.volume.unlink(open.node, path) : STATUS_SUCCESS;
      if (kept === null && status === STATUS_SUCCESS) open.tree.usage?.changed(-freed);
      // Whoever still has it open has a file without this name; there is nothing left to delete at its close.
      file.isDeletePending = false;
      file.deletePath = null;
      const detail = kept === null ? "" : `kept as ${kept.join("/")}`;
      audit(engine, open, path.join("/"), isError(status) ? status : STATUS_SUCCESS, detail);
      if (!isError(status)) {
        const whole = [...open.tree.rootPath, ...path];
        const key = parentKeyOfRemoval(file.deleteParentKey, parentKey);
        changes.push(removed(whole, file.isDirectory, key));
        const by = file.deletedBy ?? open.session.principal;
        engine.massChanges.count(open, by, "deleted", path.join("/"));
        if (kept !== null) changes.push(moved(engine, open, file, whole, kept));
      }
    }
    // Whoever waited for this holder finds the file as the close left it.
    for (const waiter of caching.resumed) waiter.resume();
  } else {
    open.data?.close();
    if (open.listingCount === 0) open.directory?.close();
  }
  engine.localChanges.closed(
    open,
    stream !== null && engine.files.get(stream.file.identity) !== stream.file,
  );
  open.node?.close();
  if (open.past !== null) engine.pastVolumes.release(open.past);
  engine.changes.closed(open);
  for (const change of changes) engine.changes.changed(change);
}

/** What goes with this name, which is nothing while the file has others. */
function bytesOf(node: VfsNode): number {
  const stat = node.stat();
  return typeof stat === "number" || stat.linkCount > 1 ? 0 : stat.allocationSize;
}

/** By what was written through it; what others wrote meanwhile is theirs to count, or the next measuring's. */
function countGrowth(open: Open, usage: ShareUsage): void {
  const stat = open.hasWritten ? open.node?.stat() : undefined;
  if (typeof stat === "object") usage.changed(stat.allocationSize - open.allocatedBytes);
}

/** Where the share's bin has the file now; null: it has none, or not this file. */
function recycled(
  engine: Engine,
  open: Open,
  file: FileObject,
  node: VfsNode,
  path: VfsPath,
): VfsPath | null {
  const { share, volume } = open.tree;
  if (share?.recycleBin !== true || volume === null) return null;
  const { catalog } = engine;
  const principal = file.deletedBy ?? open.session.principal;
  return recycle({ catalog, share, volume, principal, node, path, how: "move" });
}

/** To POSIX opens, which do not keep a name from going, the file has another one. */
function moved(
  engine: Engine,
  open: Open,
  file: FileObject,
  from: readonly string[],
  kept: VfsPath,
): Change {
  const to = [...open.tree.rootPath, ...kept];
  if (engine.files.get(file.identity) !== undefined)
    engine.files.moved(from, to, file.isDirectory ? null : file);
  return appeared(to);
}

/** [POSIX-FSA] 2.1.5.4: an open by the rules of POSIX does not keep the name that was deleted. */
function isHeldByPosixAlone(file: FileObject): boolean {
  for (const open of file.opens()) if (!open.isPosix) return false;
  return true;
}

function audit(engine: Engine, open: Open, path: string, status: number, detail = ""): void {
  engine.emit({
    type: "audit",
    kind: "delete",
    user: open.session.userName,
    address: engine.addressOf(open.session),
    share: open.tree.name,
    path,
    status,
    detail,
  });
}
