/** A page of (relative id, name) pairs, as four calls answer it. [MS-SAMR] 2.2.7.6, 3.1.5.2. */

import { STATUS_MORE_ENTRIES, STATUS_SUCCESS } from "../../wire/status.ts";
import { ndrArray } from "../ndr/array.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrU32 } from "../ndr/scalar.ts";
import { ndrUnicodeString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { countThatFits } from "./resumed.ts";

export interface NamedRid {
  readonly relativeId: number;
  readonly name: string;
}

export const ndrEnumerated = {
  context: ndrU32,
  buffer: ndrUnique(
    ndrStruct({
      entriesRead: ndrU32,
      list: ndrUnique(ndrArray(ndrStruct({ relativeId: ndrU32, name: ndrUnicodeString }))),
    }),
  ),
  countReturned: ndrU32,
  status: ndrU32,
};

/** The enumeration context is the index of the next entry. */
export function enumerated(
  all: readonly NamedRid[],
  request: { readonly context: number; readonly preferredBytesMax: number },
) {
  const left = all.slice(request.context);
  const count = countThatFits(left, request.preferredBytesMax, ({ name }) => 12 + 2 * name.length);
  const isWhole = count === left.length;
  return {
    context: isWhole ? 0 : request.context + count,
    buffer: { entriesRead: count, list: left.slice(0, count) },
    countReturned: count,
    status: isWhole ? STATUS_SUCCESS : STATUS_MORE_ENTRIES,
  };
}
