/** How many connections are let in, in total and by address. Each admission is given back exactly once. */
import {
  CONNECTION_COUNT_MAX,
  CONNECTION_COUNT_PER_ADDRESS_MAX,
  UNAUTHENTICATED_COUNT_PER_ADDRESS_MAX,
} from "../limits.ts";

interface AddressCount {
  all: number;
  unauthenticated: number;
}

export class Admission {
  readonly #byAddress = new Map<string, AddressCount>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** Why a connection of this address is not let in, or null. */
  refuses(address: string): string | null {
    if (this.#total >= CONNECTION_COUNT_MAX) return "limit-total";
    const count = this.#byAddress.get(address);
    if (count === undefined) return null;
    const isFull =
      count.all >= CONNECTION_COUNT_PER_ADDRESS_MAX ||
      count.unauthenticated >= UNAUTHENTICATED_COUNT_PER_ADDRESS_MAX;
    return isFull ? "limit-address" : null;
  }

  admitted(address: string): void {
    const count = this.#byAddress.get(address) ?? { all: 0, unauthenticated: 0 };
    count.all++;
    count.unauthenticated++;
    this.#total++;
    this.#byAddress.set(address, count);
  }

  authenticated(address: string): void {
    const count = this.#byAddress.get(address);
    if (count !== undefined) count.unauthenticated--;
  }

  left(address: string, wasAuthenticated: boolean): void {
    const count = this.#byAddress.get(address);
    if (count === undefined) return;
    this.#total--;
    count.all--;
    if (!wasAuthenticated) count.unauthenticated--;
    if (count.all === 0) this.#byAddress.delete(address);
  }
}
