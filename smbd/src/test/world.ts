/** A whole server in memory with users alice and bob and a share, on a clock that the test moves. */
import { md4 } from "../crypto/md4.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { Engine } from "../engine/engine.ts";
import { openEnginePipe } from "../engine/rpc-view.ts";
import { MemoryPersistentStore } from "../host/memory/persistent-store.ts";
import { MemoryVfs } from "../host/memory/vfs.ts";
import { nodeCrypto } from "../host/node-crypto.ts";
import type { EngineEvent } from "../port/observer.ts";
import { Catalog, type CatalogInput } from "../state/catalog.ts";
import { EMPTY_CATALOG } from "../state/empty-catalog.ts";
import { type NtStatus, STATUS_SUCCESS } from "../wire/status.ts";
import { type ClientOptions, VirtualClient } from "./virtual-client.ts";

export const PASSWORD = "pass1234";

export function ntHashHex(password: string): string {
  const bytes = new Uint8Array(password.length * 2);
  for (let i = 0; i < password.length; i++) {
    bytes[2 * i] = password.charCodeAt(i) & 0xff;
    bytes[2 * i + 1] = password.charCodeAt(i) >> 8;
  }
  return [...md4(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function user(name: string, index: number): CatalogInput["users"][number] {
  return {
    id: `u-${name}`,
    name,
    fullName: name,
    rid: 1000 + index,
    uid: 10_000 + index,
    gid: 10_000 + index,
    enabled: true,
    ntHash: ntHashHex(PASSWORD),
    expiresAtMs: null,
    isAdministrator: false,
    isBackupOperator: false,
  };
}

export function share(name: string, path: string): CatalogInput["shares"][number] {
  return {
    id: `s-${name}`,
    name,
    path,
    comment: "",
    enabled: true,
    hidden: false,
    readOnly: false,
    encryptionRequired: false,
    signingRequired: false,
    hostsAllow: [],
    hostsDeny: [],
    caseSensitive: false,
    symlinks: "inside",
    forceUid: null,
    forceGid: null,
    fileMode: 0o664,
    directoryMode: 0o775,
    accessBasedEnumeration: false,
    continuouslyAvailable: false,
    changeNotify: true,
    homes: false,
    sizeLimitBytes: null,
    previousVersions: false,
    snapshotFolder: null,
    recycleBin: false,
    recycleDays: 0,
    recycleBytesMax: null,
    writeOnceMinutes: null,
    ownFilesOnly: false,
    permissions: [{ principal: "everyone", principalId: "", right: "full" }],
  };
}

export function catalogInput(change: Partial<CatalogInput> = {}): CatalogInput {
  return {
    revision: 1,
    server: { ...EMPTY_CATALOG.server, guid: "22".repeat(16), sid: "S-1-5-21-1-2-3" },
    settings: { ...EMPTY_CATALOG.settings, signingRequired: false },
    users: [user("alice", 0), user("bob", 1)],
    groups: [],
    shares: [share("data", "/srv/data")],
    ...change,
  };
}

export class World {
  nowMs = Date.UTC(2026, 0, 1);
  readonly events: EngineEvent[] = [];
  readonly vfs: MemoryVfs;
  readonly engine: Engine;
  /** Payload calls wait for `settle`, as on other threads. */
  isSlow = false;
  /** Takes payload calls instead, to complete them in an order of its own. */
  disk: ((complete: () => void) => void) | null = null;
  /** Asked before each operation of the store; what is not 0 is answered in its place. */
  fault: (operation: string) => NtStatus = () => STATUS_SUCCESS;
  readonly #waiting: (() => void)[] = [];
  readonly #random = seeded(1);

  /** What outlives the engine. */
  readonly persistentStore: MemoryPersistentStore;
  readonly massChangeStore: MemoryPersistentStore;
  /** Handles and watches that an engine which crashed left open. */
  readonly #lost: { readonly handles: number; readonly watches: number };

  constructor(
    input: CatalogInput = catalogInput(),
    crypto: CryptoProvider = nodeCrypto,
    before: World | null = null,
  ) {
    this.persistentStore = before?.persistentStore ?? new MemoryPersistentStore();
    this.massChangeStore = before?.massChangeStore ?? new MemoryPersistentStore();
    this.#lost = {
      handles: before?.vfs.openCount ?? 0,
      watches: before?.vfs.local.watchCount ?? 0,
    };
    if (before !== null) this.nowMs = before.nowMs + 1000;
    this.vfs = before?.vfs ?? this.#newVfs(input);
    this.engine = new Engine(
      {
        vfs: this.vfs,
        clock: { nowMs: () => this.nowMs, monotonicUs: () => this.nowMs * 1000, wakeAt: () => {} },
        random: this.#random,
        crypto,
        observer: { emit: (event) => this.events.push(event) },
        persistentStore: this.persistentStore,
        massChangeStore: this.massChangeStore,
        networkInterfaces: () => [],
        openPipe: openEnginePipe,
        isTest: true,
      },
      new Catalog(input),
    );
    this.engine.restorePersistents();
  }

  #newVfs(input: CatalogInput): MemoryVfs {
    const vfs = new MemoryVfs({
      now: () => this.nowFiletime(),
      defer: (complete) => {
        if (this.disk !== null) this.disk(complete);
        else if (this.isSlow) this.#waiting.push(complete);
        else complete();
      },
      fault: (operation) => this.fault(operation),
    });
    for (const one of input.shares) vfs.addRoot(one.path);
    return vfs;
  }

  nowFiletime(): bigint {
    return BigInt(this.nowMs) * 10_000n + 116_444_736_000_000_000n;
  }

  /** What waits on other threads is done. */
  settle(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next();
  }

  /** Everybody leaves, and an hour goes by: what is left then is a leak. Empty when all is well. */
  leftovers(): Record<string, number> {
    this.engine.stop();
    this.settle();
    this.pass(3_600_000);
    const { engine, vfs } = this;
    const left = {
      slabs: engine.slabs.outCount,
      timers: engine.timerCount,
      sessions: engine.sessions.size,
      connections: engine.connections.size,
      admitted: engine.admission.total,
      pending: engine.pending.count,
      opens: engine.openCount,
      files: engine.files.size,
      changes: engine.changes.size,
      localChanges: engine.localChanges.size,
      localWatches: vfs.local.watchCount - this.#lost.watches,
      durables: engine.durables.table.size,
      replays: engine.durables.replays.size,
      persistents: engine.persistents.count,
      offloadTokens: engine.offloadTokens.size,
      pastVolumes: engine.pastVolumes.size,
      handles: vfs.openCount - this.#lost.handles,
    };
    return Object.fromEntries(Object.entries(left).filter(([, count]) => count !== 0));
  }

  /** Lets time pass; timers that are due run. */
  pass(ms: number): void {
    this.nowMs += ms;
    this.engine.tick();
  }

  client(options: Partial<ClientOptions> = {}): VirtualClient {
    const client = new VirtualClient({
      crypto: nodeCrypto,
      random: this.#random,
      nowFiletime: () => this.nowFiletime(),
      ...options,
    });
    client.driver = this.engine.accept(client.transport);
    return client;
  }

  /** A client that is logged on and connected to `share`. */
  connected(
    userName = "alice",
    shareName = "data",
    options: Partial<ClientOptions> = {},
  ): VirtualClient {
    const client = this.client(options);
    client.negotiate();
    const status = client.logon(userName, PASSWORD);
    if (status !== STATUS_SUCCESS) throw new Error(`logon: ${status.toString(16)}`);
    const tree = client.tree(shareName);
    if (tree !== STATUS_SUCCESS) throw new Error(`tree connect: ${tree.toString(16)}`);
    return client;
  }
}

/** Random bytes that a seed repeats (xorshift). */
export function seeded(seed: number): { fill(bytes: Uint8Array): void } {
  let state = seed >>> 0 || 1;
  return {
    fill(bytes: Uint8Array): void {
      for (let i = 0; i < bytes.length; i++) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        state >>>= 0;
        bytes[i] = state & 0xff;
      }
    },
  };
}
