/**
 * The Security Account Manager: our users and groups as Windows and rpcclient list them. [MS-SAMR] 3.1.5.
 * Two domains: the machine's own, where users are users and groups are aliases as on any Windows machine
 * without a domain, and BUILTIN. Nothing can be changed through it.
 */
import { rpcInterface } from "../interface.ts";
import { samrAliasCalls } from "./samr-alias-calls.ts";
import { samrConnectCalls } from "./samr-connect-calls.ts";
import { samrDisplayCalls } from "./samr-display-calls.ts";
import { samrDomainCalls } from "./samr-domain-calls.ts";
import { samrEnumerateCalls } from "./samr-enumerate-calls.ts";
import { samrGroupCalls } from "./samr-group-calls.ts";
import { samrLookupCalls } from "./samr-lookup-calls.ts";
import { samrUserCalls } from "./samr-user-calls.ts";

export const samr = rpcInterface(
  "samr",
  { uuid: "12345778-1234-abcd-ef00-0123456789ac", major: 1, minor: 0 },
  [
    ...samrConnectCalls,
    ...samrDomainCalls,
    ...samrEnumerateCalls,
    ...samrLookupCalls,
    ...samrGroupCalls,
    ...samrAliasCalls,
    ...samrUserCalls,
    ...samrDisplayCalls,
  ],
);
