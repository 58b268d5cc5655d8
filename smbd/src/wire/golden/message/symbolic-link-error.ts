import {
  decodeSymbolicLinkError,
  encodeSymbolicLinkError,
} from "../../message/symbolic-link-error.ts";
import { body, type GoldenRow, utf16 } from "../row.ts";

export const SYMBOLIC_LINK_ERROR_ROWS: readonly GoldenRow[] = [
  body({
    name: "Symbolic link error",
    bytes: `1e000000 53594d4c 0c0000a0 1200 0400 0000 0200 0200 0400 01000000
      ${utf16("t")} ${utf16("pr")}`,
    value: { unparsedPathLength: 4, substituteName: "t", printName: "pr", flags: 1 },
    decode: decodeSymbolicLinkError,
    encode: encodeSymbolicLinkError,
  }),
];
