import { z } from "zod";
import { isPlainName } from "./plain-name.ts";

/**
 * Name of a user, group or administrator. Users and groups share one name space, as they do on Windows,
 * and names that differ by case only are the same name.
 */
export const accountNameSchema = z
  .string()
  .trim()
  .normalize("NFC")
  .min(1, "A name is needed")
  .max(64, "At most 64 characters")
  // [MS-SAMR] 3.1.1.6: the characters an account name may not have.
  .regex(/^[^"/\\[\]:;|=,+*?<>@\p{Cc}]*$/u, 'None of " / \\ [ ] : ; | = , + * ? < > @')
  .refine((name) => !name.endsWith("."), "It may not end with a full stop")
  .refine(isPlainName, "It may not hold characters that nobody sees")
  .refine((name) => !RESERVED.has(name.toLowerCase()), "This name has a fixed meaning for clients")
  .describe("Account name");

const RESERVED = new Set(["everyone", "anonymous", "anonymous logon", "system", "guest", "nobody"]);
