import { z } from "zod";
import { defineRoute } from "./route.ts";

export const absolutePathSchema = z
  .string()
  .min(1, "A folder is needed")
  .max(4095, "At most 4095 characters")
  .startsWith("/", "It has to start with /")
  .refine((path) => !path.includes("\0"), "It may not hold a zero byte")
  .refine((path) => !path.split("/").includes(".."), "It may not hold ..")
  .describe("Absolute path on the server");

export const folderEntrySchema = z.strictObject({
  name: z.string(),
  path: z.string(),
  shareNames: z.array(z.string()).describe("Shares that have exactly this folder"),
  isReadable: z.boolean(),
});

export const folderListSchema = z.strictObject({
  path: z.string().nullable().describe("null: the list of data roots"),
  parent: z.string().nullable().describe("null: the parent is the list of data roots"),
  entries: z.array(folderEntrySchema),
  isTruncated: z.boolean(),
  freeBytes: z.number().nullable(),
  totalBytes: z.number().nullable(),
});

export const folderNameSchema = z
  .string()
  .trim()
  .normalize("NFC")
  .min(1, "A name is needed")
  .max(255, "At most 255 characters")
  // Names Windows clients could not use would be a trap from the first day.
  .regex(/^[^"/\\:|<>*?\p{Cc}]*$/u, 'None of " / \\ : | < > * ?')
  .refine((name) => name !== "." && name !== "..", "This name has a fixed meaning")
  .refine((name) => !name.endsWith("."), "It may not end with a full stop");

export const folderRoutes = {
  list: defineRoute({
    method: "GET",
    path: "/api/folders",
    params: null,
    query: z.strictObject({
      path: absolutePathSchema.optional().describe("Left out: the data roots"),
    }),
    body: null,
    reply: folderListSchema,
    errors: ["not-found", "path-not-usable"],
    role: "shares",
    audit: null,
    summary: "List the folders in a folder below the data roots",
  }),
  create: defineRoute({
    method: "POST",
    path: "/api/folders",
    params: null,
    query: null,
    body: z.strictObject({ parent: absolutePathSchema, name: folderNameSchema }),
    reply: z.strictObject({ path: z.string() }),
    status: 201,
    errors: ["not-found", "path-not-usable", "folder-exists", "folder-not-writable"],
    role: "shares",
    audit: "folder.create",
    summary: "Make a folder below the data roots",
  }),
} as const;

export type FolderList = z.infer<typeof folderListSchema>;
export type FolderEntry = z.infer<typeof folderEntrySchema>;
