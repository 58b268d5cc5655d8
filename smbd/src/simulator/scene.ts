/** Everything of one run: server, disk, model, clients and checkers, and the order in which they hear of things. */
import type { Reply } from "../test/virtual-client.ts";
import type { World } from "../test/world.ts";
import { LEASE_NONE, LEASE_READ_CACHING } from "../wire/context/lease.ts";
import { Command } from "../wire/header.ts";
import { decodeCreateResponse } from "../wire/message/create.ts";
import {
  decodeOplockBreakNotification,
  NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED,
  type OplockBreakNotification,
} from "../wire/message/oplock-break.ts";
import { STATUS_PENDING, STATUS_SUCCESS, statusName } from "../wire/status.ts";
import type { Actor } from "./actor.ts";
import type { Checker } from "./checker/checker.ts";
import { describeOperation, describeState } from "./describe.ts";
import { Disk } from "./disk.ts";
import type { Link, LinkEvents } from "./link.ts";
import {
  applyCreate,
  applyFinal,
  createAnswer,
  holderOf,
  leaseHolder,
  leaseHolderKey,
} from "./model/apply.ts";
import { cachingOfLevel } from "./model/caching-of-level.ts";
import type { HolderModel } from "./model/holder-model.ts";
import { Model } from "./model/model.ts";
import { type OpenModel, openName } from "./model/open-model.ts";
import type { SentRequest } from "./sent-request.ts";
import { Trace } from "./trace.ts";
import { Truth } from "./truth.ts";
import { Violation } from "./violation.ts";

/** From a break to the loss of what was to be given up, as clients know it. [MS-SMB2] 3.3.2.1 */
const BREAK_MS = 35_000;
const NOTIFICATION_ID = 0xffffffffffffffffn;

export interface SentBreak {
  readonly holder: HolderModel;
  readonly to: number;
  readonly breakCount: number;
  readonly needsAnswer: boolean;
}

export class Scene implements LinkEvents {
  readonly world: World;
  readonly trace = new Trace();
  readonly disk: Disk;
  readonly truth: Truth;
  readonly model: Model;
  readonly actors: Actor[] = [];
  readonly links = new Set<Link>();
  readonly checkers: Checker[] = [];
  /** What each notification of a break was about. */
  readonly breaks = new WeakMap<Reply, SentBreak>();
  /** An operation of the store failed in this turn. */
  isFaulted = false;
  /** Which it was. */
  faultedOperation = "";
  /** Requests that arrived or were answered in this turn. */
  readonly #ofTurn = new Set<SentRequest>();
  readonly #chains = new Set<readonly SentRequest[]>();

  constructor(world: World, root: string) {
    this.world = world;
    this.disk = new Disk(world);
    this.truth = new Truth(world, this.disk, root);
    this.model = new Model(world.engine, this.truth, this.trace);
    this.disk.onFault = (operation, status) => {
      this.isFaulted = true;
      this.faultedOperation = operation;
      this.trace.add(`the disk fails: ${operation} answers ${statusName(status)}`);
    };
  }

  /** One turn of the server: everything that follows from one thing that happens to it. */
  turn(work: () => void): void {
    this.model.turn++;
    this.isFaulted = false;
    this.faultedOperation = "";
    this.#ofTurn.clear();
    this.model.folderChanges.length = 0;
    this.model.writtenLocally.clear();
    work();
    this.model.sync();
    this.#settleLost();
    this.#blurChains();
    if (this.isFaulted) this.#lookAgain();
    this.model.clearUp();
    for (const checker of this.checkers) checker.turned?.();
    this.world.events.length = 0;
  }

  /** Time goes by, and with it the patience of the server. */
  pass(ms: number): void {
    this.turn(() => {
      const nowMs = this.world.nowMs + ms;
      for (const file of this.model.files.values()) {
        for (const stream of file.streams.values()) {
          for (const holder of stream.holders.values()) this.#expire(holder, nowMs);
        }
      }
      this.world.pass(ms);
    });
    this.trace.atMs += ms;
  }

  #expire(holder: HolderModel, nowMs: number): void {
    if (holder.breakTo === null || nowMs < holder.breakSentAtMs + BREAK_MS) return;
    this.trace.add(`${holder.actor} did not answer the break in time and holds nothing`);
    holder.state = LEASE_NONE;
    holder.breakTo = null;
  }

  arrived(request: SentRequest): void {
    const { model } = this;
    request.arrivedTurn = model.turn;
    request.arrivedAtMs = this.world.nowMs;
    this.#ofTurn.add(request);
    if (request.chain.length > 1) this.#chains.add(request.chain);
    const { operation, open } = request;
    this.trace.add(
      `${request.link.name} #${request.messageId} arrives: ${describeOperation(operation, open)}`,
    );
    if (operation.kind === "close" && open !== null) this.#closing(open);
    if (operation.kind === "logoff" || operation.kind === "treeDisconnect") {
      for (const each of model.opens.values()) {
        if (each.sessionId === request.sessionId) this.#closing(each);
      }
    }
    if (operation.kind === "acknowledgeLease" || operation.kind === "acknowledgeOplock") {
      const holder = holderOf(model, request, operation);
      if (holder !== null) {
        holder.isAnswering = true;
        holder.answer =
          operation.kind === "acknowledgeLease" ? operation.state : cachingOfLevel(operation.level);
      }
    }
    for (const checker of this.checkers) checker.arrived?.(request);
  }

  #closing(open: OpenModel): void {
    open.isClosing = true;
    this.model.loosen(open);
  }

  sent(link: Link, replies: readonly Reply[], messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      for (const checker of this.checkers) checker.sent?.(link, message);
    }
    for (const reply of replies) {
      this.model.sync();
      if (reply.header.messageId === NOTIFICATION_ID) this.#notified(link, reply);
      else this.#replied(link, reply);
    }
  }

  #notified(link: Link, reply: Reply): void {
    if (reply.header.command !== Command.OPLOCK_BREAK) return;
    const notification = decodeOplockBreakNotification(reply.body);
    for (const checker of this.checkers) checker.notified?.(link, notification);
    const actor = this.actorOf(link);
    const known = this.#holderOf(actor, notification);
    if (known === null) return;
    // Its answer to the break before is here, and only the reply to that is not.
    if (known.isAnswering && known.breakTo !== null) known.state = known.answer & known.breakTo;
    const { holder, to, needsAnswer } = this.#broken(known, notification);
    this.trace.add(
      `${link.name} is told to give up: ${describeState(holder.state)} -> ${describeState(to)}` +
        `${needsAnswer ? ", and has to answer" : ""} (${[...holder.opens].map(({ name }) => name).join(", ")})`,
    );
    holder.breakCount++;
    holder.isUncertain = false;
    this.breaks.set(reply, { holder, to, breakCount: holder.breakCount, needsAnswer });
    if (notification.kind === "lease-notification") holder.state = notification.currentLeaseState;
    if (needsAnswer) {
      holder.breakTo = to;
      holder.breakSentAtMs = this.world.nowMs;
    } else holder.state = to;
  }

  #holderOf(actor: Actor, notification: OplockBreakNotification): HolderModel | null {
    if (notification.kind === "lease-notification") {
      return leaseHolder(this.model, leaseHolderKey(actor.guid, notification.leaseKey));
    }
    const id = notification.kind === "oplock" ? Number(notification.fileId.volatile) : 0;
    return this.model.opens.get(id)?.holder ?? null;
  }

  #broken(holder: HolderModel, notification: OplockBreakNotification) {
    if (notification.kind === "lease-notification") {
      const needsAnswer = (notification.flags & NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED) !== 0;
      return { holder, to: notification.newLeaseState, needsAnswer };
    }
    const level = notification.kind === "oplock" ? notification.oplockLevel : 0;
    // An oplock of level II goes without an answer.
    return { holder, to: cachingOfLevel(level), needsAnswer: holder.state > LEASE_READ_CACHING };
  }

  #replied(link: Link, reply: Reply): void {
    const request = link.requests.get(reply.header.messageId);
    if (request === undefined) {
      throw new Violation(
        "replies",
        `${link.name} gets ${statusName(reply.status)} to message ${reply.header.messageId}, which it never sent or which was answered before`,
        [link.name],
      );
    }
    const at = `${link.name} #${request.messageId}`;
    if (reply.status === STATUS_PENDING) {
      this.trace.add(`${at} waits (${describeOperation(request.operation, request.open)})`);
      for (const checker of this.checkers) checker.pending?.(request, reply);
      request.interim = reply;
      return;
    }
    const isCreated = request.operation.kind === "create" && reply.status === STATUS_SUCCESS;
    const created = isCreated ? createAnswer(decodeCreateResponse(reply.body)) : null;
    this.trace.add(
      `${at} is answered: ${statusName(reply.status)}` +
        `${created === null ? "" : ` ${openName(created.response.fileId)}, ${describeState(created.lease?.leaseState ?? cachingOfLevel(created.response.oplockLevel))}`}` +
        ` (${describeOperation(request.operation, request.open)})`,
    );
    this.#ofTurn.add(request);
    for (const checker of this.checkers) checker.answered?.(request, reply, created);
    request.final = reply;
    this.model.isLate = request.isSpread(this.model.turn);
    if (created !== null) applyCreate(this.model, request, created);
    else applyFinal(this.model, request, reply);
    this.model.isLate = false;
    for (const checker of this.checkers) checker.applied?.(request, reply, created);
    if (request.chain.every(({ final }) => final !== null)) this.#chains.delete(request.chain);
  }

  learned(link: Link, reply: Reply): void {
    this.onLearned(link, reply);
  }

  /** What the clients do when they hear of something. */
  onLearned: (link: Link, reply: Reply) => void = () => {};

  #settleLost(): void {
    for (const link of [...this.links]) {
      if (!link.isClosed) continue;
      this.links.delete(link);
      this.trace.add(`${link.name} is disconnected`);
      const settled = this.disk.nextId;
      const isOver = () => this.disk.hasSettled(settled);
      for (const request of link.requests.values()) {
        if (request.final !== null || !request.isArrived) continue;
        this.#blur(request, isOver);
        this.#doubt(request);
        this.#chains.delete(request.chain);
        this.#forgetAnswer(request);
      }
      for (const open of this.model.opens.values()) {
        if (open.sessionId === link.client.sessionId && !this.#isServed(open))
          this.model.loosen(open);
      }
      this.model.sync();
      this.onLost(link);
    }
  }

  onLost: (link: Link) => void = () => {};

  #forgetAnswer({ operation, open }: SentRequest): void {
    if (operation.kind === "acknowledgeOplock" && open?.holder != null)
      open.holder.isAnswering = false;
  }

  /** Another channel still carries the session. */
  #isServed(open: { readonly sessionId: bigint }): boolean {
    for (const link of this.links) {
      if (link.client.sessionId === open.sessionId && !link.isClosed) return true;
    }
    return false;
  }

  /** A chain that the server is in the middle of: its effects are there before its replies. */
  #blurChains(): void {
    for (const chain of this.#chains) {
      const first = chain[0] as SentRequest;
      if (first.arrivedTurn !== this.model.turn) continue;
      const isOver = () => chain.every(({ final, link }) => final !== null || link.isClosed);
      for (const request of chain) this.#blur(request, isOver);
    }
  }

  /** What it marked for deletion before its connection was lost, nobody was told. */
  #doubt({ operation, open }: SentRequest): void {
    const path = operation.kind === "create" ? operation.path : null;
    const file = path === null ? open?.stream.file : this.model.names.get(path);
    if (file !== undefined) file.isDoubtful = true;
  }

  #blur({ operation, open }: SentRequest, isOver: () => boolean): void {
    const { model } = this;
    if (operation.kind === "create") {
      model.blurPath(operation.path, isOver);
      const stream = model.names.get(operation.path)?.streams.get(operation.streamName);
      if (stream !== undefined) model.blurStream(stream, isOver);
    }
    if (operation.kind === "rename" || operation.kind === "link") {
      model.blurPath(operation.path, isOver);
      if (open !== null) model.blurPath(open.path, isOver);
    }
    if (operation.kind === "close" && open !== null) model.blurPath(open.path, isOver);
    const isWriting = operation.kind === "write" || operation.kind === "setSize";
    if (isWriting && open !== null) model.blurStream(open.stream, isOver);
  }

  /** After the disk failed nobody is sure of the names and contents that were touched. */
  #lookAgain(): void {
    const isOver = () => true;
    for (const request of this.#ofTurn) {
      this.#blur(request, isOver);
      if (request.open !== null) this.model.blurPath(request.open.path, isOver);
      const { deletePath } = request.open?.stream.file ?? { deletePath: null };
      if (deletePath !== null) this.model.blurPath(deletePath, isOver);
    }
    for (const file of this.model.files.values()) file.isDoubtful = file.isOpen;
    for (const path of this.model.known) this.model.blurPath(path, isOver);
  }

  /** A chain under way works on this name: what is there may be ahead of what was said. */
  isHazy(path: string, own: SentRequest | null): boolean {
    return this.isFaulted || this.isInFlight(path, own);
  }

  isInFlight(path: string, own: SentRequest | null): boolean {
    if (this.model.isHazy(path)) return true;
    for (const chain of this.#chains) {
      if (chain === own?.chain) continue;
      for (const { operation, open } of chain) {
        if ("path" in operation && operation.path === path) return true;
        if (open?.path === path) return true;
      }
    }
    return false;
  }

  /** Nobody knows what this lease is by now: a CREATE under it stands in a chain, without a reply. */
  isLeaseInFlight(actor: Actor, leaseKey: string): boolean {
    for (const chain of this.#chains) {
      for (const { operation, actor: own } of chain) {
        if (operation.kind !== "create" || own !== actor) continue;
        if (operation.lease?.leaseKey === leaseKey) return true;
      }
    }
    return false;
  }

  actorOf(link: Link): Actor {
    const actor = this.actors.find(({ name }) => link.name.startsWith(`${name}/`));
    if (actor === undefined) throw new Error(`${link.name} belongs to nobody`);
    return actor;
  }
}
