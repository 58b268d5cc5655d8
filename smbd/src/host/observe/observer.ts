/** Log lines, counters and audit entries, all derived from the same events. */
import type { Logger } from "pino";
import { AUDIT_QUEUE_COUNT_MAX } from "../../limits.ts";
import type { EngineEvent, Observer } from "../../port/observer.ts";
import { isError, statusName } from "../../wire/status.ts";
import type { AuditEvent } from "../control/contract.ts";
import { commandName } from "./command-name.ts";
import { Metrics } from "./metrics.ts";

/** A flood of bad peers must not fill the disk: so many lines a second of the kinds that peers cause. */
const PEER_LINES_PER_SECOND_MAX = 50;

export class HostObserver implements Observer {
  readonly metrics = new Metrics();
  readonly #log: Logger;
  #audit: AuditEvent[] = [];
  #auditLost = 0;
  /** The kernel has some 130 of them. */
  readonly #errnosTold = new Set<number>();
  #second = 0;
  #linesThisSecond = 0;
  #linesDropped = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  emit(event: EngineEvent): void {
    this.metrics.take(event);
    switch (event.type) {
      case "command.done":
        if (isError(event.status)) {
          this.#log.debug(
            { command: commandName(event.command), status: statusName(event.status) },
            "command failed",
          );
        }
        return;
      case "audit":
        this.#keepAudit(event);
        return;
      case "engine.invariant":
        this.#log.error(event, "invariant failed");
        return;
      case "store.unknownErrno":
        // Once each is enough to look it up; the counter says how often.
        if (this.#errnosTold.has(event.errno)) return;
        this.#errnosTold.add(event.errno);
        this.#log.warn({ errno: event.errno }, "an errno that is in no table");
        return;
      case "persistent.restored":
        this.#log.info(event, "opens of the last run wait for their clients");
        return;
      case "persistent.unstored":
        this.#log.error(event, "a persistent open could not be written down");
        return;
      case "massChange.unstored":
        this.#log.error(event, "who is kept out for a mass change could not be written down");
        return;
      case "persistent.refused":
      case "orphan.refused":
      case "limit.reached":
      case "connection.refused":
      case "connection.closed":
      case "wire.malformed":
      case "wire.unauthentic":
        this.#peerLine(() => this.#log.info(event, event.type));
        return;
      case "connection.accepted":
      case "connection.negotiated":
      case "pipe.refused":
      case "local.unwatched":
      case "local.lost":
        this.#log.debug(event, event.type);
        return;
    }
  }

  /** The audit entries since the last call, oldest first, and how many did not fit. */
  takeAudit(): { readonly events: AuditEvent[]; readonly lost: number } {
    const taken = { events: this.#audit, lost: this.#auditLost };
    this.#audit = [];
    this.#auditLost = 0;
    return taken;
  }

  /** Puts back what could not be sent. */
  returnAudit(taken: { readonly events: AuditEvent[]; readonly lost: number }): void {
    this.#audit = [...taken.events, ...this.#audit];
    this.#auditLost += taken.lost;
    this.#trimAudit();
  }

  #keepAudit(event: Extract<EngineEvent, { type: "audit" }>): void {
    this.#audit.push({
      timeMs: Date.now(),
      kind: event.kind,
      user: event.user,
      address: event.address,
      share: event.share,
      path: event.path,
      status: statusName(event.status),
      detail: event.detail,
    });
    this.#trimAudit();
  }

  #trimAudit(): void {
    const over = this.#audit.length - AUDIT_QUEUE_COUNT_MAX;
    if (over <= 0) return;
    this.#audit.splice(0, over);
    this.#auditLost += over;
  }

  #peerLine(write: () => void): void {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) {
      if (this.#linesDropped > 0)
        this.#log.warn({ lines: this.#linesDropped }, "log lines dropped");
      this.#second = second;
      this.#linesThisSecond = 0;
      this.#linesDropped = 0;
    }
    if (this.#linesThisSecond++ < PEER_LINES_PER_SECOND_MAX) write();
    else this.#linesDropped++;
  }
}
