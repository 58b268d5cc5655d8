/** What a client may do in one step: a row per action, with how often it is chosen. */
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import {
  LOCKFLAG_EXCLUSIVE_LOCK,
  LOCKFLAG_FAIL_IMMEDIATELY,
  LOCKFLAG_SHARED_LOCK,
  LOCKFLAG_UNLOCK,
} from "../wire/message/lock.ts";
import type { Actor, ChainLink } from "./actor.ts";
import type { Chance } from "./chance.ts";
import { createOperation, FILES, FOLDERS, reconnectOperation } from "./creation.ts";
import type { Link } from "./link.ts";
import type { OpenModel } from "./model/open-model.ts";
import type { Operation, SentRequest, Target } from "./sent-request.ts";

interface Action {
  readonly weight: number;
  readonly act: (actor: Actor, link: Link, chance: Chance, others: readonly Actor[]) => void;
}

const ACTIONS: readonly Action[] = [
  { weight: 26, act: create },
  { weight: 10, act: close },
  { weight: 14, act: read },
  { weight: 14, act: write },
  { weight: 14, act: lock },
  { weight: 6, act: unlock },
  { weight: 4, act: setSize },
  { weight: 14, act: rename },
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

function reconnect(actor: Actor, link: Link, open: OpenModel, chance: Chance): void {
  const operation = reconnectOperation(actor, open, chance);
  if (operation !== null) actor.send(link, [operation], chance);
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
          offset: BigInt(20 * chance.below(4)),
          length: BigInt(chance.pick([0, 1, 20, 20, 40, 100])),
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

/** More often than not the new name is free. */
const TARGETS: readonly string[] = [...FILES, "x", "x", "x", "e\\x", "e\\x", "e\\x"];

function rename(actor: Actor, link: Link, chance: Chance): void {
  onOpen(
    actor,
    link,
    chance,
    null,
    (target, { stream }) => ({
      kind: "rename",
      target,
      path: chance.pick(stream.file.isDirectory ? FOLDERS : TARGETS),
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
