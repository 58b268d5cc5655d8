/** FileFullEaInformation: all EAs, or those named. [MS-FSA] 2.1.5.12.14. */
import type { VfsEa } from "../../port/vfs.ts";
import { encodeFullEaList, type FullEa, fullEaByteLength } from "../../wire/fscc/full-ea.ts";
import { decodeGetEaList } from "../../wire/fscc/get-ea.ts";
import {
  QUERY_INDEX_SPECIFIED,
  QUERY_RESTART_SCAN,
  QUERY_RETURN_SINGLE_ENTRY,
  type QueryInfoRequest,
} from "../../wire/message/query-info.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_BUFFER_OVERFLOW,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_EA_LIST_INCONSISTENT,
  STATUS_INVALID_INFO_CLASS,
  STATUS_NO_EAS_ON_FILE,
  STATUS_NO_MORE_EAS,
  STATUS_NONEXISTENT_EA_ENTRY,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { isWireError } from "../../wire/wire-error.ts";
import type { CommandContext } from "../context.ts";
import { boundedList } from "./bounded-output.ts";

export function queryEa(cx: CommandContext, request: QueryInfoRequest): NtStatus {
  const { open, reply } = cx;
  if (open.node === null) return STATUS_INVALID_INFO_CLASS;
  const stored = open.node.eas();
  if (typeof stored === "number") return stored;
  const chosen = choose(cx, request, stored);
  if (typeof chosen === "number") return chosen;
  const isSingle = (request.flags & QUERY_RETURN_SINGLE_ENTRY) !== 0;
  const wanted = isSingle ? chosen.list.slice(0, 1) : chosen.list;
  let sent = 0;
  const bytesMax = request.outputBufferLength;
  const status = boundedList(bytesMax, wanted, fullEaByteLength, 4, (records) => {
    sent = records.length;
    encodeFullEaList(reply, records);
  });
  if (sent === 0) return STATUS_BUFFER_TOO_SMALL;
  // Only a scan that takes one at a time goes on where the last request ended.
  if (!chosen.isNamed && isSingle) open.eaIndex = chosen.from + sent;
  return isSingle && status === STATUS_BUFFER_OVERFLOW ? STATUS_SUCCESS : status;
}

interface Chosen {
  readonly list: readonly FullEa[];
  readonly from: number;
  readonly isNamed: boolean;
}

function choose(
  cx: CommandContext,
  request: QueryInfoRequest,
  stored: readonly VfsEa[],
): Chosen | NtStatus {
  if (request.inputView.length > 0) return chooseNamed(request.inputView, stored);
  if (stored.length === 0) return STATUS_NO_EAS_ON_FILE;
  let from = cx.open.eaIndex;
  if ((request.flags & QUERY_INDEX_SPECIFIED) !== 0) {
    // Indexes count from one. [MS-FSCC] 2.4.16.
    from = request.additionalInformation - 1;
    if (from < 0 || from >= stored.length) return STATUS_NONEXISTENT_EA_ENTRY;
  } else if ((request.flags & QUERY_RESTART_SCAN) !== 0 || !wantsContinuation(request)) {
    from = 0;
  }
  if (from >= stored.length) return STATUS_NO_MORE_EAS;
  return { list: stored.slice(from).map(fullEa), from, isNamed: false };
}

/** Only a client that takes one EA at a time counts on the place being kept. */
function wantsContinuation(request: QueryInfoRequest): boolean {
  return (request.flags & QUERY_RETURN_SINGLE_ENTRY) !== 0;
}

function chooseNamed(inputView: Uint8Array, stored: readonly VfsEa[]): Chosen | NtStatus {
  const byName = new Map(stored.map((ea) => [ea.name.toUpperCase(), ea]));
  try {
    const list = decodeGetEaList(new Reader(inputView)).map(({ name }) => {
      const found = byName.get(name.toUpperCase());
      // One that is not there is answered with an empty value.
      return found === undefined ? { flags: 0, name, valueView: new Uint8Array(0) } : fullEa(found);
    });
    return { list, from: 0, isNamed: true };
  } catch (error) {
    // [MS-FSA] gives a malformed list a status of its own.
    if (isWireError(error)) return STATUS_EA_LIST_INCONSISTENT;
    throw error;
  }
}

function fullEa({ name, flags, value }: VfsEa): FullEa {
  return { name, flags, valueView: value };
}
