import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import {
  type BinReport,
  type Changes,
  CONTRACT_VERSION,
  type DiskAsk,
  type DownMessage,
  downMessageSchema,
  type EngineStatus,
  LATENCY_BOUNDS_US,
  type LockReport,
  type MassChange,
  type OpenStatus,
  type PermissionAsk,
  type SessionStatus,
  type Snapshot,
  type SnapshotPart,
  type UpMessage,
} from "@larder/smbd/control";
import { LineReader } from "../engine/line-reader.ts";

/** The engine's end of the control channel, doing what it is told. */
export class FakeEngine {
  readonly socketPath: string;
  readonly received: DownMessage[];
  /** All that it was sent, after each message. */
  readonly snapshots: Snapshot[];
  /** What of it came as changes. */
  readonly changes: Changes[];
  contractVersion: number;
  /** false: snapshots are taken and nothing is answered. */
  answers: boolean;
  sessions: SessionStatus[];
  opens: OpenStatus[];
  massChanges: MassChange[];
  locks: LockReport;
  revision: number;
  /** What the next steps of emptying a bin report. */
  bins: BinReport[];
  /** What a test has the engine say about permissions. */
  answerPermission: (ask: PermissionAsk) => object;
  /** What it answers to calls of the kernel. */
  answerDisk: (ask: DiskAsk) => Promise<object>;
  /** A snapshot that comes in parts, until the last. */
  #partial: Snapshot | null;
  #server: Server | null;
  #peers: Set<Socket>;
  #startedAtMs: number;

  constructor(socketPath: string) {
    this.socketPath = socketPath;
    this.received = [];
    this.snapshots = [];
    this.changes = [];
    this.contractVersion = CONTRACT_VERSION;
    this.answers = true;
    this.sessions = [];
    this.opens = [];
    this.massChanges = [];
    this.locks = { total: 0, items: [] };
    this.revision = 0;
    this.bins = [];
    this.answerPermission = () => ({ refused: "share-unknown", status: "", path: "" });
    this.answerDisk = async () => ({ failed: "EACCES" });
    this.#partial = null;
    this.#server = null;
    this.#peers = new Set();
    this.#startedAtMs = 1;
  }

  async start(): Promise<void> {
    await rm(this.socketPath, { force: true });
    const server = createServer((peer) => this.#accept(peer));
    this.#server = server;
    await new Promise<void>((done) => server.listen(this.socketPath, done));
  }

  /** As a crash does: connections end without a word. */
  async stop(): Promise<void> {
    for (const peer of this.#peers) peer.destroy();
    const server = this.#server;
    this.#server = null;
    if (server !== null) await new Promise((done) => server.close(done));
    await rm(this.socketPath, { force: true });
  }

  send(message: UpMessage): void {
    this.sendText(`${JSON.stringify(message)}\n`);
  }

  sendText(text: string): void {
    for (const peer of this.#peers) peer.write(text);
  }

  sendStatus(commands: EngineStatus["commands"] = []): void {
    this.send({
      type: "status",
      engine: {
        revision: this.revision,
        startedAtMs: this.#startedAtMs,
        uptimeMs: 1_000,
        version: "0.0.0-fake",
        pid: 1,
        listening: ["127.0.0.1:4445"],
        problem: "",
        connectionCount: this.sessions.length,
        sessionCount: this.sessions.length,
        openCount: this.opens.length,
        waitingOpenCount: 0,
        persistentOpenCount: 0,
        residentBytes: 1_000_000,
        rdma: null,
        discovery: { interfaces: [] },
        massChanges: this.massChanges,
        counters: { "connections.accepted": 3 },
        commands,
      },
      isWhole: true,
      sessions: this.sessions,
      opens: this.opens,
      shares: this.#shares(),
      gone: { sessions: [], opens: [], shares: [] },
    });
  }

  #accept(peer: Socket): void {
    this.#peers.add(peer);
    const lines = new LineReader(64 * 1024 * 1024);
    peer.on("close", () => this.#peers.delete(peer));
    peer.on("error", () => peer.destroy());
    peer.on("data", (chunk) => {
      for (const line of lines.push(chunk) ?? []) {
        // A message that is not of the contract fails the test by ending the run.
        this.#take(peer, downMessageSchema.parse(JSON.parse(line)));
      }
    });
  }

  #take(peer: Socket, message: DownMessage): void {
    this.received.push(message);
    const reply = (answer: UpMessage) => peer.write(`${JSON.stringify(answer)}\n`);
    if (message.type === "hello") {
      const { contractVersion, revision } = this;
      reply({ type: "hello", contractVersion, engineVersion: "0.0.0-fake", revision });
    } else if (message.type === "snapshot" && message.hasParts) {
      this.#partial = message.snapshot;
    } else if (message.type === "snapshotPart" && !message.part.isLast) {
      this.#takePart(message.part);
    } else if (message.type === "snapshot" || message.type === "snapshotPart") {
      const whole = message.type === "snapshot" ? message.snapshot : this.#partial;
      if (whole === null) return;
      this.#partial = null;
      this.snapshots.push(whole);
      if (!this.answers) return;
      this.revision = whole.revision;
      reply(this.#applied());
    } else if (message.type === "changes") {
      const before = this.snapshots.at(-1);
      if (before === undefined || message.changes.from !== this.revision) {
        reply({ type: "unfit", revision: this.revision });
        return;
      }
      this.changes.push(message.changes);
      this.snapshots.push(withChanges(before, message.changes));
      if (!this.answers) return;
      this.revision = message.changes.revision;
      reply(this.#applied());
    } else if (message.type === "closeSession") {
      const ok = this.sessions.some((session) => session.id === message.sessionId);
      this.sessions = this.sessions.filter((session) => session.id !== message.sessionId);
      reply({ type: "done", requestId: message.requestId, ok, reason: ok ? "" : "no session" });
    } else if (message.type === "locks") {
      reply({
        type: "done",
        requestId: message.requestId,
        ok: true,
        reason: "",
        locks: this.locks,
      });
    } else if (message.type === "massChangeTouched") {
      const ok = this.massChanges.some((change) => change.id === message.id);
      const touched = [{ timeMs: 1_700_000_001_000, kind: "deleted" as const, path: "a/b.txt" }];
      const { requestId } = message;
      reply({ type: "done", requestId, ok, reason: ok ? "" : "none", ...(ok && { touched }) });
    } else if (message.type === "releaseMassChange") {
      const ok = this.massChanges.some((change) => change.id === message.id);
      this.massChanges = this.massChanges.filter((change) => change.id !== message.id);
      reply({ type: "done", requestId: message.requestId, ok, reason: ok ? "" : "none" });
    } else if (message.type === "emptyBin") {
      const bin = this.bins.shift() ?? NOTHING_IN_BIN;
      reply({ type: "done", requestId: message.requestId, ok: true, reason: "", bin });
    } else if (message.type === "permission") {
      const answer = this.answerPermission(message.ask);
      reply({ type: "permissionAnswer", requestId: message.requestId, answer });
    } else if (message.type === "disk") {
      const { requestId } = message;
      void this.answerDisk(message.ask).then((answer) =>
        reply({ type: "diskAnswer", requestId, answer }),
      );
    } else {
      const ok = this.opens.some((open) => open.id === message.openId);
      this.opens = this.opens.filter((open) => open.id !== message.openId);
      reply({ type: "done", requestId: message.requestId, ok, reason: ok ? "" : "no open" });
    }
  }

  #takePart({ users, groups, members, shares }: SnapshotPart): void {
    const partial = this.#partial;
    if (partial === null) return;
    partial.users.push(...users);
    partial.groups.push(...groups);
    partial.shares.push(...shares);
    for (const { groupId, memberIds } of members) {
      partial.groups.find(({ id }) => id === groupId)?.memberIds.push(...memberIds);
    }
  }

  #applied(): UpMessage {
    const effects = { treesReevaluated: 0, opensClosed: 0, sessionsClosed: 0 };
    const shares = { shares: this.#shares(), isWhole: true, goneShareIds: [] };
    return { type: "applied", revision: this.revision, ...effects, ...shares };
  }

  #shares() {
    return (this.snapshots.at(-1)?.shares ?? []).map((share) => ({
      id: share.id,
      state: share.enabled ? ("live" as const) : ("disabled" as const),
      reason: "",
      sessionCount: this.sessions.filter((session) => session.shares.includes(share.name)).length,
      openCount: this.opens.filter((open) => open.share === share.name).length,
    }));
  }
}

/** As the engine has it after these changes, in the order in which the server tells the whole. */
function withChanges(before: Snapshot, changes: Changes): Snapshot {
  const groupIdsOf = new Map(changes.memberships.map(({ userId, groupIds }) => [userId, groupIds]));
  const gone = new Set(changes.users.removedIds);
  const wereIn = new Map(before.groups.map(({ id, memberIds }) => [id, memberIds]));
  const groups = changed(
    before.groups,
    changes.groups.put.map((group) => ({ ...group, memberIds: wereIn.get(group.id) ?? [] })),
    changes.groups.removedIds,
  ).map((group) => {
    const stay = group.memberIds.filter((userId) => !gone.has(userId) && !groupIdsOf.has(userId));
    const come = [...groupIdsOf].flatMap(([id, groupIds]) =>
      groupIds.includes(group.id) ? [id] : [],
    );
    return { ...group, memberIds: [...stay, ...come].sort() };
  });
  return {
    contractVersion: CONTRACT_VERSION,
    ...{ revision: changes.revision, server: changes.server, settings: changes.settings },
    users: changed(before.users, changes.users.put, changes.users.removedIds),
    groups,
    shares: changed(before.shares, changes.shares.put, changes.shares.removedIds),
  };
}

function changed<T extends { id: string }>(before: T[], put: T[], removedIds: string[]): T[] {
  const entries = new Map(before.map((entry) => [entry.id, entry]));
  for (const entry of put) entries.set(entry.id, entry);
  for (const id of removedIds) entries.delete(id);
  return [...entries.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

const NOTHING_IN_BIN = { removedCount: 0, removedBytes: 0, isComplete: true, failed: [] };

export function fakeSession(id: string, user: string, shares: string[]): SessionStatus {
  return {
    id,
    user,
    isGuest: false,
    isAnonymous: false,
    address: "192.0.2.1",
    clientName: "client",
    dialect: "3.1.1",
    isSigned: true,
    signingAlgorithm: "AES-GMAC",
    isEncrypted: false,
    cipher: null,
    channelCount: 1,
    transports: ["tcp"],
    openCount: 0,
    shares,
    startedAtMs: 1,
    lastActiveAtMs: 1,
    requestCount: 0,
    bytesRead: 0,
    bytesWritten: 0,
    latencySumUs: 0,
  };
}

export function fakeMassChange(id: string, user: string, share: string): MassChange {
  return {
    ...{ id, user, share, shareId: `s-${share}`, address: "192.0.2.66", state: "blocked" as const },
    ...{ sinceMs: 1_700_000_000_000, lastAtMs: 1_700_000_001_000 },
    ...{ deletedCount: 1_001, renamedCount: 2, scrambledCount: 3 },
  };
}

export function fakeOpen(id: string, sessionId: string, user: string, share: string): OpenStatus {
  return {
    id,
    sessionId,
    user,
    address: "192.0.2.1",
    share,
    path: "folder/file.txt",
    isDirectory: false,
    access: 0x12019f,
    shareAccess: 7,
    lockCount: 0,
    caching: ["read", "handle"],
    isLease: true,
    kept: "durable",
    isWaiting: false,
    openedAtMs: 1,
  };
}

/** One command's figures, all in the first latency bucket, of 40 µs each. */
export function fakeCommand(command: string, share: string, count: number, bytesRead: number) {
  const latency = [count, ...LATENCY_BOUNDS_US.map(() => 0)];
  const sums = { latency, latencySumUs: count * 40 };
  return { command, share, count, errorCount: 0, bytesRead, bytesWritten: 0, ...sums };
}
