/** Counters and latency histograms, derived from the engine's events. */
import type { EngineEvent } from "../../port/observer.ts";
import { isError } from "../../wire/status.ts";
import { type EngineStatus, LATENCY_BOUNDS_US } from "../control/contract.ts";
import { commandName } from "./command-name.ts";

type CommandStats = EngineStatus["commands"][number];

export class Metrics {
  readonly #counters = new Map<string, number>();
  readonly #commands = new Map<string, CommandStats>();

  take(event: EngineEvent): void {
    if (event.type === "command.done") {
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
    return [...this.#commands.values()].map((stats) => ({ ...stats, latency: [...stats.latency] }));
  }

  #count(name: string): void {
    this.#counters.set(name, (this.#counters.get(name) ?? 0) + 1);
  }

  #command(event: Extract<EngineEvent, { type: "command.done" }>): void {
    const command = commandName(event.command);
    const key = `${command}\n${event.share}`;
    let stats = this.#commands.get(key);
    if (stats === undefined) {
      stats = {
        command,
        share: event.share,
        count: 0,
        errorCount: 0,
        bytesRead: 0,
        bytesWritten: 0,
        latency: new Array<number>(LATENCY_BOUNDS_US.length + 1).fill(0),
        latencySumUs: 0,
      };
      this.#commands.set(key, stats);
    }
    stats.count++;
    if (isError(event.status)) stats.errorCount++;
    stats.bytesRead += event.bytesRead;
    stats.bytesWritten += event.bytesWritten;
    stats.latencySumUs += event.microseconds;
    const bucket = LATENCY_BOUNDS_US.findIndex((bound) => event.microseconds <= bound);
    const index = bucket < 0 ? LATENCY_BOUNDS_US.length : bucket;
    stats.latency[index] = (stats.latency[index] ?? 0) + 1;
  }
}
