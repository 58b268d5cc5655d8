/** The slow and failing disk: payload calls complete in any order, and now and then an operation fails. */
import type { World } from "../test/world.ts";
import { type NtStatus, STATUS_SUCCESS } from "../wire/status.ts";
import type { Chance } from "./chance.ts";

interface Call {
  readonly id: number;
  readonly complete: () => void;
}

export class Disk {
  readonly #calls: Call[] = [];
  #nextId = 1;
  /** Calls complete at once, and nothing fails. */
  isIdeal = true;
  /** The next operation of this name fails. */
  #armed: { readonly operation: string; readonly status: NtStatus } | null = null;
  /** Told when an operation failed. */
  onFault: (operation: string, status: NtStatus) => void = () => {};

  constructor(world: World) {
    world.disk = (complete) => {
      if (this.isIdeal) complete();
      else this.#calls.push({ id: this.#nextId++, complete });
    };
    world.fault = (operation) => this.#fault(operation);
  }

  get waitingCount(): number {
    return this.#calls.length;
  }

  /** Every call before this one was made earlier. */
  get nextId(): number {
    return this.#nextId;
  }

  /** No call that was made before `id` waits any more. */
  hasSettled(id: number): boolean {
    return this.#calls.every((call) => call.id >= id);
  }

  completeAny(chance: Chance): void {
    const [call] = this.#calls.splice(chance.below(this.#calls.length), 1);
    call?.complete();
  }

  completeOldest(): void {
    this.#calls.shift()?.complete();
  }

  arm(operation: string, status: NtStatus): void {
    this.#armed = { operation, status };
  }

  disarm(): void {
    this.#armed = null;
  }

  /** What the model asks the store itself neither waits nor fails. */
  ideally<T>(work: () => T): T {
    const before = this.isIdeal;
    this.isIdeal = true;
    try {
      return work();
    } finally {
      this.isIdeal = before;
    }
  }

  #fault(operation: string): NtStatus {
    const armed = this.#armed;
    if (this.isIdeal || armed === null || armed.operation !== operation) return STATUS_SUCCESS;
    this.#armed = null;
    this.onFault(operation, armed.status);
    return armed.status;
  }
}
