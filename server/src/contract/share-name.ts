import { z } from "zod";
import { isPlainName } from "./plain-name.ts";

/** Name of a share; names that differ by case only are the same name. */
export const shareNameSchema = z
  .string()
  .trim()
  .normalize("NFC")
  .min(1, "A name is needed")
  .max(80, "At most 80 characters")
  // [MS-SRVS] 2.2.2.2 and [MS-FSCC] 2.1.6: characters a share name may not have.
  .regex(/^[^"/\\[\]:|<>+=;,*?\p{Cc}]*$/u, 'None of " / \\ [ ] : | < > + = ; , * ?')
  .refine(isPlainName, "It may not hold characters that nobody sees")
  .refine((name) => !RESERVED.has(name.toLowerCase()), "This name has a fixed meaning for clients")
  .describe("Share name");

const RESERVED = new Set([
  "ipc$",
  "admin$",
  "print$",
  "pipe",
  "mailslot",
  "global",
  "homes",
  "printers",
  ".",
  "..",
]);
