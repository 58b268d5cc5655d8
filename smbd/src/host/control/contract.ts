/**
 * What the admin server and the engine say to each other over `$LARDER_STATE/control.sock`.
 * The engine listens, the server connects (and reconnects). One JSON value per line, UTF-8, at most
 * MESSAGE_BYTES_MAX bytes a line. Exported as `@larder/smbd/control`: schemas and nothing else.
 *
 * Level, not edge: the server sends the whole desired state at a revision; the engine swaps to it between
 * two requests and answers `applied`. After that it may send what changed since a revision; an engine that has
 * another one answers `unfit` and is sent the whole. A repeated, lost or late message does no harm.
 */
import { z } from "zod";
import { discoveryStatusSchema, interfaceNameSchema } from "./discovery-contract.ts";
import { diskAskSchema } from "./disk-contract.ts";
import { lockAskSchema, lockReportSchema } from "./lock-contract.ts";
import {
  massChangeRuleSchema,
  massChangeSchema,
  touchedPathSchema,
} from "./mass-change-contract.ts";
import { permissionAskSchema } from "./permission-contract.ts";
import { rdmaStatusSchema } from "./rdma-contract.ts";

export * from "./discovery-contract.ts";
export * from "./disk-contract.ts";
export * from "./lock-contract.ts";
export * from "./mass-change-contract.ts";
export * from "./permission-contract.ts";

/** Raised whenever an older peer could misread a message; a peer with another number is refused. */
export const CONTRACT_VERSION = 1;
export const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

export const dialectSchema = z.enum(["2.0.2", "2.1", "3.0", "3.0.2", "3.1.1"]);
export const cipherSchema = z.enum(["AES-128-GCM", "AES-128-CCM", "AES-256-GCM", "AES-256-CCM"]);
export const signingAlgorithmSchema = z.enum(["AES-GMAC", "AES-CMAC", "HMAC-SHA256"]);

const id = z.string().min(1).max(64);
const uid = z.int().min(0).max(4294967294);
/** Relative identifier below the machine's SID; 1000 and up for users and groups that people make. */
const rid = z.int().min(500).max(1073741823);

export const userSchema = z.strictObject({
  id,
  name: z.string().min(1).max(64),
  fullName: z.string().max(256),
  rid,
  uid,
  gid: uid,
  enabled: z.boolean(),
  /** MD4 of the UTF-16LE password, 32 hex digits; null: no SMB logon until a password is set. A secret. */
  ntHash: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
  /** Milliseconds since 1970; null: never. */
  expiresAtMs: z.int().nullable(),
  /** No logon before the password was changed, which clients cannot do over SMB: STATUS_PASSWORD_MUST_CHANGE. */
  mustChangePassword: z.boolean().default(false),
  /** From then on STATUS_PASSWORD_EXPIRED; null: the password stays good. */
  passwordExpiresAtMs: z.int().nullable().default(null),
  /** Administrators take ownership and bypass nothing else. */
  isAdministrator: z.boolean(),
  /** Reads and writes past file permissions where a client opens for backup, and there alone. */
  isBackupOperator: z.boolean().default(false),
});

export const groupSchema = z.strictObject({
  id,
  name: z.string().min(1).max(64),
  rid,
  gid: uid,
  memberIds: z.array(id),
});

export const rightSchema = z.enum(["none", "read", "change", "full"]);

export const sharePermissionSchema = z.strictObject({
  /** "everyone" means every authenticated user. */
  principal: z.enum(["user", "group", "everyone"]),
  /** The user's or group's id; empty for everyone. */
  principalId: z.string().max(64),
  right: rightSchema,
});

/** Of one share, each way: a house or an office names a few networks. */
export const HOST_RANGE_COUNT_MAX = 64;
export const hostRangeSchema = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

export const auditKindSchema = z.enum([
  "logon",
  "logonFailed",
  "logoff",
  "connect",
  "connectDenied",
  "disconnect",
  "create",
  "delete",
  "rename",
  "securityChange",
  "accessDenied",
  "objectAccess",
  "backupAccess",
  "massChange",
  "sessionClosed",
  "openClosed",
]);

/** What a share may keep out of the audit log. Who signs on, what administrators do and alarms always stand in it. */
export const shareAuditKindSchema = auditKindSchema.extract([
  "connect",
  "connectDenied",
  "disconnect",
  "create",
  "delete",
  "rename",
  "securityChange",
  "accessDenied",
  "objectAccess",
  "backupAccess",
]);

export const shareSchema = z.strictObject({
  id,
  name: z.string().min(1).max(80),
  /** Absolute path on the engine's machine. */
  path: z.string().min(1).max(4096),
  comment: z.string().max(256),
  enabled: z.boolean(),
  /** Not in share lists; still reachable by name. */
  hidden: z.boolean(),
  readOnly: z.boolean(),
  encryptionRequired: z.boolean(),
  /** Requests that are neither signed nor sealed are refused. */
  signingRequired: z.boolean().default(false),
  /** Addresses and ranges ("192.168.1.0/24"): the most specific one that holds the client's decides. */
  hostsAllow: z.array(hostRangeSchema).max(HOST_RANGE_COUNT_MAX).default([]),
  hostsDeny: z.array(hostRangeSchema).max(HOST_RANGE_COUNT_MAX).default([]),
  caseSensitive: z.boolean(),
  symlinks: z.enum(["none", "inside"]),
  /** Files belong to this uid and gid whoever makes them; null: to the user. */
  forceUid: uid.nullable(),
  forceGid: uid.nullable(),
  fileMode: z.int().min(0).max(0o7777),
  directoryMode: z.int().min(0).max(0o7777),
  /** Folders list only what the reader may open. */
  accessBasedEnumeration: z.boolean().default(false),
  /** Opens outlive the engine: persistent handles. Costs a write to disk for each. */
  continuouslyAvailable: z.boolean().default(false),
  /** Clients may wait for changes of folders. */
  changeNotify: z.boolean().default(true),
  /** Macs are told by multicast DNS that they may back up to it. */
  timeMachine: z.boolean().default(false),
  /** Each user has a folder of that user's own in it, made when that user first comes, and sees nothing else. */
  homes: z.boolean().default(false),
  /** Of the share, or of each home; null: what the disk has. */
  sizeLimitBytes: z.number().min(0).nullable().default(null),
  /** Clients see the share as snapshots of its file system have it. */
  previousVersions: z.boolean().default(false),
  /** Where those are, from the share's folder; null: where the usual programs keep them. */
  snapshotFolder: z.string().min(1).max(4096).nullable().default(null),
  /** What is deleted over SMB is kept in `.recycle/USER`, which its user and administrators see. */
  recycleBin: z.boolean().default(false),
  /** 0: until the bin is emptied. */
  recycleDays: z.int().min(0).max(36_500).default(0),
  /** Of all that is kept of the share; null: as much as there is room for. */
  recycleBytesMax: z.number().min(0).nullable().default(null),
  /** A file can be changed for so long after its last change, and then never again; null: always. */
  writeOnceMinutes: z.int().min(0).max(525_600).nullable().default(null),
  /** Users find what they put in themselves; administrators find all of it. */
  ownFilesOnly: z.boolean().default(false),
  /** Of what happens in it the audit log is not told of these. */
  auditExcept: z.array(shareAuditKindSchema).default([]),
  /** Null: nobody counts what is deleted, renamed and overwritten. */
  massChange: massChangeRuleSchema.nullable().default(null),
  /** "none" beats every grant; otherwise the strongest of a user's entries counts. */
  permissions: z.array(sharePermissionSchema),
});

/** As the kernel names network cards and RDMA devices: no path, no list, no option. */
const deviceNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,62}$/);

export const settingsSchema = z.strictObject({
  dialectMin: dialectSchema,
  dialectMax: dialectSchema,
  /** In order of preference; empty turns encryption off. */
  ciphers: z.array(cipherSchema),
  signingAlgorithms: z.array(signingAlgorithmSchema).min(1),
  signingRequired: z.boolean(),
  encryptionRequired: z.boolean(),
  /** Anonymous sessions may reach IPC$ (share and name look-ups). */
  anonymousIpc: z.boolean(),
  failedLogonDelayMs: z.int().min(0).max(60_000),
  /** Sessions end (NETWORK_SESSION_EXPIRED) after this; 0: never. */
  sessionLifetimeMs: z.int().min(0),
  ioBytesMax: z.int().min(65_536).max(8_388_608),
  /** The box is told of by multicast DNS, which Macs and Linux desktops look at, */
  mdns: z.boolean().default(false),
  /** and by WS-Discovery, which Windows does; */
  wsDiscovery: z.boolean().default(false),
  /** on these interfaces; empty: on all with hardware behind them. */
  discoveryInterfaces: z.array(interfaceNameSchema).max(32).default([]),
  /** A session may have several connections; those that it has stay. */
  multichannel: z.boolean().default(true),
  /** Oplocks and leases for what is opened from now on. */
  caching: z.boolean().default(true),
  /** SMB Direct, where there is an RDMA device. */
  rdma: z.boolean().default(true),
  /** The devices to listen on, by name; none: all. */
  rdmaDevices: z.array(deviceNameSchema).max(32).default([]),
  /** Network cards that are to have a soft-RoCE device, which the RDMA helper's container makes. */
  softRoceCards: z.array(deviceNameSchema).max(32).default([]),
});

export const serverSchema = z.strictObject({
  /** NetBIOS-style name, upper case, at most 15 characters. */
  name: z.string().min(1).max(15),
  dnsName: z.string().min(1).max(255),
  workgroup: z.string().min(1).max(15),
  comment: z.string().max(256),
  /** ServerGuid, 32 hex digits. */
  guid: z.string().regex(/^[0-9a-f]{32}$/),
  /** S-1-5-21-a-b-c */
  sid: z.string().regex(/^S-1-5-21-\d+-\d+-\d+$/),
});

/** The desired state. Holds secrets (NT hashes): sealed at rest, never logged, never in an error. */
export const snapshotSchema = z.strictObject({
  contractVersion: z.literal(CONTRACT_VERSION),
  revision: z.int().min(0),
  server: serverSchema,
  settings: settingsSchema,
  users: z.array(userSchema),
  groups: z.array(groupSchema),
  shares: z.array(shareSchema),
});

/** Of one table: rows as they are now, and the ids of those that are gone. */
function changesOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({ put: z.array(row), removedIds: z.array(id) });
}

/** What another revision differs in. Holds secrets as a snapshot does. */
export const changesSchema = z.strictObject({
  contractVersion: z.literal(CONTRACT_VERSION),
  from: z.int().min(1),
  revision: z.int().min(1),
  server: serverSchema,
  settings: settingsSchema,
  users: changesOf(userSchema),
  /** Who is in a group is told of the users; one that was there keeps its members. */
  groups: changesOf(groupSchema.omit({ memberIds: true })),
  shares: changesOf(shareSchema),
  memberships: z.array(z.strictObject({ userId: id, groupIds: z.array(id) })),
});

export const sessionStatusSchema = z.strictObject({
  id: z.string(),
  user: z.string(),
  isGuest: z.boolean(),
  isAnonymous: z.boolean(),
  address: z.string(),
  clientName: z.string(),
  dialect: dialectSchema,
  isSigned: z.boolean(),
  signingAlgorithm: signingAlgorithmSchema.nullable(),
  isEncrypted: z.boolean(),
  cipher: cipherSchema.nullable(),
  channelCount: z.int(),
  /** What its connections go over, each once. */
  transports: z.array(z.enum(["tcp", "rdma"])),
  openCount: z.int(),
  shares: z.array(z.string()),
  startedAtMs: z.int(),
  lastActiveAtMs: z.int(),
  /** Since the session began. */
  requestCount: z.int(),
  bytesRead: z.number(),
  bytesWritten: z.number(),
  /** Of all requests together, from arrival to answer. */
  latencySumUs: z.number(),
});

export const openStatusSchema = z.strictObject({
  id: z.string(),
  sessionId: z.string(),
  user: z.string(),
  address: z.string(),
  share: z.string(),
  /** Forward slashes, relative to the share; "" is its root. */
  path: z.string(),
  isDirectory: z.boolean(),
  /** GrantedAccess, as an access mask. */
  access: z.int(),
  shareAccess: z.int(),
  lockCount: z.int(),
  /** What its client may keep to itself: of "read", "write", "handle"; by an oplock or by a lease. */
  caching: z.array(z.enum(["read", "write", "handle"])),
  isLease: z.boolean(),
  /** What it outlives: its connection, for a while or by agreement, or the engine. */
  kept: z.enum(["no", "durable", "resilient", "persistent"]),
  /** Its client is gone, and may come back. */
  isWaiting: z.boolean(),
  openedAtMs: z.int(),
});

export const shareStatusSchema = z.strictObject({
  id: z.string(),
  /** "live", or why the share cannot be served, in words. */
  state: z.enum(["live", "disabled", "unavailable"]),
  reason: z.string(),
  sessionCount: z.int(),
  openCount: z.int(),
});

export const commandStatsSchema = z.strictObject({
  command: z.string(),
  share: z.string(),
  count: z.int(),
  errorCount: z.int(),
  bytesRead: z.number(),
  bytesWritten: z.number(),
  /** Counts of requests by upper bound; the bounds are LATENCY_BOUNDS_US, the last bucket is the rest. */
  latency: z.array(z.int()),
  /** Of all of them together. */
  latencySumUs: z.number(),
});

export const LATENCY_BOUNDS_US = [
  50, 100, 250, 500, 1000, 2500, 5000, 10000, 50000, 250000, 1000000,
] as const;

export const engineStatusSchema = z.strictObject({
  revision: z.int(),
  startedAtMs: z.int(),
  uptimeMs: z.number(),
  version: z.string(),
  pid: z.int(),
  /** Where SMB listens: "0.0.0.0:445". Empty while it does not. */
  listening: z.array(z.string()),
  /** Why it does not listen where it should, in words; empty when all is well. */
  problem: z.string(),
  connectionCount: z.int(),
  sessionCount: z.int(),
  openCount: z.int(),
  /** Of those: kept for clients that are gone. */
  waitingOpenCount: z.int(),
  /** Of those: written down, so that they outlive the engine. */
  persistentOpenCount: z.int(),
  residentBytes: z.number(),
  /** SMB Direct, as the helper that has the devices tells of it; null while none is there. */
  rdma: rdmaStatusSchema.nullable(),
  /** How the box is found on the network, by interface. */
  discovery: discoveryStatusSchema.default({ interfaces: [] }),
  /** Monotonic counters by name, such as "connections.accepted" or "wire.malformed". */
  /** Who changed too much at once, until it is settled. */
  massChanges: z.array(massChangeSchema),
  counters: z.record(z.string(), z.number()),
  commands: z.array(commandStatsSchema),
});

export const auditEventSchema = z.strictObject({
  timeMs: z.int(),
  kind: auditKindSchema,
  user: z.string(),
  address: z.string(),
  share: z.string(),
  path: z.string(),
  /** NTSTATUS by name: "STATUS_SUCCESS". */
  status: z.string(),
  detail: z.string(),
});

export const binReportSchema = z.strictObject({
  removedCount: z.int(),
  removedBytes: z.number(),
  isComplete: z.boolean(),
  /** Files that stay, and why; NTSTATUS by name. */
  failed: z.array(z.strictObject({ path: z.string(), status: z.string() })),
});

/**
 * A snapshot that would hold up the engine in one piece comes in several: the first without rows, then some of them at a
 * time, the members of a group after the group, and the last says so.
 */
export const snapshotPartSchema = z.strictObject({
  revision: z.int().min(0),
  users: z.array(userSchema),
  groups: z.array(groupSchema),
  members: z.array(z.strictObject({ groupId: id, memberIds: z.array(id) })),
  shares: z.array(shareSchema),
  isLast: z.boolean(),
});

/** Server to engine. `requestId` is echoed in `done`. */
export const downMessageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("hello"), contractVersion: z.int(), serverVersion: z.string() }),
  /** Followed by parts where it is not the whole of it. */
  z.strictObject({
    type: z.literal("snapshot"),
    snapshot: snapshotSchema,
    hasParts: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal("snapshotPart"), part: snapshotPartSchema }),
  z.strictObject({ type: z.literal("changes"), changes: changesSchema }),
  z.strictObject({ type: z.literal("closeSession"), requestId: z.int(), sessionId: z.string() }),
  z.strictObject({ type: z.literal("closeOpen"), requestId: z.int(), openId: z.string() }),
  /** Removes so much of the bin and answers with `bin`; until that is complete it is asked again. */
  z.strictObject({
    type: z.literal("emptyBin"),
    requestId: z.int(),
    shareId: id,
    /** Null: everybody's part. */
    user: z.string().min(1).max(64).nullable(),
  }),
  /** Answered with `touched`: what was changed, the newest first. */
  z.strictObject({ type: z.literal("massChangeTouched"), requestId: z.int(), id: z.string() }),
  /** Answered with `locks`. */
  z.strictObject({ type: z.literal("locks"), requestId: z.int(), ask: lockAskSchema }),
  /** Whoever was kept out may come again. */
  z.strictObject({ type: z.literal("releaseMassChange"), requestId: z.int(), id: z.string() }),
  z.strictObject({
    type: z.literal("permission"),
    requestId: z.int(),
    ask: permissionAskSchema,
  }),
  z.strictObject({ type: z.literal("disk"), requestId: z.int(), ask: diskAskSchema }),
]);

/** Engine to server. */
export const upMessageSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("hello"),
    contractVersion: z.int(),
    engineVersion: z.string(),
    /** 0: it has no snapshot. */
    revision: z.int(),
  }),
  z.strictObject({ type: z.literal("refused"), reason: z.string() }),
  z.strictObject({
    type: z.literal("applied"),
    revision: z.int(),
    treesReevaluated: z.int(),
    opensClosed: z.int(),
    sessionsClosed: z.int(),
    /** All of them, or after changes those that changed. */
    shares: z.array(shareStatusSchema),
    isWhole: z.boolean(),
    goneShareIds: z.array(z.string()),
  }),
  /** The changes are of another revision than this one, which the engine has. */
  z.strictObject({ type: z.literal("unfit"), revision: z.int() }),
  z.strictObject({
    type: z.literal("done"),
    requestId: z.int(),
    ok: z.boolean(),
    reason: z.string(),
    /** Of emptyBin. */
    bin: binReportSchema.optional(),
    /** Of massChangeTouched. */
    touched: z.array(touchedPathSchema).optional(),
    /** Of locks. */
    locks: lockReportSchema.optional(),
  }),
  z.strictObject({
    type: z.literal("permissionAnswer"),
    requestId: z.int(),
    /** Of permissionAnswerSchemas the one of the ask, or a refusal. */
    answer: z.unknown(),
  }),
  z.strictObject({
    type: z.literal("diskAnswer"),
    requestId: z.int(),
    /** Of diskAnswerSchemas the one of the ask, or a failure. */
    answer: z.unknown(),
  }),
  /**
   * Sent once a second while something changed, and every ten seconds otherwise. Of the lists it has what is new or
   * another since the message before, and the ids of what is gone; a whole one starts them anew.
   */
  z.strictObject({
    type: z.literal("status"),
    engine: engineStatusSchema,
    isWhole: z.boolean(),
    sessions: z.array(sessionStatusSchema),
    opens: z.array(openStatusSchema),
    shares: z.array(shareStatusSchema),
    gone: z.strictObject({
      sessions: z.array(z.string()),
      opens: z.array(z.string()),
      shares: z.array(z.string()),
    }),
  }),
  /** Kept (bounded) while no server is connected; `lost` counts what did not fit. */
  z.strictObject({ type: z.literal("audit"), events: z.array(auditEventSchema), lost: z.int() }),
]);

export type Snapshot = z.infer<typeof snapshotSchema>;
export type SnapshotPart = z.infer<typeof snapshotPartSchema>;
export type Changes = z.infer<typeof changesSchema>;
export type BinReport = z.infer<typeof binReportSchema>;
export type Settings = z.infer<typeof settingsSchema>;
export type Right = z.infer<typeof rightSchema>;
export type Dialect = z.infer<typeof dialectSchema>;
export type SigningAlgorithm = z.infer<typeof signingAlgorithmSchema>;
export type SessionStatus = z.infer<typeof sessionStatusSchema>;
export type OpenStatus = z.infer<typeof openStatusSchema>;
export type ShareStatus = z.infer<typeof shareStatusSchema>;
export type EngineStatus = z.infer<typeof engineStatusSchema>;
export type AuditEvent = z.infer<typeof auditEventSchema>;
export type DownMessage = z.infer<typeof downMessageSchema>;
export type UpMessage = z.infer<typeof upMessageSchema>;
