import { dirname } from "node:path";
import { native, STAT_SLOTS } from "../native.ts";
import { ENOENT } from "./errno.ts";
import { deviceOf } from "./inode-facts.ts";
import type { StreamOwner } from "./stream-owner.ts";
import { encodeStreamPointer } from "./stream-pointer.ts";
import { StreamStore } from "./stream-store.ts";

/**
 * The stores that one share uses. New streams go to its home: the store of the outermost folder above the
 * share's root that has one, else the root's own. So shares that lie in each other show the same streams; what
 * a pointer leads to is looked for in the stores of all shares that are open.
 */
export class StreamStores {
  readonly home: StreamStore;
  readonly #known: Set<StreamStore>;

  /** `known` is shared by all; `root` is an absolute path, without links. */
  constructor(root: string, rootFd: number, known: Set<StreamStore>) {
    this.home = outermostStore(root, rootFd);
    // So that its identity is known, and it is hidden by that, too.
    void this.home.isThere;
    this.#known = known;
    known.add(this.home);
  }

  /** A descriptor of the stream, or a negated errno; -ENOENT where no store has one that leads back. */
  open(token: string, owner: StreamOwner, writable: boolean): number {
    return this.#find(token, owner, writable).fd;
  }

  make(
    owner: StreamOwner,
    uid: number,
    gid: number,
  ): { readonly fd: number; readonly token: string; readonly pointer: Uint8Array } | number {
    const made = this.home.make(owner, uid, gid);
    return typeof made === "number" ? made : { ...made, pointer: encodeStreamPointer(made.token) };
  }

  /** A stream that is somebody else's stays. */
  remove(token: string, owner: StreamOwner): void {
    const { fd, store } = this.#find(token, owner, false);
    if (store === null) return;
    native.close(fd);
    store.remove(token);
  }

  /** The stream gets another name on the same file; 0 or a negated errno. */
  rename(token: string, owner: StreamOwner, attribute: Uint8Array): number {
    const { fd, store } = this.#find(token, owner, false);
    if (store === null) return fd;
    const result = store.handOver(fd, { ...owner, attribute });
    native.close(fd);
    return result;
  }

  /** A readable descriptor of the folder that has the stream, or a negated errno. */
  openFolderOf(token: string): number {
    for (const store of [this.home, ...this.#known])
      if (store.has(token)) return store.openFolder();
    return ENOENT;
  }

  /** Whether a folder with this identity is a store. */
  isStore(identity: string): boolean {
    for (const store of this.#known) if (store.folderIdentity === identity) return true;
    return false;
  }

  close(): void {
    this.#known.delete(this.home);
    this.home.close();
  }

  #find(
    token: string,
    owner: StreamOwner,
    writable: boolean,
  ): { readonly fd: number; readonly store: StreamStore | null } {
    const own = this.home.open(token, owner, writable);
    if (own >= 0) return { fd: own, store: this.home };
    for (const store of this.#known) {
      if (store === this.home || store.parentIdentity === this.home.parentIdentity) continue;
      const fd = store.open(token, owner, writable);
      if (fd >= 0) return { fd, store };
    }
    return { fd: own, store: null };
  }
}

function outermostStore(root: string, rootFd: number): StreamStore {
  const device = deviceAt(rootFd);
  let found: StreamStore | null = null;
  for (let above = dirname(root); ; above = dirname(above)) {
    const fd = native.openRoot(Buffer.from(above, "utf8"));
    if (fd < 0) break;
    // Another file system has its own room and its own quotas.
    if (deviceAt(fd) !== device) {
      native.close(fd);
      break;
    }
    const store = new StreamStore(fd);
    if (store.isThere) {
      found?.close();
      found = store;
    } else store.close();
    if (above === "/") break;
  }
  return found ?? new StreamStore(native.duplicate(rootFd));
}

function deviceAt(fd: number): string {
  return native.statx(fd, NOTHING, slots) < 0 ? "" : deviceOf(slots, 0);
}

const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
