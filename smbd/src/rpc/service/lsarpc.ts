/**
 * The Local Security Authority: names and SIDs for the Security tab, and facts about the machine.
 * [MS-LSAD] 3.1.4, [MS-LSAT] 3.1.4. Nothing can be changed through it.
 */
import { rpcInterface } from "../interface.ts";
import { lsaAccountCalls } from "./lsa-account-calls.ts";
import { lsaLookupCalls } from "./lsa-lookup-calls.ts";
import { lsaPolicyCalls } from "./lsa-policy-calls.ts";

export const lsarpc = rpcInterface(
  "lsarpc",
  { uuid: "12345778-1234-abcd-ef00-0123456789ab", major: 0, minor: 0 },
  [...lsaPolicyCalls, ...lsaLookupCalls, ...lsaAccountCalls],
);
