/** A request of a client, from its sending to its last reply. */
import type { Reply } from "../test/virtual-client.ts";
import type { Lease } from "../wire/context/lease.ts";
import type { CreateRequest } from "../wire/message/create.ts";
import type { LockElement } from "../wire/message/lock.ts";
import type { Actor } from "./actor.ts";
import type { Link } from "./link.ts";
import type { DurableModel, OpenModel } from "./model/open-model.ts";

export type Operation =
  | CreateOperation
  | { readonly kind: "close" | "flush"; readonly target: Target }
  | {
      readonly kind: "read";
      readonly target: Target;
      readonly offset: number;
      readonly length: number;
    }
  | {
      readonly kind: "write";
      readonly target: Target;
      readonly offset: number;
      readonly data: Uint8Array;
    }
  | { readonly kind: "lock"; readonly target: Target; readonly locks: readonly LockElement[] }
  | { readonly kind: "setSize"; readonly target: Target; readonly size: number }
  | {
      readonly kind: "rename" | "link";
      readonly target: Target;
      readonly path: string;
      readonly replace: boolean;
    }
  | { readonly kind: "disposition"; readonly target: Target; readonly isDelete: boolean }
  | { readonly kind: "list"; readonly target: Target; readonly isRestart: boolean }
  | { readonly kind: "notify"; readonly target: Target; readonly isTree: boolean }
  | {
      readonly kind: "acknowledgeOplock";
      readonly target: Target;
      readonly level: number;
      readonly breakCount: number;
    }
  | {
      readonly kind: "acknowledgeLease";
      readonly leaseKey: string;
      readonly state: number;
      readonly breakCount: number;
    }
  | { readonly kind: "cancel"; readonly request: SentRequest }
  | { readonly kind: "echo" | "logoff" | "treeDisconnect" };

export interface CreateOperation {
  readonly kind: "create";
  /** Lower-case, without the stream. */
  readonly path: string;
  /** Lower-case; "" for none. */
  readonly streamName: string;
  readonly request: CreateRequest;
  readonly lease: Lease | null;
  readonly durable: DurableModel | null;
  /** The open that is asked back. */
  readonly back: OpenModel | null;
  /** Sent once more, since its first reply was lost. */
  readonly isReplay: boolean;
}

/** An open by itself, or what the first element of the chain will open. */
export type Target = { readonly open: OpenModel } | { readonly opener: SentRequest };

export class SentRequest {
  readonly actor: Actor;
  readonly link: Link;
  readonly messageId: bigint;
  readonly command: number;
  readonly operation: Operation;
  readonly creditsAsked: number;
  readonly sessionId: bigint;
  /** All elements of its frame, itself included. */
  chain: readonly SentRequest[] = [this];
  /** The turn of the server in which it arrived whole; -1 before. */
  arrivedTurn = -1;
  arrivedAtMs = 0;
  interim: Reply | null = null;
  final: Reply | null = null;
  /** Of a CREATE that succeeded. */
  opened: OpenModel | null = null;
  /** It made nothing new: an open came back. */
  isReturned = false;
  /** The last replay of it, so that it is sent again once at a time. */
  isReplayed = false;

  constructor(fields: {
    readonly actor: Actor;
    readonly link: Link;
    readonly messageId: bigint;
    readonly command: number;
    readonly operation: Operation;
    readonly creditsAsked: number;
    readonly sessionId: bigint;
  }) {
    this.actor = fields.actor;
    this.link = fields.link;
    this.messageId = fields.messageId;
    this.command = fields.command;
    this.operation = fields.operation;
    this.creditsAsked = fields.creditsAsked;
    this.sessionId = fields.sessionId;
  }

  get isArrived(): boolean {
    return this.arrivedTurn >= 0;
  }

  /** The open that it works on; null where it has none, or its CREATE failed. */
  get open(): OpenModel | null {
    const { operation } = this;
    if (!("target" in operation)) return null;
    return "open" in operation.target ? operation.target.open : operation.target.opener.opened;
  }

  /** Its effects happened before its reply came, at a moment that nobody can name. */
  isSpread(turn: number): boolean {
    return this.chain.length > 1 && this.arrivedTurn !== turn;
  }
}
