/** CREATE requests as clients make them: of every disposition, access, sharing, cache and durability. */
import {
  CREATE_DURABLE_HANDLE_RECONNECT,
  CREATE_DURABLE_HANDLE_RECONNECT_V2,
  CREATE_DURABLE_HANDLE_REQUEST,
  CREATE_DURABLE_HANDLE_REQUEST_V2,
  CREATE_QUERY_ON_DISK_ID,
  CREATE_REQUEST_LEASE,
  type CreateContext,
  createContext,
} from "../wire/context/create-context.ts";
import { encodeDurableReconnect, encodeDurableRequest } from "../wire/context/durable-v1.ts";
import { encodeDurableV2Reconnect, encodeDurableV2Request } from "../wire/context/durable-v2.ts";
import { encodeLease, type Lease } from "../wire/context/lease.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import {
  type CreateRequest,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  OPLOCK_LEVEL_LEASE,
} from "../wire/message/create.ts";
import type { Actor } from "./actor.ts";
import type { Chance } from "./chance.ts";
import type { DurableModel, OpenModel } from "./model/open-model.ts";
import type { CreateOperation } from "./sent-request.ts";

/** So few that clients meet on them. */
export const FOLDERS: readonly string[] = ["d", "e", "d\\f"];
export const FILES: readonly string[] = [
  "a",
  "b",
  "c",
  "x",
  "d\\a",
  "d\\b",
  "e\\a",
  "e\\x",
  "d\\f\\a",
];
const STREAMS: readonly string[] = ["", "", "", "", "", "s", "t"];

const DESIRED: readonly number[] = [
  0x0012_0089, // reading
  0x0013_019f, // everything but rights
  0x0012_0116, // writing
  0x0001_0080, // deletion
  0x0000_0080, // looking
  0x0013_019f,
  0x0013_019f,
];
const SHARES: readonly number[] = [7, 7, 7, 7, 3, 1, 0, 5, 6];
const DISPOSITIONS: readonly number[] = [
  FILE_OPEN_IF,
  FILE_OPEN_IF,
  FILE_OPEN_IF,
  FILE_OPEN,
  FILE_OPEN,
  2,
  5,
  4,
  0,
];
const LEASE_STATES: readonly number[] = [7, 7, 3, 5, 1, 0];

export function createOperation(actor: Actor, chance: Chance, mayLast: boolean): CreateOperation {
  const isFolder = chance.isLikely(22);
  const path = isFolder ? chance.pick(["", ...FOLDERS]) : chance.pick(FILES);
  const streamName = isFolder ? "" : chance.pick(STREAMS);
  const disposition = isFolder
    ? chance.pick([FILE_OPEN, FILE_OPEN_IF, FILE_OPEN_IF])
    : chance.pick(DISPOSITIONS);
  const isDoomed = chance.isLikely(isFolder ? 4 : 10) && path !== "";
  const access =
    (isFolder ? folderAccess(path, chance) : chance.pick(DESIRED)) | (isDoomed ? 0x1_0000 : 0);
  const lease = leaseFor(actor, chance, path, streamName, isFolder);
  const level =
    lease !== null ? OPLOCK_LEVEL_LEASE : isFolder ? 0 : chance.pick([0, 0, 1, 8, 9, 9]);
  const durable =
    mayLast && !isFolder && chance.isLikely(45) ? durableFor(actor, chance, lease) : null;
  const contexts: CreateContext[] = [
    { name: CREATE_QUERY_ON_DISK_ID, dataView: new Uint8Array(0) },
  ];
  if (lease !== null) contexts.push(createContext(CREATE_REQUEST_LEASE, encodeLease, lease));
  if (durable?.version === 1) {
    contexts.push(createContext(CREATE_DURABLE_HANDLE_REQUEST, encodeDurableRequest, {}));
  } else if (durable !== null) {
    const { createGuid } = durable;
    const body = { timeoutMs: chance.pick([0, 10_000, 120_000]), flags: 0, createGuid };
    contexts.push(createContext(CREATE_DURABLE_HANDLE_REQUEST_V2, encodeDurableV2Request, body));
  }
  const request: CreateRequest = {
    requestedOplockLevel: level,
    impersonationLevel: 2,
    desiredAccess: access,
    fileAttributes: 0,
    shareAccess: chance.pick(isFolder ? FOLDER_SHARES : SHARES),
    createDisposition: disposition,
    createOptions: (isFolder ? FILE_DIRECTORY_FILE : 0) | (isDoomed ? FILE_DELETE_ON_CLOSE : 0),
    name: wireName(path, streamName, chance),
    contexts,
  };
  return { kind: "create", path, streamName, request, lease, durable, back: null, isReplay: false };
}

const FOLDER_SHARES: readonly number[] = [7, 7, 7, 7, 7, 7, 3, 1];

/** Who may delete a folder stands in the way of new names in it: not often, and nobody deletes the root. */
function folderAccess(path: string, chance: Chance): number {
  if (path !== "" && chance.isLikely(25)) return 0x0013_0081;
  return chance.pick([0x0012_0089, 0x0012_0081]);
}

/** Names are found in whatever letters. */
function wireName(path: string, streamName: string, chance: Chance): string {
  const name = streamName === "" ? path : `${path}:${streamName}`;
  return chance.isLikely(20) ? name.toUpperCase() : name;
}

/** One key for each stream of a client, as clients do; two clients never have the same. */
function leaseFor(
  actor: Actor,
  chance: Chance,
  path: string,
  streamName: string,
  isFolder: boolean,
): Lease | null {
  const dialect = actor.options.dialects.at(-1) ?? 0;
  if (dialect < 0x0210 || (isFolder && dialect < 0x0300)) return null;
  if (!chance.isLikely(isFolder ? 40 : 45)) return null;
  const version = dialect >= 0x0300 && (isFolder || chance.isLikely(70)) ? 2 : 1;
  const leaseKey = keyOf(actor.guid, `${path}:${streamName}`);
  const leaseState = isFolder ? chance.pick([3, 1]) : chance.pick(LEASE_STATES);
  return { version, leaseKey, leaseState, leaseFlags: 0, parentLeaseKey: GUID_ZERO, epoch: 0 };
}

function keyOf(guid: string, name: string): string {
  let text = guid.slice(0, 8);
  for (let i = 0; i < 12; i++) text += (name.charCodeAt(i) || 0).toString(16).padStart(2, "0");
  return text;
}

function durableFor(actor: Actor, chance: Chance, lease: Lease | null): DurableModel {
  const version = actor.isSmb3 && chance.isLikely(70) ? 2 : 1;
  const createGuid = version === 2 ? chance.hex(16) : "";
  return { version, createGuid, leaseKey: lease?.leaseKey ?? null };
}

/** Asks a durable open back; null where the client has no words for it. */
export function reconnectOperation(
  actor: Actor,
  open: OpenModel,
  chance: Chance,
): CreateOperation | null {
  const { durable } = open;
  // Dialects before 3.0 do not know version 2, and pass over what it says.
  if (durable === null || (durable.version === 2 && !actor.isSmb3)) return null;
  const { fileId } = open;
  const contexts: CreateContext[] = [];
  if (durable.version === 1) {
    contexts.push(
      createContext(CREATE_DURABLE_HANDLE_RECONNECT, encodeDurableReconnect, { fileId }),
    );
  } else {
    const { createGuid } = durable;
    const body = { fileId, createGuid, flags: 0 };
    contexts.push(
      createContext(CREATE_DURABLE_HANDLE_RECONNECT_V2, encodeDurableV2Reconnect, body),
    );
  }
  let lease: Lease | null = null;
  if (durable.leaseKey !== null) {
    const { leaseKey } = durable;
    const version = actor.isSmb3 ? 2 : 1;
    lease = {
      version,
      leaseKey,
      leaseState: 7,
      leaseFlags: 0,
      parentLeaseKey: GUID_ZERO,
      epoch: 0,
    };
    contexts.push(createContext(CREATE_REQUEST_LEASE, encodeLease, lease));
  }
  const { path, stream } = open;
  const request: CreateRequest = {
    requestedOplockLevel: lease === null ? 9 : OPLOCK_LEVEL_LEASE,
    impersonationLevel: 2,
    desiredAccess: open.access,
    fileAttributes: 0,
    shareAccess: open.share,
    createDisposition: FILE_OPEN,
    createOptions: 0,
    name: wireName(path, stream.name, chance),
    contexts,
  };
  const streamName = stream.name;
  return { kind: "create", path, streamName, request, lease, durable, back: open, isReplay: false };
}
