import { rpcInterface } from "../interface.ts";
export const samr = rpcInterface(
  "samr",
  { uuid: "12345778-1234-abcd-ef00-0123456789ac", major: 1, minor: 0 },
  [],
);
