/** What a client may do in one step: a row per action, with how often it is chosen. */
import {
  CREATE_DURABLE_HANDLE_RECONNECT,
  CREATE_DURABLE_HANDLE_RECONNECT_V2,
  CREATE_DURABLE_HANDLE_REQUEST,
  CREATE_DURABLE_HANDLE_REQUEST_V2,
  CREATE_QUERY_ON_DISK_ID,
  CREATE_REQUEST_LEASE,
  type CreateContext,
  createContext,
} from "../wire/context/create-context.ts";
import { encodeDurableReconnect, encodeDurableRequest } from "../wire/context/durable-v1.ts";
import { encodeDurableV2Reconnect, encodeDurableV2Request } from "../wire/context/durable-v2.ts";
import { encodeLease, type Lease } from "../wire/context/lease.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import {
  type CreateRequest,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  OPLOCK_LEVEL_LEASE,
} from "../wire/message/create.ts";
import {
  LOCKFLAG_EXCLUSIVE_LOCK,
  LOCKFLAG_FAIL_IMMEDIATELY,
  LOCKFLAG_SHARED_LOCK,
  LOCKFLAG_UNLOCK,
} from "../wire/message/lock.ts";
import type { Actor, ChainLink } from "./actor.ts";
import type { Chance } from "./chance.ts";
import type { Link } from "./link.ts";
import type { DurableModel, OpenModel } from "./model/open-model.ts";
import type { CreateOperation, Operation, SentRequest, Target } from "./sent-request.ts";

interface Action {
  readonly weight: number;
  readonly act: (actor: Actor, link: Link, chance: Chance, others: readonly Actor[]) => void;
}

/** So few that clients meet on them. */
export const FOLDERS: readonly string[] = ["d", "e", "d\\f"];
export const FILES: readonly string[] = [
  "a",
  "b",
  "c",
  "x",
  "d\\a",
  "d\\b",
  "e\\a",
  "e\\x",
  "d\\f\\a",
];
const STREAMS: readonly string[] = ["", "", "", "", "", "s", "t"];

const ACTIONS: readonly Action[] = [
  { weight: 26, act: create },
  { weight: 10, act: close },
  { weight: 14, act: read },
  { weight: 14, act: write },
  { weight: 10, act: lock },
  { weight: 6, act: unlock },
  { weight: 4, act: setSize },
  { weight: 10, act: rename },
  { weight: 4, act: link },
  { weight: 4, act: mark },
  { weight: 3, act: flush },
  { weight: 4, act: list },
  { weight: 6, act: watch },
  { weight: 5, act: cancel },
  { weight: 8, act: chain },
  { weight: 2, act: echo },
  { weight: 6, act: steal },
  { weight: 1, act: leave },
];

export function act(actor: Actor, chance: Chance, others: readonly Actor[]): void {
  const open = actor.links.filter(({ isClosed }) => !isClosed);
  if (open.length === 0) return;
  const link = chance.pick(open);
  // A client without credits waits for some.
  if (actor.credits(link) < 8) return;
  if (answer(actor, link, chance)) return;
  if (takeBack(actor, link, chance)) return;
  chance.weighted(ACTIONS).act(actor, link, chance, others);
}

/** Breaks are answered rightly as a rule, late by chance, and sometimes wrongly or not at all. */
function answer(actor: Actor, link: Link, chance: Chance): boolean {
  const { chores } = actor;
  if (chores.length === 0 || !chance.isLikely(60)) return false;
  const [chore] = chores.splice(chance.below(chores.length), 1);
  if (chore === undefined) return false;
  const { open, leaseKey, toState, breakCount } = chore;
  if (chance.isLikely(12)) return false;
  if (chance.isLikely(15) && open !== null && actor.handles.has(open)) {
    closeOpen(actor, link, open, chance);
    return true;
  }
  const isWrong = chance.isLikely(10);
  if (leaseKey !== null) {
    const state = isWrong ? chance.below(8) : chance.isLikely(20) ? toState & 1 : toState;
    actor.send(link, [{ kind: "acknowledgeLease", leaseKey, state, breakCount }], chance);
  } else if (open !== null) {
    const level = isWrong ? chance.pick([0x08, 0x09, 0xff, 0x05]) : toState & 1;
    const operation = { kind: "acknowledgeOplock", target: { open }, level, breakCount } as const;
    actor.send(link, [operation], chance);
  } else return false;
  return true;
}

/** Durable opens are asked back, and CREATEs without an answer are sent once more. */
function takeBack(actor: Actor, link: Link, chance: Chance): boolean {
  if (!chance.isLikely(50)) return false;
  const lost = actor.lost.shift();
  if (lost !== undefined) {
    reconnect(actor, link, lost, chance);
    return true;
  }
  const again = actor.unanswered.shift();
  if (again === undefined || again.operation.kind !== "create" || !actor.isSmb3) return false;
  const operation = { ...again.operation, isReplay: true };
  actor.send(link, [operation], chance);
  return true;
}

function create(actor: Actor, link: Link, chance: Chance): void {
  actor.send(link, [createOperation(actor, chance, true)], chance);
}

const DESIRED: readonly number[] = [
  0x0012_0089, // reading
  0x0013_019f, // everything but rights
  0x0012_0116, // writing
  0x0001_0080, // deletion
  0x0000_0080, // looking
  0x0013_019f,
  0x0013_019f,
];
const SHARES: readonly number[] = [7, 7, 7, 7, 3, 1, 0, 5, 6];
const DISPOSITIONS: readonly number[] = [
  FILE_OPEN_IF,
  FILE_OPEN_IF,
  FILE_OPEN_IF,
  FILE_OPEN,
  FILE_OPEN,
  2,
  5,
  4,
  0,
];
const LEASE_STATES: readonly number[] = [7, 7, 3, 5, 1, 0];

function createOperation(actor: Actor, chance: Chance, mayLast: boolean): CreateOperation {
  const isFolder = chance.isLikely(22);
  const path = isFolder ? chance.pick(["", ...FOLDERS]) : chance.pick(FILES);
  const streamName = isFolder ? "" : chance.pick(STREAMS);
  const disposition = isFolder
    ? chance.pick([FILE_OPEN, FILE_OPEN_IF, FILE_OPEN_IF])
    : chance.pick(DISPOSITIONS);
  const isDoomed = chance.isLikely(isFolder ? 4 : 10) && path !== "";
  const access =
    (isFolder ? folderAccess(path, chance) : chance.pick(DESIRED)) | (isDoomed ? 0x1_0000 : 0);
  const lease = leaseFor(actor, chance, path, streamName, isFolder);
  const level =
    lease !== null ? OPLOCK_LEVEL_LEASE : isFolder ? 0 : chance.pick([0, 0, 1, 8, 9, 9]);
  const durable =
    mayLast && !isFolder && chance.isLikely(45) ? durableFor(actor, chance, lease) : null;
  const contexts: CreateContext[] = [
    { name: CREATE_QUERY_ON_DISK_ID, dataView: new Uint8Array(0) },
  ];
  if (lease !== null) contexts.push(createContext(CREATE_REQUEST_LEASE, encodeLease, lease));
  if (durable?.version === 1) {
    contexts.push(createContext(CREATE_DURABLE_HANDLE_REQUEST, encodeDurableRequest, {}));
  } else if (durable !== null) {
    const { createGuid } = durable;
    const body = { timeoutMs: chance.pick([0, 10_000, 120_000]), flags: 0, createGuid };
    contexts.push(createContext(CREATE_DURABLE_HANDLE_REQUEST_V2, encodeDurableV2Request, body));
  }
  const request: CreateRequest = {
    requestedOplockLevel: level,
    impersonationLevel: 2,
    desiredAccess: access,
    fileAttributes: 0,
    shareAccess: chance.pick(isFolder ? FOLDER_SHARES : SHARES),
    createDisposition: disposition,
    createOptions: (isFolder ? FILE_DIRECTORY_FILE : 0) | (isDoomed ? FILE_DELETE_ON_CLOSE : 0),
    name: wireName(path, streamName, chance),
    contexts,
  };
  return { kind: "create", path, streamName, request, lease, durable, back: null, isReplay: false };
}

const FOLDER_SHARES: readonly number[] = [7, 7, 7, 7, 7, 7, 3, 1];

/** Who may delete a folder stands in the way of new names in it: not often, and nobody deletes the root. */
function folderAccess(path: string, chance: Chance): number {
  if (path !== "" && chance.isLikely(25)) return 0x0013_0081;
  return chance.pick([0x0012_0089, 0x0012_0081]);
}

/** Names are found in whatever letters. */
function wireName(path: string, streamName: string, chance: Chance): string {
  const name = streamName === "" ? path : `${path}:${streamName}`;
  return chance.isLikely(20) ? name.toUpperCase() : name;
}

/** One key for each stream of a client, as clients do; two clients never have the same. */
function leaseFor(
  actor: Actor,
  chance: Chance,
  path: string,
  streamName: string,
  isFolder: boolean,
): Lease | null {
  const dialect = actor.options.dialects.at(-1) ?? 0;
  if (dialect < 0x0210 || (isFolder && dialect < 0x0300)) return null;
  if (!chance.isLikely(isFolder ? 40 : 45)) return null;
  const version = dialect >= 0x0300 && (isFolder || chance.isLikely(70)) ? 2 : 1;
  const leaseKey = keyOf(actor.guid, `${path}:${streamName}`);
  const leaseState = isFolder ? chance.pick([3, 1]) : chance.pick(LEASE_STATES);
  return { version, leaseKey, leaseState, leaseFlags: 0, parentLeaseKey: GUID_ZERO, epoch: 0 };
}

function keyOf(guid: string, name: string): string {
  let text = guid.slice(0, 8);
  for (let i = 0; i < 12; i++) text += (name.charCodeAt(i) || 0).toString(16).padStart(2, "0");
  return text;
}

function durableFor(actor: Actor, chance: Chance, lease: Lease | null): DurableModel {
  const version = actor.isSmb3 && chance.isLikely(70) ? 2 : 1;
  const createGuid = version === 2 ? chance.hex(16) : "";
  return { version, createGuid, leaseKey: lease?.leaseKey ?? null };
}

function reconnect(actor: Actor, link: Link, open: OpenModel, chance: Chance): void {
  const { durable } = open;
  // Dialects before 3.0 do not know version 2, and pass over what it says.
  if (durable === null || (durable.version === 2 && !actor.isSmb3)) return;
  const { fileId } = open;
  const contexts: CreateContext[] = [];
  if (durable.version === 1) {
    contexts.push(
      createContext(CREATE_DURABLE_HANDLE_RECONNECT, encodeDurableReconnect, { fileId }),
    );
  } else {
    const { createGuid } = durable;
    const body = { fileId, createGuid, flags: 0 };
    contexts.push(
      createContext(CREATE_DURABLE_HANDLE_RECONNECT_V2, encodeDurableV2Reconnect, body),
    );
  }
  let lease: Lease | null = null;
  if (durable.leaseKey !== null) {
    const { leaseKey } = durable;
    const version = actor.isSmb3 ? 2 : 1;
    lease = {
      version,
      leaseKey,
      leaseState: 7,
      leaseFlags: 0,
      parentLeaseKey: GUID_ZERO,
      epoch: 0,
    };
    contexts.push(createContext(CREATE_REQUEST_LEASE, encodeLease, lease));
  }
  const { path, stream } = open;
  const request: CreateRequest = {
    requestedOplockLevel: lease === null ? 9 : OPLOCK_LEVEL_LEASE,
    impersonationLevel: 2,
    desiredAccess: open.access,
    fileAttributes: 0,
    shareAccess: open.share,
    createDisposition: FILE_OPEN,
    createOptions: 0,
    name: wireName(path, stream.name, chance),
    contexts,
  };
  const streamName = stream.name;
  actor.send(
    link,
    [{ kind: "create", path, streamName, request, lease, durable, back: open, isReplay: false }],
    chance,
  );
}

/** Asks for an open that another client left behind. */
function steal(actor: Actor, link: Link, chance: Chance, others: readonly Actor[]): void {
  const { userName } = actor.options;
  const left = others.flatMap(({ lost, options }) => (options.userName === userName ? [] : lost));
  if (left.length > 0) reconnect(actor, link, chance.pick(left), chance);
}

type Fitness = (open: OpenModel) => boolean;

const READS: Fitness = ({ access }) => (access & 0x1) !== 0;
const WRITES: Fitness = ({ access }) => (access & 0x2) !== 0;
const READS_OR_WRITES: Fitness = ({ access }) => (access & 0x3) !== 0;
const DELETES: Fitness = ({ access }) => (access & 0x1_0000) !== 0;
/** A stream has no name of its own in a folder. */
const RENAMES: Fitness = ({ access, stream }) => (access & 0x1_0000) !== 0 && stream.name === "";
const LINKS: Fitness = ({ stream }) => stream.name === "";
const ANY: Fitness = () => true;

/** An open of a kind, or any; as a rule one that may do what is to be done with it. */
function anyOpen(
  actor: Actor,
  chance: Chance,
  isFolder: boolean | null = null,
  isFit: Fitness = ANY,
): OpenModel | null {
  const opens = [...actor.handles].filter(
    ({ stream }) =>
      isFolder === null || isFolder === (stream.file.isDirectory && stream.name === ""),
  );
  const fit = opens.filter(isFit);
  const list = fit.length > 0 || chance.isLikely(80) ? fit : opens;
  return list.length === 0 ? null : chance.pick(list);
}

/** On one of the client's opens; a client that has none opens something. */
function onOpen(
  actor: Actor,
  link: Link,
  chance: Chance,
  isFolder: boolean | null,
  make: (target: Target, open: OpenModel) => Operation,
  isFit: Fitness = ANY,
): void {
  const open = anyOpen(actor, chance, isFolder, isFit);
  if (open === null) create(actor, link, chance);
  else actor.send(link, [make({ open }, open)], chance);
}

function close(actor: Actor, link: Link, chance: Chance): void {
  const open = anyOpen(actor, chance);
  if (open !== null) closeOpen(actor, link, open, chance);
}

function closeOpen(actor: Actor, link: Link, open: OpenModel, chance: Chance): void {
  actor.forget(open);
  actor.send(link, [{ kind: "close", target: { open } }], chance);
}

function offset(chance: Chance): number {
  return chance.isLikely(3) ? 9_000 + chance.below(12_000) : chance.below(200);
}

function length(chance: Chance): number {
  if (chance.isLikely(2)) return 9_000 + chance.below(70_000);
  return chance.isLikely(5) ? 0 : 1 + chance.below(120);
}

/** Near the beginning, where there is something to read. */
function readOperation(target: Target, chance: Chance): Operation {
  const at = chance.isLikely(70) ? chance.below(60) : offset(chance);
  return { kind: "read", target, offset: at, length: length(chance) };
}

function writeOperation(target: Target, chance: Chance): Operation {
  const data = new Uint8Array(length(chance));
  // Never four of the poison's bytes in a row: every byte is its writer's, below 0x80.
  const first = chance.below(0x80);
  for (let i = 0; i < data.length; i++) data[i] = (first + 7 * i) & 0x7f;
  return { kind: "write", target, offset: offset(chance), data };
}

function read(actor: Actor, link: Link, chance: Chance): void {
  onOpen(actor, link, chance, false, (target) => readOperation(target, chance), READS);
}

function write(actor: Actor, link: Link, chance: Chance): void {
  onOpen(actor, link, chance, false, (target) => writeOperation(target, chance), WRITES);
}

function lock(actor: Actor, link: Link, chance: Chance): void {
  onOpen(
    actor,
    link,
    chance,
    false,
    (target) => {
      const count = chance.isLikely(15) ? 2 : 1;
      const locks = Array.from({ length: count }, () => {
        const kind = chance.isLikely(60) ? LOCKFLAG_EXCLUSIVE_LOCK : LOCKFLAG_SHARED_LOCK;
        const waits = count === 1 && chance.isLikely(60);
        return {
          offset: BigInt(20 * chance.below(10)),
          length: BigInt(chance.pick([0, 1, 20, 20, 30, 100])),
          flags: kind | (waits ? 0 : LOCKFLAG_FAIL_IMMEDIATELY),
        };
      });
      return { kind: "lock", target, locks };
    },
    READS_OR_WRITES,
  );
}

function unlock(actor: Actor, link: Link, chance: Chance): void {
  onOpen(actor, link, chance, false, (target, open) => {
    const own = open.stream.locks.filter((held) => held.open === open);
    const held =
      own.length > 0 && chance.isLikely(90) ? chance.pick(own) : { offset: 0n, length: 20n };
    const locks = [{ offset: held.offset, length: held.length, flags: LOCKFLAG_UNLOCK }];
    return { kind: "lock", target, locks };
  });
}

function setSize(actor: Actor, link: Link, chance: Chance): void {
  onOpen(
    actor,
    link,
    chance,
    false,
    (target) => ({
      kind: "setSize",
      target,
      size: chance.below(260),
    }),
    WRITES,
  );
}

function rename(actor: Actor, link: Link, chance: Chance): void {
  onOpen(
    actor,
    link,
    chance,
    null,
    (target, { stream }) => ({
      kind: "rename",
      target,
      path: stream.file.isDirectory ? chance.pick(FOLDERS) : chance.pick(FILES),
      replace: chance.isLikely(40),
    }),
    RENAMES,
  );
}

function link(actor: Actor, connection: Link, chance: Chance): void {
  onOpen(
    actor,
    connection,
    chance,
    false,
    (target) => ({
      kind: "link",
      target,
      path: chance.pick(FILES),
      replace: chance.isLikely(30),
    }),
    LINKS,
  );
}

function mark(actor: Actor, link: Link, chance: Chance): void {
  onOpen(
    actor,
    link,
    chance,
    null,
    (target) => ({
      kind: "disposition",
      target,
      isDelete: chance.isLikely(75),
    }),
    DELETES,
  );
}

function flush(actor: Actor, link: Link, chance: Chance): void {
  onOpen(actor, link, chance, false, (target) => ({ kind: "flush", target }), WRITES);
}

function list(actor: Actor, link: Link, chance: Chance): void {
  onOpen(actor, link, chance, true, (target) => ({
    kind: "list",
    target,
    isRestart: chance.isLikely(50),
  }));
}

function watch(actor: Actor, link: Link, chance: Chance): void {
  onOpen(actor, link, chance, true, (target, open) => ({
    kind: "notify",
    target,
    isTree: open.watch?.isTree ?? chance.isLikely(50),
  }));
}

function cancel(actor: Actor, link: Link, chance: Chance): void {
  const waiting = [...link.requests.values()].filter(
    ({ final, chain: { length: count } }) => final === null && count === 1,
  );
  if (waiting.length > 0) actor.cancel(chance.pick(waiting));
}

function echo(actor: Actor, link: Link, chance: Chance): void {
  actor.send(link, [{ kind: "echo" }], chance);
}

/** A chain as clients make them: open, look or change, close. */
function chain(actor: Actor, link: Link, chance: Chance): void {
  const first = createOperation(actor, chance, false);
  const isFolder = (first.request.createOptions & FILE_DIRECTORY_FILE) !== 0;
  const links: ChainLink[] = [first];
  const count = 1 + chance.below(3);
  for (let i = 0; i < count; i++) {
    links.push((opener: SentRequest) => {
      if (isFolder) return { kind: "list", target: { opener }, isRestart: true };
      return chance.isLikely(50)
        ? readOperation({ opener }, chance)
        : writeOperation({ opener }, chance);
    });
  }
  links.push((opener: SentRequest) => ({ kind: "close", target: { opener } }));
  actor.send(link, links, chance);
}

function leave(actor: Actor, link: Link, chance: Chance): void {
  const kind = chance.isLikely(50) ? "logoff" : "treeDisconnect";
  actor.send(link, [{ kind }], chance);
  actor.isGone = true;
}
