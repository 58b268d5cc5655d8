/**
 * Quotas of users. [MS-SMB2] 3.3.5.20.4, [MS-FSA] 2.1.5.21. They are the disk's: each is told of the own one, and
 * administrators of everybody's.
 */
import type { VfsQuota } from "../../port/vfs-quota.ts";
import { sidOfUid, uidOfSid } from "../../state/descriptor.ts";
import {
  encodeQuotaList,
  NO_QUOTA_LIMIT,
  type QuotaEntry,
  quotaByteLength,
} from "../../wire/fscc/quota.ts";
import type { QueryInfoRequest } from "../../wire/message/query-info.ts";
import { decodeQueryQuota, type QueryQuota } from "../../wire/message/query-quota.ts";
import { Reader } from "../../wire/reader.ts";
import { parseSid, type Sid, sidEquals } from "../../wire/security/sid.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_PARAMETER,
  STATUS_NO_MORE_ENTRIES,
  STATUS_NONE_MAPPED,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { isWireError } from "../../wire/wire-error.ts";
import type { CommandContext } from "../context.ts";
import { boundedList } from "./bounded-output.ts";
import { callerQuota, chargedUid } from "./caller-quota.ts";

export function queryQuota(cx: CommandContext, request: QueryInfoRequest): NtStatus {
  if (cx.open.pipe !== null || callerQuota(cx) === null) return STATUS_NOT_SUPPORTED;
  const query = decode(request.inputView);
  if (query === null) return STATUS_INVALID_PARAMETER;
  const isScan = query.sids.length === 0;
  const people = isScan ? scanned(cx, query) : named(cx, query.sids);
  if (typeof people === "number") return people;
  const all = isScan && query.returnSingle ? people.slice(0, 1) : people;
  const entries = all.map((person) => entryOf(cx, person));
  let sent = 0;
  boundedList(request.outputBufferLength, entries, quotaByteLength, 8, (records) => {
    sent = records.length;
    encodeQuotaList(cx.reply, records);
  });
  if (sent === 0 || (!isScan && sent < entries.length)) return STATUS_BUFFER_TOO_SMALL;
  if (isScan) cx.open.quotaIndex += sent;
  return STATUS_SUCCESS;
}

interface Person {
  readonly sid: Sid;
  readonly uid: number;
}

function decode(inputView: Uint8Array): QueryQuota | null {
  try {
    return decodeQueryQuota(new Reader(inputView));
  } catch (error) {
    if (isWireError(error)) return null;
    throw error;
  }
}

/** Those who are asked for by name, if all of them may be. */
function named(cx: CommandContext, sids: readonly Sid[]): readonly Person[] | NtStatus {
  const people: Person[] = [];
  const mine = own(cx);
  for (const sid of sids) {
    if (mine.some((each) => sidEquals(each, sid))) people.push({ sid, uid: chargedUid(cx) });
    else if (!cx.principal.isAdministrator) return STATUS_ACCESS_DENIED;
    else {
      const uid = uidOfSid(cx.engine.catalog, sid);
      if (uid === null) return STATUS_NONE_MAPPED;
      people.push({ sid, uid });
    }
  }
  return people;
}

/** What is left of a scan, which goes on where it was. */
function scanned(cx: CommandContext, query: QueryQuota): readonly Person[] | NtStatus {
  const people = everybody(cx);
  if (query.restartScan) cx.open.quotaIndex = 0;
  const { startSid } = query;
  if (startSid !== null) {
    const index = people.findIndex(({ sid }) => sidEquals(sid, startSid));
    if (index < 0) return cx.principal.isAdministrator ? STATUS_NONE_MAPPED : STATUS_ACCESS_DENIED;
    cx.open.quotaIndex = index;
  }
  const left = people.slice(cx.open.quotaIndex);
  return left.length === 0 ? STATUS_NO_MORE_ENTRIES : left;
}

function everybody(cx: CommandContext): readonly Person[] {
  const { catalog } = cx.engine;
  const [sid] = own(cx);
  if (!cx.principal.isAdministrator) return sid === undefined ? [] : [{ sid, uid: chargedUid(cx) }];
  return catalog.users.flatMap(({ rid, uid }) => {
    const theirs = parseSid(catalog.sidOf(rid));
    return theirs === null ? [] : [{ sid: theirs, uid }];
  });
}

/** The own SID, and that of the uid which files are charged to. */
function own(cx: CommandContext): readonly Sid[] {
  const mine = parseSid(cx.principal.sid);
  const charged = sidOfUid(cx.engine.catalog, chargedUid(cx));
  return mine === null ? [charged] : [mine, charged];
}

function entryOf(cx: CommandContext, { sid, uid }: Person): QuotaEntry {
  const quota = cx.tree.volume?.quota("user", uid) ?? UNKNOWN;
  return {
    // File systems do not keep when a quota was changed.
    changeTime: 0n,
    quotaUsed: BigInt(quota.usedBytes),
    quotaThreshold: limit(quota.softBytes),
    quotaLimit: limit(quota.hardBytes),
    sid,
  };
}

/** Of whom the disk has not heard. */
const UNKNOWN: VfsQuota = { usedBytes: 0, softBytes: null, hardBytes: null };

function limit(bytes: number | null): bigint {
  return bytes === null ? NO_QUOTA_LIMIT : BigInt(bytes);
}
