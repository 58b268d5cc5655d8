/**
 * Nobody holds what another holds alone: a client that may cache writes is asked, and answers or runs out of time,
 * before another one's access succeeds; who caches reads is told before a change succeeds.
 */
import type { Reply } from "../../test/virtual-client.ts";
import {
  LEASE_HANDLE_CACHING,
  LEASE_READ_CACHING,
  LEASE_WRITE_CACHING,
} from "../../wire/context/lease.ts";
import { FILE_OPENED } from "../../wire/message/create.ts";
import type { OplockBreakNotification } from "../../wire/message/oplock-break.ts";
import { STATUS_SUCCESS } from "../../wire/status.ts";
import { describeOperation, describeState } from "../describe.ts";
import type { Link } from "../link.ts";
import { type CreateAnswer, leaseHolder, leaseHolderKey } from "../model/apply.ts";
import type { StreamModel } from "../model/file-model.ts";
import type { HolderModel } from "../model/holder-model.ts";
import type { OpenModel } from "../model/open-model.ts";
import { shown } from "../model/path.ts";
import type { Scene } from "../scene.ts";
import type { SentRequest } from "../sent-request.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

/** FILE_READ_ATTRIBUTES, FILE_WRITE_ATTRIBUTES, SYNCHRONIZE, READ_CONTROL: looking, which disturbs nobody. */
const LOOKS = 0x80 | 0x100 | 0x10_0000 | 0x2_0000;

const SEES_DATA: readonly string[] = ["read", "write", "lock", "setSize"];
const CHANGES_DATA: readonly string[] = ["write", "lock", "setSize"];

export class CachingChecker implements Checker {
  readonly name = "caching";
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  answered(request: SentRequest, reply: Reply): void {
    const { operation, open } = request;
    if (reply.status !== STATUS_SUCCESS) return;
    if (operation.kind === "acknowledgeLease") this.#expectEnough(request, operation.leaseKey);
    if (open === null) return;
    if (request.isSpread(this.#scene.model.turn) || open.isLoose) return;
    const isUnlock = operation.kind === "lock" && ((operation.locks[0]?.flags ?? 0) & 4) !== 0;
    if (isUnlock || (operation.kind === "write" && operation.data.length === 0)) return;
    const { stream } = open;
    if (SEES_DATA.includes(operation.kind)) this.#expectNoWriter(request, open, stream);
    if (CHANGES_DATA.includes(operation.kind)) this.#expectReadersTold(request, open, stream);
    if (operation.kind === "rename") this.#expectNoHandles(request, open, stream);
  }

  applied(request: SentRequest, _reply: Reply, created: CreateAnswer | null): void {
    const { opened } = request;
    if (created === null || opened === null || request.isReturned) return;
    if (request.isSpread(this.#scene.model.turn)) return;
    const { stream } = opened;
    if (!isLooking(opened)) this.#expectNoWriter(request, opened, stream);
    if (created.response.createAction !== FILE_OPENED)
      this.#expectReadersTold(request, opened, stream);
    this.#expectFitting(request, opened, stream);
  }

  /** Another program waits for nobody, but what it made untrue is told. */
  turned(): void {
    const { model } = this.#scene;
    for (const path of model.writtenLocally) {
      for (const holder of model.names.get(path)?.stream("").holders.values() ?? []) {
        if (!holder.isTrusting || holder.breakTo !== null) continue;
        if ((holder.state & LEASE_READ_CACHING) === 0) continue;
        this.#fail(
          [...holder.opens][0],
          `another program writes it, and ${holder.actor} still caches ${describeState(holder.state)}; expected a break`,
          holder,
        );
      }
    }
  }

  notified(link: Link, notification: OplockBreakNotification): void {
    if (notification.kind !== "lease-notification") return;
    const actor = this.#scene.actorOf(link);
    const holder = leaseHolder(
      this.#scene.model,
      leaseHolderKey(actor.guid, notification.leaseKey),
    );
    const { leases } = this.#scene.world.engine.files;
    if (holder === null) {
      // Nobody knows of it yet: the reply to its CREATE stands in a chain.
      if (leases.find(actor.guid, notification.leaseKey) !== undefined) return;
      throw new Violation(this.name, `${link.name} is told of a lease that it does not hold`, [
        actor.name,
      ]);
    }
    const { currentLeaseState: from, newLeaseState: to } = notification;
    const isUnsure =
      holder.isAnswering ||
      holder.isUncertain ||
      this.#scene.isLeaseInFlight(actor, notification.leaseKey);
    if (holder.state !== from && !isUnsure) {
      this.#fail(
        [...holder.opens][0],
        `the break tells ${actor.name} that it holds ${describeState(from)}; expected ${describeState(holder.state)}`,
      );
    }
    if ((to & ~from) !== 0) {
      this.#fail(
        [...holder.opens][0],
        `the break gives ${actor.name} more than it holds: ${describeState(from)} -> ${describeState(to)}`,
      );
    }
  }

  /** An answer that keeps more than the break leaves is refused. */
  #expectEnough(request: SentRequest, leaseKey: string): void {
    const { operation, actor } = request;
    if (operation.kind !== "acknowledgeLease") return;
    const holder = leaseHolder(this.#scene.model, leaseHolderKey(actor.guid, leaseKey));
    if (holder === null || holder.breakTo === null) return;
    if (holder.breakCount !== operation.breakCount) return;
    if ((operation.state & ~holder.breakTo) === 0) return;
    this.#fail(
      [...holder.opens][0],
      `${actor.name} keeps ${describeState(operation.state)} of ${describeState(holder.breakTo)} that it was left; expected the answer to be refused`,
      holder,
    );
  }

  #expectNoWriter(request: SentRequest, open: OpenModel, stream: StreamModel): void {
    for (const holder of othersOf(open, stream)) {
      if ((holder.state & LEASE_WRITE_CACHING) === 0) continue;
      this.#fail(
        open,
        `${told(request)} succeeds while ${holder.actor} holds ${describeState(holder.state)} on it; expected it to wait for the answer to a break`,
        holder,
      );
    }
  }

  #expectReadersTold(request: SentRequest, open: OpenModel, stream: StreamModel): void {
    for (const holder of othersOf(open, stream)) {
      // While a break is out there is no second one: what it has to give up besides it hears afterwards.
      const trusted = holder.breakTo !== null ? 0 : holder.state;
      if ((trusted & LEASE_READ_CACHING) === 0) continue;
      this.#fail(
        open,
        `${told(request)} succeeds and ${holder.actor}, who caches reads (${describeState(trusted)}), was not told; expected a break before`,
        holder,
      );
    }
  }

  #expectNoHandles(request: SentRequest, open: OpenModel, stream: StreamModel): void {
    for (const holder of othersOf(open, stream)) {
      if ((holder.state & LEASE_HANDLE_CACHING) === 0) continue;
      this.#fail(
        open,
        `${told(request)} succeeds while ${holder.actor} caches handles on it`,
        holder,
      );
    }
  }

  /** What was granted fits to what others have. */
  #expectFitting(request: SentRequest, open: OpenModel, stream: StreamModel): void {
    const own = open.holder;
    if (own === null || own.state === 0) return;
    for (const holder of othersOf(open, stream)) {
      if ((holder.state & LEASE_WRITE_CACHING) === 0) continue;
      this.#fail(
        open,
        `${told(request)} is granted ${describeState(own.state)} beside ${holder.actor}'s ${describeState(holder.state)}`,
        holder,
      );
    }
    if ((own.state & LEASE_WRITE_CACHING) === 0 || own.breakTo !== null) return;
    for (const other of stream.opens) {
      if (other === open || other.isLoose || other.holder === own) continue;
      const holdsNothing = other.holder === null || isVoid(other.holder);
      if (holdsNothing && isLooking(other)) continue;
      this.#fail(
        open,
        `${told(request)} is granted ${describeState(own.state)} beside ${other.name} of ${other.actor.name}; expected no write caching`,
        null,
        other,
      );
    }
  }

  #fail(
    open: OpenModel | undefined,
    problem: string,
    holder: HolderModel | null = null,
    other?: OpenModel,
  ): never {
    const subjects = [open, other, ...(holder?.opens ?? [])].filter((each) => each !== undefined);
    const path = open === undefined ? "" : `${shown(open.path, open.stream.name)}: `;
    throw new Violation(
      this.name,
      path + problem,
      subjects.flatMap((each) => [each.name, each.actor.name]),
    );
  }
}

/** Who holds something of the stream, and counts on it; not the holder that the open belongs to. */
function* othersOf(open: OpenModel, stream: StreamModel): Iterable<HolderModel> {
  for (const holder of stream.holders.values()) {
    if (holder !== open.holder && !holder.opens.has(open) && holder.isTrusting) yield holder;
  }
}

/** An oplock that is down to nothing is none; a lease may grow again. */
function isVoid(holder: HolderModel): boolean {
  return !holder.isLease && holder.state === 0;
}

function isLooking(open: OpenModel): boolean {
  return (open.access & ~LOOKS) === 0;
}

function told(request: SentRequest): string {
  return `${request.link.name} #${request.messageId} (${describeOperation(request.operation, request.opened ?? request.open)})`;
}
