/** Each request is answered once: at most one interim response before, none to CANCEL, and nobody waits for ever. */
import type { Reply } from "../../test/virtual-client.ts";
import { FLAGS_ASYNC_COMMAND } from "../../wire/header.ts";
import { statusName } from "../../wire/status.ts";
import { describeOperation } from "../describe.ts";
import type { Scene } from "../scene.ts";
import type { SentRequest } from "../sent-request.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

export class RepliesChecker implements Checker {
  readonly name = "replies";
  readonly #scene: Scene;
  readonly #cancelled: SentRequest[] = [];

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  arrived({ operation }: SentRequest): void {
    if (operation.kind !== "cancel") return;
    const { request } = operation;
    const waits = ["lock", "notify", "create"].includes(request.operation.kind);
    // What stands in a chain may go on; what waits for the disk alone cannot be stopped.
    if (waits && request.chain.length === 1 && request.isArrived) this.#cancelled.push(request);
  }

  pending(request: SentRequest, reply: Reply): void {
    if (request.interim !== null) this.#fail(request, reply, "a second STATUS_PENDING");
    if (request.final !== null) this.#fail(request, reply, "STATUS_PENDING after its answer");
    if (reply.header.asyncId === 0n) this.#fail(request, reply, "no async id to be cancelled by");
  }

  answered(request: SentRequest, reply: Reply): void {
    if (request.final !== null) this.#fail(request, reply, "a second answer");
    if (!request.isArrived) this.#fail(request, reply, "an answer before it arrived");
    if (reply.header.command !== request.command) this.#fail(request, reply, "of another command");
    const isAsync = (reply.header.flags & FLAGS_ASYNC_COMMAND) !== 0;
    if (isAsync !== (request.interim !== null)) {
      this.#fail(request, reply, isAsync ? "async, and nobody said so" : "not async as announced");
    }
    if (isAsync && reply.header.asyncId !== request.interim?.header.asyncId) {
      this.#fail(request, reply, "another async id than announced");
    }
  }

  turned(): void {
    for (const request of this.#cancelled.splice(0)) {
      if (request.final !== null || request.link.isClosed) continue;
      // A pause on the connection holds the CANCEL, too.
      if (request.link.unsentBytes > 0 && request.link.isStuck) continue;
      throw new Violation(
        this.name,
        `${told(request)} was cancelled, and waits on: expected its answer at once`,
        subjects(request),
      );
    }
  }

  quiet(): void {
    for (const link of this.#scene.links) {
      for (const request of link.requests.values()) {
        if (request.final !== null || !request.isArrived) continue;
        throw new Violation(
          this.name,
          `${told(request)} was never answered, though nothing is left to wait for`,
          subjects(request),
        );
      }
    }
  }

  #fail(request: SentRequest, reply: Reply, problem: string): never {
    throw new Violation(
      this.name,
      `${told(request)} gets ${statusName(reply.status)}: ${problem}; expected one answer, after at most one STATUS_PENDING`,
      subjects(request),
    );
  }
}

function told(request: SentRequest): string {
  return `${request.link.name} #${request.messageId} (${describeOperation(request.operation, request.open)})`;
}

function subjects(request: SentRequest): string[] {
  const { open } = request;
  return open === null ? [request.actor.name] : [request.actor.name, open.name];
}
