/** FileFullEaInformation. [MS-FSA] 2.1.5.15.6. An empty value removes an EA. */
import { eaSet } from "../../state/change.ts";
import { decodeFullEaList, type FullEa } from "../../wire/fscc/full-ea.ts";
import type { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_EA_LIST_INCONSISTENT,
  STATUS_INVALID_EA_NAME,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { isWireError } from "../../wire/wire-error.ts";
import type { CommandContext } from "../context.ts";
import { keepingFrozenTimes } from "./frozen-times.ts";

export function setEa(cx: CommandContext, input: Reader): NtStatus {
  const { node } = cx.open;
  if (node === null) return STATUS_INVALID_PARAMETER;
  const list = decodeList(input);
  if (list === null) return STATUS_EA_LIST_INCONSISTENT;
  if (list.some(({ name }) => !isEaName(name))) return STATUS_INVALID_EA_NAME;
  const set = keepingFrozenTimes(cx.open, () => {
    for (const { name, flags, valueView } of list) {
      // The view belongs to the request, and the store may keep what it is given.
      const status = node.setEa(name, flags, valueView.slice());
      if (status !== STATUS_SUCCESS) return status;
    }
    return STATUS_SUCCESS;
  });
  if (list.length > 0) cx.engine.changed(eaSet(cx.open));
  return set;
}

/** [MS-FSA] gives a malformed list a status of its own, hence null. */
function decodeList(input: Reader): readonly FullEa[] | null {
  try {
    return decodeFullEaList(input);
  } catch (error) {
    if (isWireError(error)) return null;
    throw error;
  }
}

// [MS-FSCC] 2.4.16: what no name of an EA may hold.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is forbidden.
const FORBIDDEN = /[\u0000-\u001f"*+,/:;<=>?[\\\]|]/;

export function isEaName(name: string): boolean {
  return name !== "" && !FORBIDDEN.test(name);
}
