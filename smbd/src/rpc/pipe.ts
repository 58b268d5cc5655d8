/**
 * The server end of a named pipe in message mode: bytes written by WRITE or FSCTL_PIPE_TRANSCEIVE become
 * fragments for the RPC connection, whose answers wait as messages to be read. [MS-FSA] 2.1.5.10.26 (transceive).
 */
import type { PipeEndpoint, PipeRead } from "../port/pipe.ts";
import {
  type NtStatus,
  STATUS_BUFFER_OVERFLOW,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_PIPE_BROKEN,
  STATUS_PIPE_BUSY,
  STATUS_PIPE_DISCONNECTED,
  STATUS_PIPE_EMPTY,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { isWireError } from "../wire/wire-error.ts";
import { decodePduHeader, PDU_HEADER_BYTES } from "./pdu.ts";
import type { RpcConnection } from "./rpc-connection.ts";
import { RPC_FRAGMENT_BYTES_MAX, RPC_RESPONSE_BYTES_MAX } from "./rpc-limits.ts";

const NOTHING = new Uint8Array(0);

export class RpcPipe implements PipeEndpoint {
  readonly name: string;
  readonly #connection: RpcConnection;
  readonly #onClose: () => void;
  readonly #messages: Uint8Array[] = [];
  /** The start of a fragment whose rest has not come yet. */
  #pending: Uint8Array = NOTHING;
  #availableBytes = 0;
  /** The peer broke the protocol: what waits may be read, and then the pipe is broken. */
  #isBroken = false;
  #isClosed = false;

  constructor(name: string, connection: RpcConnection, onClose: () => void) {
    this.name = name;
    this.#connection = connection;
    this.#onClose = onClose;
  }

  get availableBytes(): number {
    return this.#availableBytes;
  }

  get messageBytes(): number {
    return this.#messages[0]?.length ?? 0;
  }

  write(bytes: Uint8Array): NtStatus {
    if (this.#isClosed || this.#isBroken) return STATUS_PIPE_DISCONNECTED;
    // A client that only writes must not make us keep its answers without end.
    if (this.#availableBytes > RPC_RESPONSE_BYTES_MAX) return STATUS_INSUFFICIENT_RESOURCES;
    let rest = this.#pending.length === 0 ? bytes : concatenated(this.#pending, bytes);
    this.#pending = NOTHING;
    while (rest.length >= PDU_HEADER_BYTES) {
      const length = fragmentBytes(rest);
      if (length === null) {
        this.#isBroken = true;
        return STATUS_SUCCESS;
      }
      if (rest.length < length) break;
      if (!this.#deliver(rest.subarray(0, length))) return STATUS_SUCCESS;
      rest = rest.subarray(length);
    }
    // At most one fragment, and owned: the bytes belong to the request that brought them.
    this.#pending = rest.slice();
    return STATUS_SUCCESS;
  }

  read(maxBytes: number): PipeRead {
    const message = this.#messages[0];
    if (message === undefined) {
      const isOver = this.#isClosed || this.#isBroken;
      return { status: isOver ? STATUS_PIPE_BROKEN : STATUS_PIPE_EMPTY, data: NOTHING };
    }
    if (message.length <= maxBytes) {
      this.#messages.shift();
      this.#availableBytes -= message.length;
      return { status: STATUS_SUCCESS, data: message };
    }
    this.#messages[0] = message.subarray(maxBytes);
    this.#availableBytes -= maxBytes;
    return { status: STATUS_BUFFER_OVERFLOW, data: message.subarray(0, maxBytes) };
  }

  transceive(bytes: Uint8Array, maxBytes: number): PipeRead {
    // A message that waits would be taken for the answer to this one.
    if (this.#messages.length > 0) return { status: STATUS_PIPE_BUSY, data: NOTHING };
    const status = this.write(bytes);
    return status === STATUS_SUCCESS ? this.read(maxBytes) : { status, data: NOTHING };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#messages.length = 0;
    this.#availableBytes = 0;
    this.#pending = NOTHING;
    this.#onClose();
  }

  /** False: the connection is over. */
  #deliver(fragment: Uint8Array): boolean {
    const answers = this.#connection.receive(fragment);
    if (answers === null) {
      this.#isBroken = true;
      return false;
    }
    for (const answer of answers) {
      this.#messages.push(answer);
      this.#availableBytes += answer.length;
    }
    return true;
  }
}

/** Null: no fragment of ours starts like that. */
function fragmentBytes(bytes: Uint8Array): number | null {
  try {
    const header = decodePduHeader(bytes);
    return header.fragmentBytes <= FRAGMENT_BYTES_TAKEN_MAX ? header.fragmentBytes : null;
  } catch (error) {
    if (isWireError(error)) return null;
    throw error;
  }
}

/** A BIND comes before the fragment size is agreed: Windows sends up to 5,840 bytes then. */
const FRAGMENT_BYTES_TAKEN_MAX = Math.max(RPC_FRAGMENT_BYTES_MAX, 5840);

function concatenated(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
