/** What the engine tells the server of itself, of a session and of an open. */
import type { ConnectionDriver } from "../../engine/connection-driver.ts";
import type { Engine } from "../../engine/engine.ts";
import { dialectName } from "../../state/connection.ts";
import type { MassChangeRecord } from "../../state/mass-change-record.ts";
import type { Open } from "../../state/open.ts";
import type { Session } from "../../state/session.ts";
import {
  LEASE_HANDLE_CACHING,
  LEASE_READ_CACHING,
  LEASE_WRITE_CACHING,
} from "../../wire/context/lease.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { EngineStatus, OpenStatus, SessionStatus, SigningAlgorithm } from "./contract.ts";
import type { DiscoveryStatus } from "./discovery-contract.ts";
import type { MassChange } from "./mass-change-contract.ts";
import type { RdmaStatus } from "./rdma-contract.ts";

export interface HostFacts {
  readonly version: string;
  readonly listening: readonly string[];
  readonly problem: string;
  readonly rdma: RdmaStatus | null;
  readonly discovery: DiscoveryStatus;
  readonly discoveryCounters: Readonly<Record<string, number>>;
}

export function engineStatus(engine: Engine, metrics: Metrics, facts: HostFacts): EngineStatus {
  const nowMs = engine.nowMs();
  return {
    revision: engine.catalog.revision,
    startedAtMs: Math.floor(engine.startedAtMs),
    uptimeMs: nowMs - engine.startedAtMs,
    version: facts.version,
    pid: process.pid,
    listening: [...facts.listening],
    problem: facts.problem,
    connectionCount: engine.connections.size,
    sessionCount: engine.sessions.size,
    openCount: engine.openCount,
    waitingOpenCount: engine.durables.table.disconnectedCount,
    persistentOpenCount: engine.persistents.count,
    residentBytes: process.memoryUsage.rss(),
    rdma: facts.rdma,
    discovery: facts.discovery,
    massChanges: engine.massChanges.tripped.map(massChange),
    counters: {
      ...metrics.counters(),
      ...rdmaCounters(facts.rdma),
      ...facts.discoveryCounters,
      "read.protectedByWorker": engine.foreseenCount,
    },
    commands: metrics.commands(),
  };
}

function massChange(record: MassChangeRecord): MassChange {
  const { id, user, share, shareId, address, state, trippedAtMs, lastAtMs } = record;
  const { deletedCount, renamedCount, scrambledCount } = record;
  return {
    ...{ id: String(id), user, share, shareId, address, state },
    sinceMs: Math.floor(trippedAtMs ?? lastAtMs),
    lastAtMs: Math.floor(lastAtMs),
    ...{ deletedCount, renamedCount, scrambledCount },
  };
}

/** By name, as all others are: "rdma.writeBytes", "rdma.errors.keep-alive-timeout". */
function rdmaCounters(rdma: RdmaStatus | null): Record<string, number> {
  if (rdma === null) return {};
  const { errors, ...counts } = rdma.counters;
  const all = [
    ...Object.entries(counts),
    ...Object.entries(errors).map(([cause, count]) => [`errors.${cause}`, count] as const),
  ];
  const sum = (of: "retries" | "notReady") => rdma.devices.reduce((all, one) => all + one[of], 0);
  return {
    ...Object.fromEntries(all.map(([name, count]) => [`rdma.${name}`, count])),
    "rdma.retries": sum("retries"),
    "rdma.notReady": sum("notReady"),
  };
}

export function sessionStatus(engine: Engine, session: Session): SessionStatus {
  const driver = firstDriver(engine, session);
  const connection = driver?.connection ?? null;
  const isEncrypted =
    session.protection === "sealed" ||
    session.encryptData ||
    [...session.trees.values()].some((tree) => tree.encryptData);
  const isSigned = session.signingRequired || session.protection === "signed";
  return {
    id: String(session.id),
    user: session.userName,
    isGuest: false,
    isAnonymous: session.principal?.isAnonymous === true,
    address: connection?.transport.remoteAddress ?? "",
    clientName: session.clientName,
    dialect: dialectName(connection?.dialect ?? 0),
    isSigned,
    signingAlgorithm: isSigned ? ((connection?.signing ?? null) as SigningAlgorithm | null) : null,
    isEncrypted,
    cipher: isEncrypted ? (session.sealer?.cipher ?? null) : null,
    channelCount: session.channels.size,
    transports: transportsOf(engine, session),
    openCount: session.opens.size,
    shares: [...new Set([...session.trees.values()].map((tree) => tree.name))],
    startedAtMs: Math.floor(session.startedAtMs),
    lastActiveAtMs: Math.floor(session.lastActiveAtMs),
    requestCount: session.requestCount,
    bytesRead: session.bytesRead,
    bytesWritten: session.bytesWritten,
    latencySumUs: session.latencySumUs,
  };
}

function transportsOf(engine: Engine, session: Session): ("tcp" | "rdma")[] {
  const all = new Set<"tcp" | "rdma">();
  for (const id of session.channels.keys()) {
    const { placement } = engine.connections.get(id)?.connection.transport ?? {};
    all.add(placement === undefined ? "tcp" : "rdma");
  }
  return [...all];
}

function firstDriver(engine: Engine, session: Session): ConnectionDriver | undefined {
  const [connectionId] = session.channels.keys();
  return connectionId === undefined ? undefined : engine.connections.get(connectionId);
}

export function openStatus(engine: Engine, open: Open): OpenStatus {
  const name = open.pipe?.name ?? open.path.join("/");
  return {
    id: String(open.volatileId),
    sessionId: String(open.session.id),
    user: open.session.userName,
    address: firstDriver(engine, open.session)?.connection.transport.remoteAddress ?? "",
    share: open.tree.name,
    path: open.streamName === "" ? name : `${name}:${open.streamName}`,
    isDirectory: open.isDirectory,
    access: open.grantedAccess,
    shareAccess: open.shareAccess,
    lockCount: open.lockCount,
    ...keptBy(engine, open),
    openedAtMs: Math.floor(open.openedAtMs),
  };
}

/** Which version of the protocol a durable open is of matters to its client alone. */
const KEPT = {
  no: "no",
  v1: "durable",
  v2: "durable",
  resilient: "resilient",
  persistent: "persistent",
} as const;

function keptBy(
  engine: Engine,
  open: Open,
): Pick<OpenStatus, "caching" | "isLease" | "kept" | "isWaiting"> {
  const holder = open.stream?.caching.holderOf(open) ?? null;
  const state = holder?.state ?? 0;
  const { table } = engine.durables;
  return {
    caching: [
      ...((state & LEASE_READ_CACHING) === 0 ? [] : (["read"] as const)),
      ...((state & LEASE_WRITE_CACHING) === 0 ? [] : (["write"] as const)),
      ...((state & LEASE_HANDLE_CACHING) === 0 ? [] : (["handle"] as const)),
    ],
    isLease: holder !== null && holder.lease !== null,
    kept: KEPT[table.grantOf(open)?.kind ?? "no"],
    isWaiting: table.isDisconnected(open),
  };
}
