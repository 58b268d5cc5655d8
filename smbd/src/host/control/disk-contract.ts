/**
 * What the server has the engine do with folders of the disk where it may not itself: in containers the server has no
 * rights on the data, and the engine has. Calls of the kernel and their errors, as the server would make them; below
 * which folders they are made is the server's rule, as with the paths of shares.
 */
import { z } from "zod";

/** Names of one folder that are told. */
export const FOLDER_NAMES_MAX = 1_001;

const path = z
  .string()
  .startsWith("/")
  .max(4_095)
  .regex(/^[^\0]*$/);
const posixId = z.int().min(0).max(0xffffffff);

export const diskAskSchema = z.discriminatedUnion("ask", [
  /** Where the path leads, with links resolved. */
  z.strictObject({ ask: z.literal("realpath"), path }),
  z.strictObject({ ask: z.literal("stat"), path }),
  /** Of folders, and of links, which may lead to one; those with a dot in front are not told. */
  z.strictObject({ ask: z.literal("names"), path }),
  z.strictObject({ ask: z.literal("space"), path }),
  /** Whether it may be read and searched. */
  z.strictObject({ ask: z.literal("access"), path }),
  /** With those above it that are missing; answers the first that was. */
  z.strictObject({ ask: z.literal("mkdir"), path }),
  z.strictObject({ ask: z.literal("chmod"), path, mode: z.int().min(0).max(0o7777) }),
  /** 4294967295: stays. */
  z.strictObject({ ask: z.literal("lchown"), path, uid: posixId, gid: posixId }),
  /** Of an empty one. */
  z.strictObject({ ask: z.literal("rmdir"), path }),
]);

const nothing = z.strictObject({});

export const diskAnswerSchemas = {
  realpath: z.strictObject({ path: z.string() }),
  stat: z.strictObject({ isFolder: z.boolean(), mode: z.int(), uid: z.int(), gid: z.int() }),
  names: z.strictObject({ names: z.array(z.string()).max(FOLDER_NAMES_MAX) }),
  /** `key` differs where the disks do, as far as the kernel tells. */
  space: z.strictObject({ freeBytes: z.number(), totalBytes: z.number(), key: z.string() }),
  access: nothing,
  mkdir: z.strictObject({ first: z.string().nullable() }),
  chmod: nothing,
  lchown: nothing,
  rmdir: nothing,
} as const;

/** An errno's name. */
export const diskFailureSchema = z.strictObject({ failed: z.string().regex(/^E[A-Z0-9_]{1,30}$/) });

export type DiskAsk = z.infer<typeof diskAskSchema>;
export type DiskAnswers = {
  [Name in keyof typeof diskAnswerSchemas]: z.infer<(typeof diskAnswerSchemas)[Name]>;
};
