import { rpcInterface } from "../interface.ts";
export const lsarpc = rpcInterface(
  "lsarpc",
  { uuid: "12345778-1234-abcd-ef00-0123456789ab", major: 0, minor: 0 },
  [],
);
