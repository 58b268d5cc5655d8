/** Users: opening, asking, and the groups of one. [MS-SAMR] 3.1.5.1.9, 3.1.5.5.5, 3.1.5.9.1. */

import {
  STATUS_INVALID_INFO_CLASS,
  STATUS_NO_SUCH_USER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { ndrContextHandle } from "../context-handle.ts";
import { rpcCall } from "../interface.ts";
import { ndrArray } from "../ndr/array.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrU32 } from "../ndr/scalar.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { accountDomain, RID_NONE } from "./account.ts";
import { GROUP_ATTRIBUTES } from "./samr-group-calls.ts";
import { ndrOpened, notOpened, onHandle, openHeld } from "./samr-handle.ts";
import { ndrUserInformation, userInformation } from "./samr-user-information.ts";

const query = { handle: ndrContextHandle, informationClass: ndrEnum };
const information = { information: ndrUnique(ndrUserInformation), status: ndrU32 };

const queryUser = onHandle(
  "samUser",
  (cx, { rid }, request: { readonly handle: string; readonly informationClass: number }) => {
    const user = cx.directory.userByRid(rid);
    // The user went away while the handle was open.
    if (user === null) return { information: null, status: STATUS_NO_SUCH_USER };
    const found = userInformation(user, request.informationClass);
    const status = found === null ? STATUS_INVALID_INFO_CLASS : STATUS_SUCCESS;
    return { information: found, status };
  },
);

export const samrUserCalls = [
  rpcCall(
    34,
    "SamrOpenUser",
    { handle: ndrContextHandle, desiredAccess: ndrU32, userId: ndrU32 },
    ndrOpened,
    onHandle("samDomain", (cx, { sid }, { desiredAccess, userId }) => {
      const directory = cx.directory;
      const isMachine = sid === accountDomain(directory).sid;
      return isMachine && directory.userByRid(userId) !== null
        ? openHeld(cx, { kind: "samUser", rid: userId }, desiredAccess)
        : notOpened(STATUS_NO_SUCH_USER);
    }),
  ),
  rpcCall(36, "SamrQueryInformationUser", query, information, queryUser),
  rpcCall(
    39,
    "SamrGetGroupsForUser",
    { handle: ndrContextHandle },
    {
      groups: ndrUnique(
        ndrStruct({
          count: ndrU32,
          list: ndrUnique(ndrArray(ndrStruct({ relativeId: ndrU32, attributes: ndrU32 }))),
        }),
      ),
      status: ndrU32,
    },
    onHandle("samUser", () => {
      // Global groups only; aliases are asked for by SamrGetAliasMembership.
      const list = [{ relativeId: RID_NONE, attributes: GROUP_ATTRIBUTES }];
      return { groups: { count: list.length, list }, status: STATUS_SUCCESS };
    }),
  ),
  rpcCall(47, "SamrQueryInformationUser2", query, information, queryUser),
];
