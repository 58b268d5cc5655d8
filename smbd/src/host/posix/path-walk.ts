import type {
  VfsLookup,
  VfsLookupOptions,
  VfsNode,
  VfsPath,
  VfsSharePolicy,
} from "../../port/vfs.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
} from "../../wire/status.ts";
import { native, STAT_SLOTS } from "../native.ts";
import type { StoredName } from "./directory-names.ts";
import { EACCES, ELOOP, ENOENT, ENOTDIR, EXDEV, statusOf } from "./errno.ts";
import { S_IFDIR, S_IFLNK, S_IFREG } from "./inode-facts.ts";
import {
  fileTypeOf,
  identityOf,
  lookAt,
  type NodeLook,
  type Stated,
  stateOf,
} from "./node-stat.ts";
import { type NodeAccess, PosixNode } from "./posix-node.ts";
import { openFolderFromRoot, openFromRoot, type ShareContext } from "./share-context.ts";
import type { SharedDescriptor } from "./shared-descriptor.ts";
import { decodeName, encodeClientName, encodeName } from "./stored-name.ts";

/**
 * From a client's path to descriptors.
 *
 * The spelling that was asked for is tried first, whole, in one openat2 below the share's root.
 * Only where the kernel knows no such name is the path walked, component by component, with the
 * folded names of each directory. The bytes that reach the kernel are checked components with
 * slashes between, and RESOLVE_BENEATH holds even if they were not.
 */
export class PathWalk {
  #share: ShareContext;
  #policy: VfsSharePolicy;

  constructor(share: ShareContext, policy: VfsSharePolicy) {
    this.#share = share;
    this.#policy = policy;
  }

  lookup(path: VfsPath, options: VfsLookupOptions): VfsLookup | NtStatus {
    const caseSensitive = options.caseSensitive ?? this.#policy.caseSensitive;
    const forNow = options.forNow ?? false;
    const place = this.#resolve(path, options.reparsePoint ?? false, caseSensitive, {
      forNow,
      expectsNone: options.expectsNone ?? false,
    });
    if (typeof place === "number") return place;
    if (!forNow) place.parent.keep();
    return {
      parent: place.parent,
      name: place.stored.at(-1)?.name ?? "",
      path: place.stored.map((component) => component.name),
      node: place.node,
    };
  }

  /** The directory at a path as it is stored. */
  openFolder(path: VfsPath): PosixNode | NtStatus {
    if (path.length === 0) return this.#root();
    const stored: StoredComponent[] = [];
    for (const name of path) {
      const bytes = encodeClientName(name);
      if (!bytes) return STATUS_OBJECT_NAME_INVALID;
      stored.push({ name, bytes });
    }
    const node = this.#openPath(stored);
    if (node === ENOENT) return STATUS_OBJECT_NAME_NOT_FOUND;
    return typeof node === "number" ? pathStatus(node) : node;
  }

  /** Whether something has the name in other letters, or as its short one; who makes a file finds the rest. */
  isTaken(
    directory: PosixNode,
    name: string,
    caseSensitive = this.#policy.caseSensitive,
  ): boolean | NtStatus {
    if (caseSensitive || directory.isKnownFree(name)) return false;
    const found = this.#share.indexes.find(directory.fd, directory.identity, name);
    return typeof found === "number" ? statusOf(found) : found !== null;
  }

  /**
   * The stored name in a directory that `name` means: exact first, then whatever its case, then as a short
   * name. Null when it is free.
   */
  findName(
    directory: PosixNode,
    name: string,
    bytes: Uint8Array,
    caseSensitive = this.#policy.caseSensitive,
  ): Uint8Array | null | NtStatus {
    const exact = native.statx(directory.fd, bytes, slots);
    if (exact === 0) return bytes;
    if (exact !== ENOENT) return exact === ENOTDIR ? STATUS_OBJECT_PATH_NOT_FOUND : statusOf(exact);
    if (caseSensitive) return null;
    const found = this.#share.indexes.find(directory.fd, directory.identity, name);
    if (typeof found === "number") return statusOf(found);
    if (found === null) return null;
    return found.bytes ?? encodeName(found.name);
  }

  /** A node for a descriptor that was just made, of which `slots` say what statx did. It is closed when that fails. */
  adopt(
    fd: number,
    access: NodeAccess,
    parent: PosixNode,
    name: Uint8Array,
    slots: Float64Array,
  ): PosixNode | NtStatus {
    const kind = { identity: identityOf(slots, 0), type: fileTypeOf(slots, 0) };
    return this.#nodeOf(fd, joined(parent.path, name), access, "now", kind);
  }

  kindOf(fd: number, name: Uint8Array): { identity: string; isDirectory: boolean } | NtStatus {
    const result = native.statx(fd, name, slots);
    if (result < 0) return statusOf(result);
    return { identity: identityOf(slots, 0), isDirectory: fileTypeOf(slots, 0) === S_IFDIR };
  }

  isSameFile(one: number, other: number): boolean {
    const [first, second] = [this.kindOf(one, NOTHING), this.kindOf(other, NOTHING)];
    return (
      typeof first !== "number" && typeof second !== "number" && first.identity === second.identity
    );
  }

  /**
   * Runs `act` with the place of the name that `path` gives, if it still names `node`: itself, or
   * as a link that leads to it (then the link is what is acted on, as the name belongs to it).
   */
  withName(
    node: VfsNode,
    path: VfsPath,
    act: (parentFd: number, name: Uint8Array, isDirectory: boolean) => NtStatus,
  ): NtStatus {
    if (path.length === 0) return STATUS_ACCESS_DENIED;
    const direct = this.#withStoredName(node, path, act);
    if (direct !== null) return direct;
    const place = this.#resolve(path, true, this.#policy.caseSensitive, ALWAYS);
    if (typeof place === "number") return place;
    const found = place.node;
    let status: NtStatus = STATUS_OBJECT_NAME_NOT_FOUND;
    const name = place.stored.at(-1)?.bytes;
    if (found && name && this.#names(found, node)) {
      status = act(place.parent.fd, name, found.isDirectory);
    }
    place.parent.close();
    found?.close();
    return status;
  }

  /** Where the name is there as it was stored, and is no link; null: look closer. */
  #withStoredName(
    node: VfsNode,
    path: VfsPath,
    act: (parentFd: number, name: Uint8Array, isDirectory: boolean) => NtStatus,
  ): NtStatus | null {
    const name = encodeClientName(path.at(-1) ?? "");
    const parent = this.openFolder(path.slice(0, -1));
    if (typeof parent === "number") return null;
    let status: NtStatus | null = null;
    if (
      name &&
      native.statx(parent.fd, name, slots) === 0 &&
      identityOf(slots, 0) === node.identity
    ) {
      const type = fileTypeOf(slots, 0);
      if (type !== S_IFLNK) status = act(parent.fd, name, type === S_IFDIR);
    }
    parent.close();
    return status;
  }

  #names(found: PosixNode, node: VfsNode): boolean {
    if (found.identity === node.identity) return true;
    if (!found.isSymlink || !this.#share.followsSymlinks) return false;
    const target = openFromRoot(this.#share, found.path, native.O_PATH);
    if (target < 0) return false;
    const kind = this.kindOf(target, NOTHING);
    native.close(target);
    return typeof kind !== "number" && kind.identity === node.identity;
  }

  #resolve(
    path: VfsPath,
    keepsLink: boolean,
    caseSensitive: boolean,
    { forNow, expectsNone }: { readonly forNow: boolean; readonly expectsNone: boolean },
  ): Place | NtStatus {
    const wanted: StoredComponent[] = [];
    for (const name of path) {
      const bytes = encodeClientName(name);
      if (!bytes) return STATUS_OBJECT_NAME_INVALID;
      wanted.push({ name, bytes });
    }
    const last = wanted.pop();
    const isInRoot = forNow && wanted.length === 0;
    const directory = isInRoot
      ? { node: this.#root(), stored: [] }
      : this.#openDirectory(wanted, caseSensitive);
    if (typeof directory === "number") return directory;
    if (!last) return this.#rootPlace(directory.node, forNow);
    const parent = directory.node;
    if (expectsNone && !caseSensitive && this.#isKnownFree(parent, last)) {
      return this.#freePlace(directory, last);
    }
    const exact = this.#openLast(parent, last, keepsLink, forNow);
    if (typeof exact === "number") {
      parent.close();
      return exact;
    }
    if (exact || caseSensitive) {
      return { parent, stored: [...directory.stored, last], node: exact };
    }
    const other = this.#otherSpelling(parent, last);
    if (typeof other === "number") {
      parent.close();
      return other;
    }
    const node = other && this.#openLast(parent, other, keepsLink, forNow);
    if (typeof node === "number") {
      parent.close();
      return node;
    }
    if (other && node) return { parent, stored: [...directory.stored, other], node };
    return this.#freePlace(directory, last);
  }

  /** By the names of the directory alone, where they are at hand. */
  #isKnownFree(directory: PosixNode, component: StoredComponent): boolean {
    return this.#share.indexes.isKnownFree(directory.fd, directory.identity, component.name);
  }

  #freePlace({ node: parent, stored }: Directory, last: StoredComponent): Place {
    const name = this.#tunneled(parent, last) ?? last;
    if (name === last) parent.findsFree(name.name);
    return { parent, stored: [...stored, name], node: null };
  }

  #tunneled(directory: PosixNode, component: StoredComponent): StoredComponent | null {
    const { indexes } = this.#share;
    const found = indexes.findTunneled(directory.fd, directory.identity, component.name);
    return found && this.#componentOf(found);
  }

  #componentOf(stored: StoredName): StoredComponent | null {
    const bytes = stored.bytes ?? encodeName(stored.name);
    return bytes && { name: decodeName(bytes), bytes };
  }

  #rootPlace(parent: PosixNode, forNow: boolean): Place | NtStatus {
    const node = this.#openPath([]);
    if (typeof node !== "number" && !forNow) node.keep();
    if (typeof node !== "number") return { parent, stored: [], node };
    parent.close();
    return statusOf(node);
  }

  /** The directory of whole path: at once, or else component by component. */
  #openDirectory(wanted: readonly StoredComponent[], caseSensitive: boolean): Directory | NtStatus {
    const whole = this.#openPath(wanted);
    if (typeof whole !== "number") return { node: whole, stored: wanted };
    if (whole !== ENOENT || caseSensitive) return pathStatus(whole);
    const root = this.#openPath([]);
    if (typeof root === "number") return pathStatus(root);
    let directory: Directory = { node: root, stored: [] };
    for (const component of wanted) {
      const next = this.#step(directory, component);
      directory.node.close();
      if (typeof next === "number") return next;
      directory = next;
    }
    return directory;
  }

  #step(directory: Directory, component: StoredComponent): Directory | NtStatus {
    let stored = [...directory.stored, component];
    let node = this.#openPath(stored);
    if (node === ENOENT) {
      const other = this.#otherSpelling(directory.node, component);
      if (typeof other === "number") return other;
      if (!other) return STATUS_OBJECT_PATH_NOT_FOUND;
      stored = [...directory.stored, other];
      node = this.#openPath(stored);
    }
    return typeof node === "number" ? pathStatus(node) : { node, stored };
  }

  #otherSpelling(
    directory: PosixNode,
    component: StoredComponent,
  ): StoredComponent | null | NtStatus {
    const found = this.#share.indexes.find(directory.fd, directory.identity, component.name);
    if (typeof found === "number") return statusOf(found);
    return found && this.#componentOf(found);
  }

  /** The root for now, by the share's own descriptor. */
  #root(): PosixNode {
    return new PosixNode(this.#share, {
      descriptor: this.#share.rootFd,
      access: "borrowed",
      identity: this.#share.rootIdentity,
      isDirectory: true,
      isSymlink: false,
      path: NOTHING,
      isForNow: true,
      look: null,
    });
  }

  /** A negated errno where there is no such directory. */
  #openPath(stored: readonly StoredComponent[]): PosixNode | number {
    let path: Uint8Array = NOTHING;
    for (const { bytes } of stored) path = joined(path, bytes);
    const { folders, rootFd, rootMount } = this.#share;
    const held = folders.find(rootFd, stored);
    if (held !== null) {
      const { descriptor, identity, stated } = held;
      return this.#folder(descriptor.hold(), "read", path, identity, stated) ?? ENOENT;
    }
    const whole = path.length === 0 ? DOT : path;
    // As in #openLast: what can read is cheaper to ask.
    let access: NodeAccess = "read";
    let fd = openFolderFromRoot(this.#share, whole, native.O_RDONLY);
    if (fd === EACCES) {
      access = "path";
      fd = openFolderFromRoot(this.#share, whole, native.O_PATH);
    }
    if (fd < 0) return fd;
    const stated = stateOf(fd);
    if (typeof stated === "number") {
      native.close(fd);
      return stated;
    }
    const shared = access === "read" ? folders.offer(rootFd, rootMount, stored, fd, stated) : null;
    const identity = identityOf(stated.slots, 0);
    return this.#folder(shared ?? fd, access, path, identity, stated) ?? ENOENT;
  }

  /** Null where it is the store of streams, by a name that the file system takes for its; ours was refused before. */
  #folder(
    descriptor: number | SharedDescriptor,
    access: NodeAccess,
    path: Uint8Array,
    identity: string,
    stated: Stated,
  ): PosixNode | null {
    const node = new PosixNode(this.#share, {
      descriptor,
      access,
      identity,
      isDirectory: true,
      isSymlink: false,
      path,
      isForNow: true,
      look: null,
      stated,
    });
    if (!this.#share.streams.isStore(node.identity)) return node;
    node.close();
    return null;
  }

  /** Null when there is no such name. */
  #openLast(
    parent: PosixNode,
    last: StoredComponent,
    keepsLink: boolean,
    forNow: boolean,
  ): PosixNode | null | NtStatus {
    const found = native.statx(parent.fd, last.bytes, slots);
    if (found === ENOENT) return null;
    const path = joined(parent.path, last.bytes);
    const when = forNow ? "now" : "later";
    const kind = (opened: number) =>
      forNow ? lookAt(this.#share, opened) : kindOfDescriptor(opened);
    const type = fileTypeOf(slots, 0);
    if (found === 0 && (type === S_IFREG || type === S_IFDIR)) {
      // A descriptor that can read is dearer to open and three times cheaper to ask for attributes
      // than one that is a mere path. Where it is refused (rights, a lease), the path will do.
      const flags = native.O_RDONLY | native.O_NOFOLLOW;
      const fd = native.openBeneath(parent.fd, last.bytes, flags, 0, native.RESOLVE_NO_SYMLINKS);
      if (fd >= 0) return this.#nodeOf(fd, path, "read", when, kind(fd));
    }
    const flags = native.O_PATH | native.O_NOFOLLOW;
    const fd = native.openBeneath(parent.fd, last.bytes, flags, 0, native.RESOLVE_NO_SYMLINKS);
    if (fd === ENOENT) return null;
    if (fd < 0) return pathStatus(fd);
    const node = this.#nodeOf(fd, path, "path", when, kind(fd));
    if (typeof node === "number" || !node.isSymlink || keepsLink) return node;
    node.close();
    if (!this.#share.followsSymlinks) return STATUS_ACCESS_DENIED;
    // From the root again: a link may lead up, as long as it stays below the root.
    const target = openFromRoot(this.#share, path, native.O_PATH);
    if (target === ENOENT) return null;
    if (target < 0) return pathStatus(target);
    return this.#nodeOf(target, path, "path", when, kind(target));
  }

  /** Who decides for now will ask for more than what the file is: one look took all of it. */
  #nodeOf(
    fd: number,
    path: Uint8Array,
    access: NodeAccess,
    when: "now" | "later",
    kind: NodeLook | Kind | number,
  ): PosixNode | NtStatus {
    if (typeof kind === "number") {
      native.close(fd);
      return statusOf(kind);
    }
    const { identity, type } = kind;
    if (this.#share.streams.isStore(identity)) {
      native.close(fd);
      return STATUS_OBJECT_NAME_INVALID;
    }
    return new PosixNode(this.#share, {
      descriptor: fd,
      access,
      identity,
      isDirectory: type === S_IFDIR,
      isSymlink: type === S_IFLNK,
      path,
      isForNow: when === "now",
      look: "facts" in kind ? kind : null,
    });
  }
}

interface Kind {
  readonly identity: string;
  readonly type: number;
}

function kindOfDescriptor(fd: number): Kind | number {
  const result = native.statx(fd, NOTHING, slots);
  return result < 0 ? result : { identity: identityOf(slots, 0), type: fileTypeOf(slots, 0) };
}

interface StoredComponent {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Directory {
  readonly node: PosixNode;
  readonly stored: readonly StoredComponent[];
}

interface Place {
  readonly parent: PosixNode;
  readonly stored: readonly StoredComponent[];
  readonly node: PosixNode | null;
}

function joined(above: Uint8Array, name: Uint8Array): Uint8Array {
  return above.length === 0 ? name : Buffer.concat([above, SLASH, name]);
}

/** What a failed step on the way means to a client. */
function pathStatus(result: number): NtStatus {
  if (result === ENOENT || result === ENOTDIR) return STATUS_OBJECT_PATH_NOT_FOUND;
  // Out of the share, or a link where links are not followed.
  if (result === EXDEV || result === ELOOP) return STATUS_ACCESS_DENIED;
  return statusOf(result);
}

const ALWAYS = { forNow: false, expectsNone: false };
const NOTHING = new Uint8Array(0);
const DOT = Buffer.from(".");
const SLASH = Buffer.from("/");
const slots = new Float64Array(STAT_SLOTS);
