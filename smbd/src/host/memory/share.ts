import type {
  VfsCreateOptions,
  VfsLookup,
  VfsLookupOptions,
  VfsNode,
  VfsPath,
  VfsShare,
  VfsSharePolicy,
  VfsVolume,
} from "../../port/vfs.ts";
import type { QuotaKind, VfsQuota } from "../../port/vfs-quota.ts";
import { isShortName, shortNameOf } from "../../state/short-name.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { isStreamFolder } from "../stream-folder.ts";
import type { MemoryContext } from "./context.ts";
import type { Entry } from "./entries.ts";
import { BLOCK_BYTES, type Inode, VOLUME_ID } from "./inode.ts";
import { MemoryNode } from "./node.ts";

export class MemoryShare implements VfsShare {
  #cx: MemoryContext;
  #root: Inode;
  #policy: VfsSharePolicy;
  #createdAt: bigint;

  constructor(cx: MemoryContext, root: Inode, policy: VfsSharePolicy) {
    this.#cx = cx;
    this.#root = root;
    this.#policy = policy;
    this.#createdAt = cx.now();
    cx.openCount++;
  }

  lookup(path: VfsPath, options?: VfsLookupOptions): VfsLookup | NtStatus {
    const fault = this.#cx.fault("lookup", this.#root);
    if (fault) return fault;
    const caseSensitive = options?.caseSensitive ?? this.#policy.caseSensitive;
    const place = this.#walk(path, options?.reparsePoint ?? false, 0, caseSensitive);
    if (typeof place === "number") return place;
    return {
      parent: this.#open(place.parent),
      name: place.name,
      path: place.path,
      node: place.inode && this.#open(place.inode),
    };
  }

  openFolder(path: VfsPath): VfsNode | NtStatus {
    const found = this.lookup(path, { caseSensitive: true });
    if (typeof found === "number") return found;
    found.parent.close();
    if (found.node === null) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (found.node.isDirectory) return found.node;
    found.node.close();
    return STATUS_OBJECT_PATH_NOT_FOUND;
  }

  create(parent: VfsNode, name: string, options: VfsCreateOptions): VfsNode | NtStatus {
    const directory = inodeOf(parent);
    const fault = this.#cx.fault("create", directory);
    if (fault) return fault;
    const refusal = this.#refuseTarget(directory, name);
    if (refusal) return refusal;
    if (this.#entry(directory, name, options.caseSensitive)) return STATUS_OBJECT_NAME_COLLISION;
    const inode = this.#cx.makeInode({
      isDirectory: options.directory,
      uid: options.uid,
      gid: options.gid,
      mode:
        options.mode ?? (options.directory ? this.#policy.directoryMode : this.#policy.fileMode),
      attributes: options.attributes,
      descriptor: options.descriptor,
    });
    inode.isCompressed = directory.isCompressed;
    this.#insert(directory, name, inode);
    return this.#open(inode);
  }

  rename(
    source: VfsNode,
    path: VfsPath,
    targetParent: VfsNode,
    name: string,
    replace: boolean,
    caseSensitive = this.#policy.caseSensitive,
  ): NtStatus {
    const inode = inodeOf(source);
    const directory = inodeOf(targetParent);
    const fault = this.#cx.fault("rename", inode);
    if (fault) return fault;
    const refusal = this.#refuseTarget(directory, name);
    if (refusal) return refusal;
    const place = this.#walk(path, true);
    if (typeof place === "number") return place;
    const named = place.inode;
    if (!named || inode === this.#root || !this.#leadsTo(path, named, inode)) {
      return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    for (let above: Inode | null = directory; above; above = above.parent) {
      if (above === inode) return STATUS_INVALID_PARAMETER;
    }
    const conflict = this.#clear(directory, name, named, replace, caseSensitive);
    if (conflict) return conflict;
    this.#remove(place.parent, place.name);
    this.#insert(directory, name, named);
    return STATUS_SUCCESS;
  }

  link(
    source: VfsNode,
    targetParent: VfsNode,
    name: string,
    replace: boolean,
    caseSensitive = this.#policy.caseSensitive,
  ): NtStatus {
    const inode = inodeOf(source);
    const directory = inodeOf(targetParent);
    const fault = this.#cx.fault("link", inode);
    if (fault) return fault;
    if (inode.isDirectory) return STATUS_FILE_IS_A_DIRECTORY;
    const refusal = this.#refuseTarget(directory, name);
    if (refusal) return refusal;
    const conflict = this.#clear(directory, name, inode, replace, caseSensitive);
    if (conflict) return conflict;
    // The name may be there already as a link to the same file, perhaps in another case.
    const present = this.#entry(directory, name, caseSensitive);
    if (present) this.#remove(directory, present.name);
    this.#insert(directory, name, inode);
    return STATUS_SUCCESS;
  }

  linkNames(node: VfsNode, path: VfsPath, entriesMax: number): readonly VfsPath[] | NtStatus {
    const inode = inodeOf(node);
    const fault = this.#cx.fault("linkNames", inode);
    if (fault) return fault;
    const found: VfsPath[] = [];
    const waiting: { folder: Inode; path: VfsPath }[] = [{ folder: this.#root, path: [] }];
    let left = entriesMax;
    for (let next = waiting.shift(); next && left > 0; next = waiting.shift()) {
      for (const entry of next.folder.entries.values()) {
        if (left-- <= 0) break;
        const here = [...next.path, entry.name];
        if (entry.inode === inode) found.push(here);
        if (entry.inode.isDirectory) waiting.push({ folder: entry.inode, path: here });
      }
    }
    const isListed = found.some((name) => name.join("/") === path.join("/"));
    return isListed ? found : [path, ...found];
  }

  unlink(node: VfsNode, path: VfsPath): NtStatus {
    const inode = inodeOf(node);
    const fault = this.#cx.fault("unlink", inode);
    if (fault) return fault;
    const place = this.#walk(path, true);
    if (typeof place === "number") return place;
    if (inode === this.#root) return STATUS_ACCESS_DENIED;
    const named = place.inode;
    if (!named || !this.#leadsTo(path, named, inode)) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (named.entries.size > 0) return STATUS_DIRECTORY_NOT_EMPTY;
    this.#remove(place.parent, place.name);
    return STATUS_SUCCESS;
  }

  volume(): VfsVolume | NtStatus {
    const fault = this.#cx.fault("volume", this.#root);
    if (fault) return fault;
    const usedBytes = allocatedBytes(this.#root, new Set());
    const freeBytes = Math.max(0, this.#cx.totalBytes - usedBytes);
    return {
      label: "",
      serial: VOLUME_ID,
      creationTime: this.#createdAt,
      totalBytes: this.#cx.totalBytes,
      freeBytes,
      availableBytes: freeBytes,
      blockBytes: BLOCK_BYTES,
      fileCountMax: 0,
      freeFileCount: 0,
      nameBytesMax: NAME_BYTES_MAX,
      isReadOnly: false,
      supportsSparse: true,
      supportsReflink: this.#cx.features.reflink,
      supportsCompression: this.#cx.features.compression,
    };
  }

  quota(kind: QuotaKind, id: number): VfsQuota | null {
    return this.#cx.quotas.get(`${kind} ${id}`) ?? null;
  }

  close(): void {
    this.#cx.openCount--;
  }

  #open(inode: Inode): MemoryNode {
    return new MemoryNode(this.#cx, inode, (directory, name) => this.#linkTarget(directory, name));
  }

  /** A name belongs to the link that it names, and an open that came through it may act on it. */
  #leadsTo(path: VfsPath, named: Inode, inode: Inode): boolean {
    if (named === inode) return true;
    if (!named.isSymlink || this.#policy.symlinks === "none") return false;
    const place = this.#walk(path, false);
    return typeof place !== "number" && place.inode === inode;
  }

  #linkTarget(directory: Inode, name: string): Inode | null {
    if (this.#policy.symlinks === "none") return null;
    const path = [name];
    for (let below = directory; below.parent; below = below.parent) {
      const entry = [...below.parent.entries.values()].find(({ inode }) => inode === below);
      if (!entry) return null;
      path.unshift(entry.name);
    }
    const place = this.#walk(path, false);
    return typeof place === "number" ? null : place.inode;
  }

  /** What a name means in a directory: itself, or the one name that has it as its short name. */
  #entry(directory: Inode, name: string, caseSensitive = this.#policy.caseSensitive): Entry | null {
    const present = directory.entries.find(name, caseSensitive);
    if (present || caseSensitive || !isShortName(name)) return present;
    const short = name.toUpperCase();
    const found = [...directory.entries.values()].filter(
      (entry) => shortNameOf(entry.name) === short,
    );
    return found.length === 1 ? (found[0] ?? null) : null;
  }

  /** Where the path leads; `links` bounds how many symlinks a look-up may follow. */
  #walk(
    path: VfsPath,
    reparsePoint: boolean,
    links = 0,
    caseSensitive = this.#policy.caseSensitive,
  ): Place | NtStatus {
    let place: Place = { parent: this.#root, name: "", path: [], inode: this.#root };
    for (const [index, component] of path.entries()) {
      const isLast = index === path.length - 1;
      if (!isStorable(component)) return STATUS_OBJECT_NAME_INVALID;
      const parent: Inode | null = place.inode;
      if (!parent?.isDirectory) return STATUS_OBJECT_PATH_NOT_FOUND;
      const entry = this.#entry(parent, component, caseSensitive);
      const name = entry?.name ?? component;
      place = { parent, name, path: [...place.path, name], inode: entry?.inode ?? null };
      if (place.inode?.isSymlink && !(isLast && reparsePoint)) {
        const followed = this.#follow(place, links);
        if (typeof followed === "number") return followed;
        place = { ...place, inode: followed };
      }
      if (!place.inode && !isLast) return STATUS_OBJECT_PATH_NOT_FOUND;
    }
    return place;
  }

  #follow(place: Place, links: number): Inode | null | NtStatus {
    const target = place.inode?.symlinkTarget ?? "";
    if (this.#policy.symlinks === "none" || links >= LINKS_MAX) return STATUS_ACCESS_DENIED;
    if (target.startsWith("/")) return STATUS_ACCESS_DENIED;
    const path = [...place.path.slice(0, -1)];
    for (const component of target.split("/")) {
      if (component === "" || component === ".") continue;
      if (component !== "..") path.push(component);
      else if (path.pop() === undefined) return STATUS_ACCESS_DENIED;
    }
    const followed = this.#walk(path, false, links + 1);
    return typeof followed === "number" ? followed : followed.inode;
  }

  #refuseTarget(directory: Inode, name: string): NtStatus {
    if (!isStorable(name)) return STATUS_OBJECT_NAME_INVALID;
    if (!directory.isDirectory || directory.linkCount === 0) return STATUS_OBJECT_PATH_NOT_FOUND;
    return STATUS_SUCCESS;
  }

  /** Makes room for `inode` under a name, or says why not. */
  #clear(
    directory: Inode,
    name: string,
    inode: Inode,
    replace: boolean,
    caseSensitive: boolean,
  ): NtStatus {
    const present = this.#entry(directory, name, caseSensitive);
    if (!present || present.inode === inode) return STATUS_SUCCESS;
    if (!replace) return STATUS_OBJECT_NAME_COLLISION;
    if (present.inode.isDirectory || inode.isDirectory) return STATUS_ACCESS_DENIED;
    this.#remove(directory, present.name);
    return STATUS_SUCCESS;
  }

  #insert(directory: Inode, name: string, inode: Inode): void {
    directory.entries.add({ name, inode });
    inode.linkCount++;
    inode.changeTime = this.#cx.now();
    if (inode.isDirectory) inode.parent = directory;
    directory.touchData(this.#cx.now());
  }

  #remove(directory: Inode, name: string): void {
    const entry = directory.entries.find(name, true);
    if (!entry) return;
    directory.entries.remove(name);
    entry.inode.linkCount--;
    entry.inode.changeTime = this.#cx.now();
    directory.touchData(this.#cx.now());
  }
}

interface Place {
  readonly parent: Inode;
  readonly name: string;
  readonly path: VfsPath;
  readonly inode: Inode | null;
}

/** A node of another implementation here is a bug of the caller, not of a client. */
export function inodeOf(node: VfsNode): Inode {
  if (!(node instanceof MemoryNode)) throw new TypeError("not a node of this store");
  return node.inode;
}

function isStorable(name: string): boolean {
  if (name === "" || name === "." || name === ".." || isStreamFolder(name)) return false;
  if (name.includes("/") || name.includes("\0")) return false;
  return Buffer.byteLength(name, "utf8") <= NAME_BYTES_MAX;
}

function allocatedBytes(inode: Inode, seen: Set<Inode>): number {
  if (seen.has(inode)) return 0;
  seen.add(inode);
  let total = inode.data.allocatedBytes;
  for (const entry of inode.entries.values()) total += allocatedBytes(entry.inode, seen);
  return total;
}

const NAME_BYTES_MAX = 255;
/** As Linux (MAXSYMLINKS). */
const LINKS_MAX = 40;
