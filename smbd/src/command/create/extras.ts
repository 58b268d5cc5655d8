/** The create contexts of a request that opens or makes a file. [MS-SMB2] 3.3.5.9.1 and following. */

import type { AppInstanceVersion } from "../../state/app-instance.ts";
import type { Connection } from "../../state/connection.ts";
import { decodeAllocationSize } from "../../wire/context/allocation-size.ts";
import { decodeAppInstanceId } from "../../wire/context/app-instance-id.ts";
import { decodeAppInstanceVersion } from "../../wire/context/app-instance-version.ts";
import {
  CREATE_ALLOCATION_SIZE,
  CREATE_APP_INSTANCE_ID,
  CREATE_APP_INSTANCE_VERSION,
  CREATE_EA_BUFFER,
  CREATE_POSIX,
  CREATE_QUERY_MAXIMAL_ACCESS_REQUEST,
  CREATE_QUERY_ON_DISK_ID,
  CREATE_REQUEST_LEASE,
  CREATE_SD_BUFFER,
  CREATE_TIMEWARP_TOKEN,
  type CreateContext,
  findCreateContext,
} from "../../wire/context/create-context.ts";
import { decodeEaBuffer, type EaBufferEntry } from "../../wire/context/ea-buffer.ts";
import { decodeLease, type Lease } from "../../wire/context/lease.ts";
import {
  decodeMaximalAccessRequest,
  type MaximalAccessRequest,
} from "../../wire/context/maximal-access.ts";
import { decodePosixCreateRequest, type PosixCreateRequest } from "../../wire/context/posix.ts";
import { decodeSdBuffer, type SdBuffer } from "../../wire/context/security-descriptor.ts";
import { decodeTimewarp } from "../../wire/context/timewarp.ts";
import type { Guid } from "../../wire/guid.ts";
import { DIALECT_3_1_1 } from "../../wire/message/negotiate.ts";
import type { NtStatus } from "../../wire/status.ts";
import type { DurableAsk } from "./durable.ts";

export interface CreateExtras {
  /** As they came, for what is answered alone. */
  readonly contexts: readonly CreateContext[];
  /** The moment of a snapshot; 0: now. */
  readonly timewarp: bigint;
  readonly eas: readonly EaBufferEntry[];
  readonly descriptor: SdBuffer | null;
  /** 0: as much as the data needs. */
  readonly allocationSize: number;
  /** Null: not asked for. */
  readonly maximalAccess: MaximalAccessRequest | null;
  readonly wantsOnDiskId: boolean;
  /** Null: not asked for. */
  readonly lease: Lease | null;
  /** Null: not asked for. */
  readonly ask: DurableAsk | null;
  /** Counts only beside a durable handle of version 2. [MS-SMB2] 3.3.5.9.13 */
  readonly appInstanceId: Guid | null;
  /** Of dialect 3.1.1. */
  readonly appInstanceVersion: AppInstanceVersion | null;
  /** Null: a CREATE by the rules of Windows, as it is of every client that did not negotiate others. */
  readonly posix: PosixCreateRequest | null;
}

export function decodeExtras(
  contexts: readonly CreateContext[],
  ask: DurableAsk | null,
  connection: Connection,
): CreateExtras | NtStatus {
  if (contexts.length === 0) return NO_EXTRAS;
  const timewarp = findCreateContext(contexts, CREATE_TIMEWARP_TOKEN);
  const eas = findCreateContext(contexts, CREATE_EA_BUFFER);
  const descriptor = findCreateContext(contexts, CREATE_SD_BUFFER);
  const allocation = findCreateContext(contexts, CREATE_ALLOCATION_SIZE);
  const lease = findCreateContext(contexts, CREATE_REQUEST_LEASE);
  const instance = findCreateContext(contexts, CREATE_APP_INSTANCE_ID);
  const maximal = findCreateContext(contexts, CREATE_QUERY_MAXIMAL_ACCESS_REQUEST);
  const posix = connection.hasPosix ? findCreateContext(contexts, CREATE_POSIX) : null;
  return {
    contexts,
    timewarp: timewarp === null ? 0n : decodeTimewarp(timewarp).timestamp,
    eas: eas === null ? [] : decodeEaBuffer(eas),
    descriptor: descriptor === null ? null : decodeSdBuffer(descriptor),
    allocationSize: allocation === null ? 0 : decodeAllocationSize(allocation).allocationSize,
    maximalAccess: maximal === null ? null : decodeMaximalAccessRequest(maximal),
    lease: lease === null ? null : decodeLease(lease),
    ask,
    appInstanceId:
      ask?.version !== 2 || instance === null ? null : decodeAppInstanceId(instance).appInstanceId,
    appInstanceVersion: connection.dialect === DIALECT_3_1_1 ? appInstanceVersion(contexts) : null,
    posix: posix === null ? null : decodePosixCreateRequest(posix),
    wantsOnDiskId: findCreateContext(contexts, CREATE_QUERY_ON_DISK_ID) !== null,
  };
}

/** Of a CREATE without contexts, as most are. */
const NO_EXTRAS: CreateExtras = {
  contexts: [],
  timewarp: 0n,
  eas: [],
  descriptor: null,
  allocationSize: 0,
  maximalAccess: null,
  lease: null,
  ask: null,
  appInstanceId: null,
  appInstanceVersion: null,
  posix: null,
  wantsOnDiskId: false,
};

function appInstanceVersion(contexts: readonly CreateContext[]): AppInstanceVersion | null {
  const context = findCreateContext(contexts, CREATE_APP_INSTANCE_VERSION);
  if (context === null) return null;
  const { appInstanceVersionHigh: high, appInstanceVersionLow: low } =
    decodeAppInstanceVersion(context);
  return { high, low };
}
