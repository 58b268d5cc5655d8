/** Lists of users, groups and aliases of a domain. [MS-SAMR] 3.1.5.2.2 to 3.1.5.2.4. */
import { ndrContextHandle } from "../context-handle.ts";
import { rpcCall } from "../interface.ts";
import { ndrU32 } from "../ndr/scalar.ts";
import { accountDomain, BUILTIN, BUILTIN_ALIASES, RID_NONE } from "./account.ts";
import { enumerated, ndrEnumerated } from "./samr-enumeration.ts";
import { onHandle } from "./samr-handle.ts";
import { userAccountControl } from "./samr-user-information.ts";

const page = { handle: ndrContextHandle, context: ndrU32 };
const preferred = { preferredBytesMax: ndrU32 };

export const samrEnumerateCalls = [
  rpcCall(
    11,
    "SamrEnumerateGroupsInDomain",
    { ...page, ...preferred },
    ndrEnumerated,
    onHandle("samDomain", (cx, { sid }, request) => {
      const isMachine = sid === accountDomain(cx.directory).sid;
      return enumerated(isMachine ? [{ relativeId: RID_NONE, name: "None" }] : [], request);
    }),
  ),
  rpcCall(
    13,
    "SamrEnumerateUsersInDomain",
    { ...page, userAccountControl: ndrU32, ...preferred },
    ndrEnumerated,
    onHandle("samDomain", (cx, { sid }, request) => {
      const directory = cx.directory;
      const users = sid === BUILTIN.sid ? [] : directory.users();
      const wanted = request.userAccountControl;
      // [MS-SAMR] 3.1.5.2.4: a mask of zero takes all, any other those with one of its bits.
      const chosen = users.filter(
        (user) => wanted === 0 || (userAccountControl(user) & wanted) !== 0,
      );
      return enumerated(
        chosen.map(({ rid, name }) => ({ relativeId: rid, name })),
        request,
      );
    }),
  ),
  rpcCall(
    15,
    "SamrEnumerateAliasesInDomain",
    { ...page, ...preferred },
    ndrEnumerated,
    onHandle("samDomain", (cx, { sid }, request) => {
      const aliases = sid === BUILTIN.sid ? BUILTIN_ALIASES : cx.directory.groups();
      return enumerated(
        aliases.map(({ rid, name }) => ({ relativeId: rid, name })),
        request,
      );
    }),
  ),
];
