/** A client of a real server, for tests of the whole product, which see of it only what stands here. */
import { randomFillSync } from "node:crypto";
import {
  CREATE_DURABLE_HANDLE_RECONNECT_V2,
  CREATE_DURABLE_HANDLE_REQUEST_V2,
  CREATE_REQUEST_LEASE,
  type CreateContext,
  createContext,
  findCreateContext,
} from "../wire/context/create-context.ts";
import {
  DHANDLE_FLAG_PERSISTENT,
  decodeDurableV2Response,
  encodeDurableV2Reconnect,
  encodeDurableV2Request,
} from "../wire/context/durable-v2.ts";
import { decodeLease, encodeLease } from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { type CreateResponse, OPLOCK_LEVEL_LEASE } from "../wire/message/create.ts";
import { STATUS_SUCCESS, statusName } from "../wire/status.ts";
import { FileClient } from "./file-client.ts";
import { SocketVirtualClient } from "./socket-virtual-client.ts";

/** An open as its client knows it, connected or not. */
export interface HeldOpen {
  readonly name: string;
  readonly fileId: FileId;
  readonly createGuid: string;
  readonly leaseKey: string;
  /** "RWH", or less. */
  readonly lease: string;
  readonly isPersistent: boolean;
  readonly isDurable: boolean;
}

export interface Account {
  readonly user: string;
  readonly password: string;
  readonly share: string;
}

const LEASE_RWH = 7;
const LOCK_EXCLUSIVE_AT_ONCE = 18;

export class SocketClient {
  readonly #client: SocketVirtualClient;
  readonly #files: FileClient;

  /** Logged on and connected to the share; throws where that fails. */
  constructor(host: string, port: number, clientGuid: string, account: Account) {
    this.#client = new SocketVirtualClient(host, port, clientGuid);
    this.#files = new FileClient(this.#client);
    try {
      this.#connect(account);
    } catch (problem) {
      this.disconnect();
      throw problem;
    }
  }

  #connect({ user, password, share }: Account): void {
    this.#client.negotiate();
    const status = this.#client.logon(user, password) || this.#client.tree(share);
    if (status !== STATUS_SUCCESS) {
      throw new Error(`${user} cannot connect to ${share}: ${statusName(status)}`);
    }
  }

  /** Opens or makes a file with a lease on everything, to be kept when the connection is lost. */
  open(name: string, wish: "durable" | "persistent"): HeldOpen {
    const createGuid = randomGuid();
    const leaseKey = randomGuid();
    const flags = wish === "persistent" ? DHANDLE_FLAG_PERSISTENT : 0;
    const body = { timeoutMs: 0, flags, createGuid };
    const asked = createContext(CREATE_DURABLE_HANDLE_REQUEST_V2, encodeDurableV2Request, body);
    const response = this.#files.opened(name, {
      requestedOplockLevel: OPLOCK_LEVEL_LEASE,
      contexts: [asked, leaseContext(leaseKey)],
    });
    return held(name, createGuid, leaseKey, response);
  }

  /** Takes an open back; the status where that fails. */
  reclaim(open: HeldOpen): HeldOpen | string {
    const { name, fileId, createGuid, leaseKey, isPersistent } = open;
    const body = { fileId, createGuid, flags: isPersistent ? DHANDLE_FLAG_PERSISTENT : 0 };
    const back = createContext(CREATE_DURABLE_HANDLE_RECONNECT_V2, encodeDurableV2Reconnect, body);
    const { status, response } = this.#files.create(name, {
      requestedOplockLevel: OPLOCK_LEVEL_LEASE,
      contexts: [back, leaseContext(leaseKey)],
    });
    if (response === null) return statusName(status);
    // The reply does not say again what the open was promised.
    const { isDurable } = open;
    return { ...held(name, createGuid, leaseKey, response), isPersistent, isDurable };
  }

  /** Opens a file as any program does, and closes it again: the status of the open. */
  tryOpen(name: string): string {
    const { status, response } = this.#files.create(name);
    if (response !== null) this.#files.close(response.fileId);
    return statusName(status);
  }

  write(open: HeldOpen, offset: number, bytes: Uint8Array): string {
    return statusName(this.#files.write(open.fileId, offset, bytes).status);
  }

  flush(open: HeldOpen): string {
    return statusName(this.#files.flush(open.fileId));
  }

  read(open: HeldOpen, offset: number, length: number): Uint8Array {
    return this.#files.read(open.fileId, offset, length).data;
  }

  lock(open: HeldOpen, offset: number, length: number): string {
    const range = { offset: BigInt(offset), length: BigInt(length) };
    return statusName(this.#files.lock(open.fileId, { ...range, flags: LOCK_EXCLUSIVE_AT_ONCE }));
  }

  close(open: HeldOpen): string {
    return statusName(this.#files.close(open.fileId));
  }

  disconnect(): void {
    this.#client.disconnect();
  }
}

export function randomGuid(): string {
  return randomFillSync(Buffer.alloc(16)).toString("hex");
}

function leaseContext(leaseKey: string): CreateContext {
  const more = { leaseFlags: 0, parentLeaseKey: GUID_ZERO, epoch: 0 };
  const body = { version: 2, leaseKey, leaseState: LEASE_RWH, ...more } as const;
  return createContext(CREATE_REQUEST_LEASE, encodeLease, body);
}

function held(
  name: string,
  createGuid: string,
  leaseKey: string,
  { fileId, contexts }: CreateResponse,
): HeldOpen {
  const durable = findCreateContext(contexts, CREATE_DURABLE_HANDLE_REQUEST_V2);
  const flags = durable === null ? 0 : decodeDurableV2Response(durable).flags;
  const lease = findCreateContext(contexts, CREATE_REQUEST_LEASE);
  const state = lease === null ? 0 : decodeLease(lease).leaseState;
  return {
    name,
    fileId,
    createGuid,
    leaseKey,
    lease: ((state & 1) === 0 ? "" : "R") + ((state & 4) === 0 ? "" : "W") + (state & 2 ? "H" : ""),
    isPersistent: (flags & DHANDLE_FLAG_PERSISTENT) !== 0,
    isDurable: durable !== null,
  };
}
