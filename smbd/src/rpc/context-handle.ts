/**
 * Context handles: what a client opened on this pipe. They belong to the pipe and die with it.
 * [C706] 14.2.16.6: 20 bytes, attributes and a UUID; all zero is no handle.
 */
import { alignReader, type NdrType } from "./ndr/ndr-type.ts";
import { RPC_HANDLES_MAX } from "./rpc-limits.ts";
import { decodeUuid, encodeUuid, UUID_NIL } from "./uuid.ts";

/** The UUID, as text. */
export type ContextHandle = string;

export const NO_HANDLE: ContextHandle = UUID_NIL;

export const ndrContextHandle: NdrType<ContextHandle> = {
  alignment: 4,
  sizeMin: 20,
  hasReferents: false,
  decodeFlat(reader) {
    alignReader(reader, 4);
    // Attributes say "serialise calls" at most, which we do anyway.
    reader.skip(4);
    return decodeUuid(reader);
  },
  decodeReferents: (_reader, flat) => flat,
  encodeFlat(writer, value) {
    writer.align(4).u32(0);
    encodeUuid(writer, value);
  },
  encodeReferents() {},
};

/** What the handles of one pipe stand for. `Held` is a union told apart by its own `kind`. */
export class ContextHandles<Held extends { readonly kind: string }> {
  readonly #pipeId: number;
  readonly #held = new Map<ContextHandle, Held>();
  #minted = 0;

  /** `pipeId` differs between pipes, so that a handle means nothing on another pipe. */
  constructor(pipeId: number) {
    this.#pipeId = pipeId;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Null: the pipe holds too many. */
  open(held: Held): ContextHandle | null {
    if (this.#held.size >= RPC_HANDLES_MAX) return null;
    this.#minted++;
    const low = (this.#minted % 0x1_0000_0000).toString(16).padStart(8, "0");
    const high = this.#pipeId.toString(16).padStart(16, "0");
    const handle = `${low}-0000-0000-${high.slice(0, 4)}-${high.slice(4)}`;
    this.#held.set(handle, held);
    return handle;
  }

  /** Whatever the handle stands for. */
  held(handle: ContextHandle): Held | undefined {
    return this.#held.get(handle);
  }

  /** Undefined when there is no such handle, or it stands for something else. */
  find<K extends Held["kind"]>(
    handle: ContextHandle,
    kind: K,
  ): Extract<Held, { readonly kind: K }> | undefined {
    const held = this.#held.get(handle);
    // `kind` was just compared, which the compiler cannot carry over to Extract.
    return held?.kind === kind ? (held as Extract<Held, { readonly kind: K }>) : undefined;
  }

  /** False when there is no such handle. */
  close(handle: ContextHandle): boolean {
    return this.#held.delete(handle);
  }

  clear(): void {
    this.#held.clear();
  }
}
