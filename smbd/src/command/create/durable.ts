/**
 * Opens that are to outlive their connection: asked for, taken back, and created a second time. [MS-SMB2] 3.3.5.9.6,
 * 3.3.5.9.7, 3.3.5.9.10 and 3.3.5.9.12.
 */
import { type DurableGrant, grantDurable } from "../../state/durable-grant.ts";
import type { ReplayableCreate } from "../../state/durable-replay.ts";
import type { Open } from "../../state/open.ts";
import {
  CREATE_DURABLE_HANDLE_RECONNECT,
  CREATE_DURABLE_HANDLE_RECONNECT_V2,
  CREATE_DURABLE_HANDLE_REQUEST,
  CREATE_DURABLE_HANDLE_REQUEST_V2,
  type CreateContext,
  createContext,
  findCreateContext,
} from "../../wire/context/create-context.ts";
import {
  decodeDurableReconnect,
  decodeDurableRequest,
  encodeDurableResponse,
} from "../../wire/context/durable-v1.ts";
import {
  DHANDLE_FLAG_PERSISTENT,
  decodeDurableV2Reconnect,
  decodeDurableV2Request,
  encodeDurableV2Response,
} from "../../wire/context/durable-v2.ts";
import { LEASE_NONE } from "../../wire/context/lease.ts";
import type { Guid } from "../../wire/guid.ts";
import { FLAGS_REPLAY_OPERATION } from "../../wire/header.ts";
import { GLOBAL_CAP_PERSISTENT_HANDLES } from "../../wire/message/negotiate.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";

/** DHnQ or DH2Q. */
export interface DurableAsk {
  readonly version: 1 | 2;
  readonly timeoutMs: number;
  /** Null in version 1. */
  readonly createGuid: Guid | null;
  readonly wantsPersistent: boolean;
}

/** DHnC or DH2C. */
export interface DurableReturn {
  readonly version: 1 | 2;
  readonly persistentId: number;
  /** Null in version 1. */
  readonly createGuid: Guid | null;
  readonly wantsPersistent: boolean;
}

export interface DurableContexts {
  readonly ask: DurableAsk | null;
  readonly back: DurableReturn | null;
}

/** The contexts of version 2 exist in dialects 3.x alone; others pass over them. */
export function decodeDurable(
  contexts: readonly CreateContext[],
  isSmb3: boolean,
): DurableContexts | NtStatus {
  const find = (name: string) => findCreateContext(contexts, name);
  const ask1 = find(CREATE_DURABLE_HANDLE_REQUEST);
  const back1 = find(CREATE_DURABLE_HANDLE_RECONNECT);
  const ask2 = isSmb3 ? find(CREATE_DURABLE_HANDLE_REQUEST_V2) : null;
  const back2 = isSmb3 ? find(CREATE_DURABLE_HANDLE_RECONNECT_V2) : null;
  const isV2 = ask2 !== null || back2 !== null;
  if (isV2 && (ask1 !== null || back1 !== null)) return STATUS_INVALID_PARAMETER;
  if (ask2 !== null && back2 !== null) return STATUS_INVALID_PARAMETER;
  if (back2 !== null) {
    const { fileId, createGuid, flags } = decodeDurableV2Reconnect(back2);
    const wantsPersistent = (flags & DHANDLE_FLAG_PERSISTENT) !== 0;
    const persistentId = knownId(fileId.persistent);
    return { ask: null, back: { version: 2, persistentId, createGuid, wantsPersistent } };
  }
  // [MS-SMB2] 3.3.5.9.6: who takes an open back and asks for a new one, too, takes it back.
  if (back1 !== null) {
    const persistentId = knownId(decodeDurableReconnect(back1).fileId.persistent);
    const back = { version: 1, persistentId, createGuid: null, wantsPersistent: false } as const;
    return { ask: null, back };
  }
  if (ask2 !== null) {
    const { timeoutMs, flags, createGuid } = decodeDurableV2Request(ask2);
    const wantsPersistent = (flags & DHANDLE_FLAG_PERSISTENT) !== 0;
    return { ask: { version: 2, timeoutMs, createGuid, wantsPersistent }, back: null };
  }
  if (ask1 === null) return { ask: null, back: null };
  decodeDurableRequest(ask1);
  const ask = { version: 1, timeoutMs: 0, createGuid: null, wantsPersistent: false } as const;
  return { ask, back: null };
}

/** Zero, which no open has, where the client names what we never gave out. */
function knownId(persistent: bigint): number {
  return persistent <= 0x1fffffffffffffn ? Number(persistent) : 0;
}

/** Null for a CREATE that cannot come again. */
export function replayable(
  cx: CommandContext,
  ask: DurableAsk | null,
  leaseKey: Guid | null,
): ReplayableCreate | null {
  if (ask === null || ask.createGuid === null) return null;
  return {
    clientGuid: cx.connection.clientGuid,
    createGuid: ask.createGuid,
    sessionId: cx.session.id,
    isReplay: (cx.header.flags & FLAGS_REPLAY_OPERATION) !== 0,
    leaseKey,
    wantsPersistent: ask.wantsPersistent,
  };
}

/** Of the request; dialects before 3.0 have none. */
export function channelSequence(cx: CommandContext): number {
  return cx.connection.isSmb3 ? cx.header.status & 0xffff : 0;
}

/** Makes the new open durable where what it caches allows it, and known under its create guid in any case. */
export function makeDurable(
  cx: CommandContext,
  ask: DurableAsk | null,
  leaseKey: Guid | null,
  open: Open,
): void {
  if (ask === null) return;
  const { table, replays } = cx.engine.durables;
  const grant = grantFor(cx, ask, open);
  if (grant !== null) table.add(open, durableIdentity(cx, open, ask.createGuid), grant);
  // Durable or not, its reply may be lost, and the CREATE come again.
  const again = replayable(cx, ask, leaseKey);
  if (again !== null) replays.opened(again, open, grant?.kind === "persistent");
}

function grantFor(cx: CommandContext, ask: DurableAsk, open: Open): DurableGrant | null {
  const holder = open.stream?.caching.holderOf(open) ?? null;
  const wish = {
    ...ask,
    isLease: holder !== null && holder.lease !== null,
    caching: holder?.state ?? LEASE_NONE,
    isContinuouslyAvailable: mayPersist(cx),
    isDirectory: open.isDirectory,
    isPipe: open.pipe !== null,
  };
  const grant = grantDurable(wish);
  if (grant?.kind !== "persistent") return grant;
  if (cx.engine.persistents.hasRoom && cx.engine.persistents.add(open)) return grant;
  cx.engine.emit({ type: "persistent.refused", share: cx.tree.name });
  return grantDurable({ ...wish, isContinuouslyAvailable: false });
}

// [MS-SMB2] 3.3.5.9.10: the share must be continuously available, and the client have heard that we can.
function mayPersist(cx: CommandContext): boolean {
  const isKnown = (cx.connection.serverCapabilities & GLOBAL_CAP_PERSISTENT_HANDLES) !== 0;
  return isKnown && cx.tree.share?.continuouslyAvailable === true;
}

/** Whose the open is. */
export function durableIdentity(cx: CommandContext, open: Open, createGuid: Guid | null) {
  return {
    persistentId: open.persistentId,
    createGuid,
    clientGuid: cx.connection.clientGuid,
    owner: cx.principal.sid,
    shareName: cx.tree.name,
    leaseKey: open.stream?.caching.holderOf(open)?.lease?.leaseKey ?? null,
  };
}

/** What the reply says of it; null where the open is not durable, or by a request that has no answer. */
export function durableResponse(
  cx: CommandContext,
  ask: DurableAsk | null,
  open: Open,
): CreateContext | null {
  const grant = cx.engine.durables.table.grantOf(open);
  if (ask === null || grant === null) return null;
  if (ask.version === 1) {
    return createContext(CREATE_DURABLE_HANDLE_REQUEST, encodeDurableResponse, {});
  }
  const flags = grant.kind === "persistent" ? DHANDLE_FLAG_PERSISTENT : 0;
  const body = { timeoutMs: grant.timeoutMs, flags };
  return createContext(CREATE_DURABLE_HANDLE_REQUEST_V2, encodeDurableV2Response, body);
}
