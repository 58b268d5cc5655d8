/** The lists that a user manager shows, sorted by name. [MS-SAMR] 2.2.8, 3.1.5.3. */

import {
  STATUS_INVALID_INFO_CLASS,
  STATUS_MORE_ENTRIES,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { ndrContextHandle } from "../context-handle.ts";
import { rpcCall } from "../interface.ts";
import { ndrArray } from "../ndr/array.ts";
import type { NdrValue } from "../ndr/ndr-type.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrU32 } from "../ndr/scalar.ts";
import { ndrOemString, ndrUnicodeString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcUser } from "../rpc-directory.ts";
import { accountDomain, folded, RID_NONE } from "./account.ts";
import { countThatFits } from "./resumed.ts";
import { GROUP_ATTRIBUTES, NONE_COMMENT } from "./samr-group-calls.ts";
import { onHandle } from "./samr-handle.ts";
import { userAccountControl } from "./samr-user-information.ts";

const HEAD = { index: ndrU32, relativeId: ndrU32, attributes: ndrU32 };
const NAMED = { ...HEAD, accountName: ndrUnicodeString, adminComment: ndrUnicodeString };

function listOf<T>(element: Parameters<typeof ndrArray<T>>[0]) {
  return ndrStruct({ entriesRead: ndrU32, list: ndrUnique(ndrArray(element)) });
}

/** DOMAIN_DISPLAY_INFORMATION. [MS-SAMR] 2.2.8.12. */
const displayInformation = ndrUnion(ndrEnum, {
  1: listOf(ndrStruct({ ...NAMED, fullName: ndrUnicodeString })),
  2: listOf(ndrStruct(NAMED)),
  3: listOf(ndrStruct(NAMED)),
  4: listOf(ndrStruct({ index: ndrU32, accountName: ndrOemString })),
  5: listOf(ndrStruct({ index: ndrU32, accountName: ndrOemString })),
});

interface DisplayEntry {
  readonly index: number;
  readonly relativeId: number;
  readonly attributes: number;
  readonly accountName: string;
  readonly adminComment: string;
  readonly fullName: string;
}

const request = {
  handle: ndrContextHandle,
  displayClass: ndrEnum,
  index: ndrU32,
  entryCount: ndrU32,
  preferredBytesMax: ndrU32,
};
const response = {
  totalAvailable: ndrU32,
  totalReturned: ndrU32,
  information: displayInformation,
  status: ndrU32,
};

const queryDisplay = onHandle(
  "samDomain",
  (
    cx,
    { sid },
    wanted: {
      readonly handle: string;
      readonly displayClass: number;
      readonly index: number;
      readonly entryCount: number;
      readonly preferredBytesMax: number;
    },
  ) => {
    const directory = cx.directory;
    const isMachine = sid === accountDomain(directory).sid;
    const all = isMachine ? entriesOf(wanted.displayClass, directory.users()) : [];
    if (wanted.displayClass < 1 || wanted.displayClass > 5) {
      const information = { tag: 1, value: { entriesRead: 0, list: null } } as const;
      return {
        totalAvailable: 0,
        totalReturned: 0,
        information,
        status: STATUS_INVALID_INFO_CLASS,
      };
    }
    const left = all.slice(wanted.index, wanted.index + wanted.entryCount);
    const list = left.slice(0, countThatFits(left, wanted.preferredBytesMax, entryBytes));
    const isWhole = wanted.index + list.length >= all.length;
    return {
      totalAvailable: all.reduce((sum, entry) => sum + entryBytes(entry), 0),
      totalReturned: list.reduce((sum, entry) => sum + entryBytes(entry), 0),
      // Every class is a part of an entry, and a structure's type takes what it names.
      information: {
        tag: wanted.displayClass,
        value: { entriesRead: list.length, list },
      } as NdrValue<typeof displayInformation>,
      status: isWhole ? STATUS_SUCCESS : STATUS_MORE_ENTRIES,
    };
  },
);

export const samrDisplayCalls = [
  rpcCall(40, "SamrQueryDisplayInformation", request, response, queryDisplay),
  rpcCall(48, "SamrQueryDisplayInformation2", request, response, queryDisplay),
  rpcCall(51, "SamrQueryDisplayInformation3", request, response, queryDisplay),
];

const CLASS_USER = 1;
const CLASS_GROUP = 3;
const CLASS_OEM_USER = 4;
const CLASS_OEM_GROUP = 5;

function entriesOf(displayClass: number, users: readonly RpcUser[]): readonly DisplayEntry[] {
  if (displayClass === CLASS_GROUP || displayClass === CLASS_OEM_GROUP) {
    return [
      {
        index: 1,
        relativeId: RID_NONE,
        attributes: GROUP_ATTRIBUTES,
        accountName: "None",
        adminComment: NONE_COMMENT,
        fullName: "",
      },
    ];
  }
  // There are no machine accounts.
  if (displayClass !== CLASS_USER && displayClass !== CLASS_OEM_USER) return [];
  const sorted = [...users].sort((a, b) => (folded(a.name) < folded(b.name) ? -1 : 1));
  return sorted.map((user, at) => ({
    index: at + 1,
    relativeId: user.rid,
    attributes: userAccountControl(user),
    accountName: user.name,
    adminComment: "",
    fullName: user.fullName,
  }));
}

function entryBytes({ accountName, adminComment, fullName }: DisplayEntry): number {
  return 36 + 2 * (accountName.length + adminComment.length + fullName.length);
}
