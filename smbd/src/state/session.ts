/** A session. [MS-SMB2] 3.3.1.8. One logon, over one connection or several channels. */
import type { Principal } from "../auth/principal.ts";
import type { MessageSealer } from "../crypto/sealing.ts";
import type { Channel } from "./channel.ts";
import type { CipherName, SigningName } from "./connection.ts";
import type { Open } from "./open.ts";
import type { Tree } from "./tree.ts";

export interface SessionAgreement {
  readonly dialect: number;
  readonly cipher: CipherName | null;
  readonly signing: SigningName;
}

export class Session {
  readonly id: number;
  readonly startedAtMs: number;
  lastActiveAtMs: number;
  state: "inProgress" | "valid" | "expired" | "ended" = "inProgress";
  /** Who it acts as now. */
  principal: Principal | null = null;
  /** Whose it is, from the first logon on; it may be lowered to an anonymous one, and be raised again. */
  owner: Principal | null = null;
  /** How the last request came. */
  protection: "plain" | "signed" | "sealed" = "plain";
  clientName = "";
  /** Wall time in milliseconds; null: never. */
  expiresAtMs: number | null = null;
  /** Every request must be signed or sealed. */
  signingRequired = false;
  /** Every request must be sealed. */
  encryptData = false;
  /** Opens and seals; null where the dialect has no encryption or the user no key. */
  sealer: MessageSealer | null = null;
  /** The session's base key, for channels that bind later. A secret. */
  sessionKey: Uint8Array | null = null;
  /** Proves that who binds another channel holds this session. [MS-SMB2] 3.3.5.5.2. A secret. */
  signingKey: Uint8Array | null = null;
  /** What the connection of the first logon had agreed on: every other channel must have the same. */
  agreed: SessionAgreement | null = null;
  /** By connection id. */
  readonly channels = new Map<number, Channel>();
  readonly trees = new Map<number, Tree>();
  readonly opens = new Map<number, Open>();
  /** Of all its requests that were answered. */
  requestCount = 0;
  bytesRead = 0;
  bytesWritten = 0;
  /** From each one's arrival to its answer, added up. */
  latencySumUs = 0;
  /** Requests that wait though their channel is lost. */
  orphanCount = 0;
  #nextTreeId = 1;

  constructor(id: number, nowMs: number) {
    this.id = id;
    this.startedAtMs = nowMs;
    this.lastActiveAtMs = nowMs;
  }

  /** Tree ids are never used again within a session. */
  newTreeId(): number {
    return this.#nextTreeId++;
  }

  /** The key of an anonymous logon is no secret: nothing is proven by it. */
  get hasSecretKey(): boolean {
    return this.owner !== null && !this.owner.isAnonymous;
  }

  get userName(): string {
    return this.principal?.name ?? "";
  }
}

/** All sessions of the server, by id. Ids are random enough not to be guessed and stay below 2^53. */
export class SessionTable {
  readonly #sessions = new Map<number, Session>();

  get size(): number {
    return this.#sessions.size;
  }

  get(id: bigint): Session | undefined {
    return id <= 0x1fffffffffffffn ? this.#sessions.get(Number(id)) : undefined;
  }

  add(session: Session): void {
    this.#sessions.set(session.id, session);
  }

  has(id: number): boolean {
    return this.#sessions.has(id);
  }

  delete(session: Session): void {
    this.#sessions.delete(session.id);
  }

  values(): IterableIterator<Session> {
    return this.#sessions.values();
  }
}
