/**
 * A file or folder of a share that an administrator asks about or changes. Nobody's session is involved; the way is
 * the one that a client's name takes, through the share's own VFS, so that nothing outside the share can be named.
 */
import type { VfsLookup, VfsNode, VfsPath, VfsShare, VfsStat } from "../../port/vfs.ts";
import type { CatalogShare } from "../../state/catalog.ts";
import type { Change } from "../../state/change.ts";
import { checkComponent } from "../../state/name.ts";
import { FILE_NOTIFY_CHANGE_SECURITY } from "../../wire/message/change-notify.ts";
import { type NtStatus, STATUS_SUCCESS, statusName } from "../../wire/status.ts";
import type { EngineServices } from "../context.ts";

export interface PermissionHost
  extends Pick<EngineServices, "catalog" | "volume" | "changed" | "nowMs"> {
  /** Runs what goes on after the store has answered; our own mistakes end nothing but that. */
  guardUnasked(work: () => void): void;
}

export interface Where {
  readonly shareId: string;
  /** From the share's root; empty for the root itself. */
  readonly path: VfsPath;
}

export interface Place {
  readonly share: CatalogShare;
  readonly volume: VfsShare;
  readonly found: VfsLookup;
  readonly node: VfsNode;
  readonly stat: VfsStat;
}

export type RefusalCode =
  | "share-unknown"
  | "share-unavailable"
  | "not-found"
  | "name-invalid"
  | "is-link"
  | "not-a-folder"
  | "changed-meanwhile"
  | "entry-invalid"
  | "too-many"
  | "unknown-walk"
  | "user-unknown"
  | "failed";

/** Why not. */
export interface Refusal {
  readonly refused: RefusalCode;
  /** NTSTATUS by name where one was met, else empty. */
  readonly status: string;
  /** The part of the path that it is about. */
  readonly path: string;
}

export function refuse(code: RefusalCode, path: VfsPath, status: NtStatus = 0): Refusal {
  const name = status === STATUS_SUCCESS ? "" : statusName(status);
  return { refused: code, status: name, path: textOf(path) };
}

export function isRefusal(answer: object): answer is Refusal {
  return "refused" in answer;
}

/** Forward slashes, as in the list of open files. */
export function textOf(path: VfsPath): string {
  return path.join("/");
}

/** Runs `work` with the handles open, and closes them. `links`: of a symlink in the last place. */
export function atPlace<Answer>(
  host: PermissionHost,
  where: Where,
  work: (place: Place) => Answer,
  links: "follow" | "stay" = "stay",
): Answer | Refusal {
  const share = host.catalog.shareById(where.shareId);
  if (share === null) return refuse("share-unknown", []);
  const volume = host.volume(share);
  if (typeof volume === "number") return refuse("share-unavailable", [], volume);
  if (where.path.some((component) => checkComponent(component) !== null)) {
    return refuse("name-invalid", where.path);
  }
  const found = volume.lookup(where.path, { reparsePoint: links === "stay" });
  if (typeof found === "number") return missing(volume, where.path, found);
  const { node, parent } = found;
  try {
    if (node === null) return missing(volume, where.path, STATUS_SUCCESS);
    const stat = node.stat();
    if (typeof stat === "number") return refuse("failed", found.path, stat);
    return work({ share, volume, found, node, stat });
  } finally {
    parent.close();
    node?.close();
  }
}

/** Names the first component that is not there. */
function missing(volume: VfsShare, path: VfsPath, status: NtStatus): Refusal {
  for (let depth = 1; depth < path.length; depth++) {
    const way = path.slice(0, depth);
    const found = volume.lookup(way);
    if (typeof found === "number") return refuse("not-found", way, found);
    const isFolder = found.node?.isDirectory ?? null;
    found.parent.close();
    found.node?.close();
    if (isFolder === null) return refuse("not-found", way);
    if (!isFolder) return refuse("not-a-folder", way);
  }
  return refuse("not-found", path, status);
}

/** What watches are told of; nobody's lease stands behind it. */
export function securityChanged(share: CatalogShare, path: VfsPath): Change {
  const root = share.path.split("/").filter((part) => part !== "");
  const whole = [...root, ...path];
  const events = [{ kind: "modified", path: whole, filters: FILE_NOTIFY_CHANGE_SECURITY }] as const;
  return {
    child: null,
    path: whole,
    newPath: whole,
    parentKey: null,
    events,
    hasMoved: false,
  };
}
