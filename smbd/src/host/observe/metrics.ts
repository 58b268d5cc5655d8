/** Counters and latency histograms, derived from the engine's events. */
import type { EngineEvent } from "../../port/observer.ts";
import { isError } from "../../wire/status.ts";
import { type EngineStatus, LATENCY_BOUNDS_US } from "../control/contract.ts";
import { commandName, isCommand } from "./command-name.ts";

type CommandStats = EngineStatus["commands"][number];

export class Metrics {
  readonly #counters = new Map<string, number>();
  /** By share, then by the command's number. */
  readonly #shares = new Map<string, Map<number, CommandStats>>();

  /** Of all commands. */
  requestCount = 0;

  take(event: EngineEvent): void {
    if (event.type === "command.done") {
      this.requestCount++;
      this.#command(event);
      return;
    }
    this.#count(event.type === "audit" ? `audit.${event.kind}` : event.type);
    if (event.type === "wire.malformed" || event.type === "wire.unauthentic") {
      this.#count(`${event.type}.${event.reason}`);
    }
    if (event.type === "store.unknownErrno") this.#count(`store.unknownErrno.${event.errno}`);
    if (event.type === "local.unwatched") this.#count(`local.unwatched.${event.reason}`);
    if (event.type === "limit.reached") this.#count(`limit.reached.${event.limit}`);
    if (event.type === "connection.refused") this.#count(`connection.refused.${event.reason}`);
  }

  counters(): Record<string, number> {
    return Object.fromEntries(this.#counters);
  }

  commands(): CommandStats[] {
    return [...this.#shares.values()].flatMap((commands) =>
      [...commands.values()].map((stats) => ({ ...stats, latency: [...stats.latency] })),
    );
  }

  #count(name: string): void {
    this.#counters.set(name, (this.#counters.get(name) ?? 0) + 1);
  }

  #command(event: Extract<EngineEvent, { type: "command.done" }>): void {
    const stats = this.#statsOf(event.share, event.command);
    stats.count++;
    if (isError(event.status)) stats.errorCount++;
    stats.bytesRead += event.bytesRead;
    stats.bytesWritten += event.bytesWritten;
    stats.latencySumUs += event.microseconds;
    let bucket = 0;
    while (bucket < BOUND_COUNT && event.microseconds > LATENCY_BOUNDS_US[bucket]!) bucket++;
    stats.latency[bucket]!++;
  }

  #statsOf(share: string, given: number): CommandStats {
    const command = isCommand(given) ? given : UNKNOWN_COMMAND;
    let commands = this.#shares.get(share);
    if (commands === undefined) {
      if (this.#shares.size >= SHARE_COUNT_MAX && share !== OTHER_SHARES) {
        return this.#statsOf(OTHER_SHARES, given);
      }
      commands = new Map();
      this.#shares.set(share, commands);
    }
    let stats = commands.get(command);
    if (stats === undefined) {
      stats = {
        command: commandName(command),
        share,
        count: 0,
        errorCount: 0,
        bytesRead: 0,
        bytesWritten: 0,
        latency: new Array<number>(BOUND_COUNT + 1).fill(0),
        latencySumUs: 0,
      };
      commands.set(command, stats);
    }
    return stats;
  }
}

/** Of all numbers that mean nothing. */
const UNKNOWN_COMMAND = 0xffff;
const BOUND_COUNT = LATENCY_BOUNDS_US.length;
/** Each share has a dozen rows, which are told every second; those used after so many others share one name. */
const SHARE_COUNT_MAX = 100;
/** No share can be called this. */
const OTHER_SHARES = "*";
