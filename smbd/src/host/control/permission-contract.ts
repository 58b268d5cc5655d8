/**
 * What the server asks the engine about permissions, and what it changes of them. The engine looks and writes
 * through the share's own VFS and judges with its own access check; the server puts names to SIDs and words to
 * reasons.
 */
import { z } from "zod";

/** Rights that nobody stored are looked for in every folder above; deeper than this a client still gets. */
export const PATH_COMPONENTS_MAX = 128;
/** Entries of one list; 64 KiB hold some more, a person some fewer. */
export const ENTRIES_MAX = 1_000;
/** Some 10 ms of the engine's one thread. */
export const PEOPLE_PER_ASK_MAX = 200;

const mask = z.int().min(0).max(0xffffffff);
const sid = z
  .string()
  .regex(/^S-1-(0x[0-9a-f]{12}|\d{1,10})(-\d{1,10}){0,15}$/i)
  .max(200);

const where = {
  shareId: z.string().min(1).max(64),
  /** From the share's root; empty for the root itself. */
  path: z.array(z.string().min(1).max(255)).max(PATH_COMPONENTS_MAX),
};

/** As [MS-DTYP] 2.4.4 has it. */
export const wantedEntrySchema = z.strictObject({
  type: z.int().min(0).max(0x13),
  flags: z.int().min(0).max(0xff),
  mask,
  sid,
});

export const descriptorChangeSchema = z.strictObject({
  /** Of the report that the change was made from: another one means that somebody was faster. */
  etag: z.string().regex(/^[0-9a-f]{16}$/),
  /** "inherited": nothing of its own is left. */
  list: z.enum(["own", "inherited"]),
  /** No list at all, which lets everybody do everything; only where it is so already. */
  isNull: z.boolean(),
  /** Takes nothing from above. */
  isProtected: z.boolean(),
  /** Without the inherited ones, which stay as they are. */
  entries: z.array(wantedEntrySchema).max(ENTRIES_MAX),
  /** Null: stays. */
  owner: sid.nullable(),
});

export const permissionAskSchema = z.discriminatedUnion("ask", [
  z.strictObject({ ask: z.literal("list"), ...where }),
  z.strictObject({ ask: z.literal("read"), ...where }),
  z.strictObject({
    ask: z.literal("change"),
    ...where,
    /** Says what would come of it, and writes nothing. */
    isDry: z.boolean(),
    change: descriptorChangeSchema,
  }),
  z.strictObject({
    ask: z.literal("people"),
    ...where,
    userIds: z.array(z.string().min(1).max(64)).max(PEOPLE_PER_ASK_MAX),
  }),
  z.strictObject({ ask: z.literal("explain"), ...where, userId: z.string().min(1).max(64) }),
  /** Everything below a folder, step by step; it ends by itself with its last step or with the link. */
  z.strictObject({
    ask: z.literal("beginWalk"),
    ...where,
    mode: z.enum(["count", "replace", "refresh"]),
    owner: sid.nullable(),
  }),
  z.strictObject({ ask: z.literal("stepWalk"), walkId: z.int() }),
  z.strictObject({ ask: z.literal("endWalk"), walkId: z.int() }),
]);

export const refusalSchema = z.strictObject({
  refused: z.enum([
    "share-unknown",
    "share-unavailable",
    "not-found",
    "name-invalid",
    "is-link",
    "not-a-folder",
    "changed-meanwhile",
    "entry-invalid",
    "too-many",
    "unknown-walk",
    "user-unknown",
    "failed",
  ]),
  /** NTSTATUS by name where there is one. */
  status: z.string(),
  path: z.string(),
});

const entryReportSchema = z.strictObject({
  type: z.int(),
  flags: z.int(),
  mask,
  sid: z.string(),
  /** The folder an inherited entry comes from; null: its own, or nobody knows any more. */
  from: z.string().nullable(),
});

const sourceSchema = z.enum(["stored", "local", "inherited", "share"]);

export const descriptorReportSchema = z.strictObject({
  path: z.string(),
  isDirectory: z.boolean(),
  etag: z.string(),
  owner: z.string(),
  group: z.string(),
  source: sourceSchema,
  isProtected: z.boolean(),
  isNull: z.boolean(),
  hasAuditList: z.boolean(),
  entries: z.array(entryReportSchema),
  handedDown: z.array(entryReportSchema),
});

/** What settled a right. */
export const rightReasonSchema = z.enum([
  "entry",
  "ownership",
  "no-list",
  "privilege",
  "no-entry",
  "folder",
  "share",
  "share-read-only",
  "share-rule",
  "read-only-file",
]);

const reasonSchema = z.strictObject({
  kind: rightReasonSchema,
  at: z.string(),
  entry: entryReportSchema.nullable(),
});

const accountProblemSchema = z
  .enum(["disabled", "expired", "no-password", "must-change", "password-expired"])
  .nullable();

/** What each ask is answered with, where it is not refused. */
export const permissionAnswerSchemas = {
  list: z.strictObject({
    path: z.string(),
    entries: z.array(
      z.strictObject({
        name: z.string(),
        isDirectory: z.boolean(),
        isLink: z.boolean(),
        size: z.number(),
      }),
    ),
    isTruncated: z.boolean(),
  }),
  read: descriptorReportSchema,
  change: z.strictObject({
    isChanged: z.boolean(),
    before: descriptorReportSchema,
    after: descriptorReportSchema,
    people: z.array(z.strictObject({ userId: z.string(), before: mask, after: mask })),
    isPeopleWhole: z.boolean(),
  }),
  people: z.strictObject({
    people: z.array(
      z.strictObject({
        userId: z.string(),
        access: mask,
        accountProblem: accountProblemSchema,
      }),
    ),
    isDirectory: z.boolean(),
  }),
  explain: z.strictObject({
    accountProblem: accountProblemSchema,
    share: z.strictObject({
      access: mask,
      deciding: z.array(
        z.strictObject({
          principal: z.enum(["user", "group", "everyone"]),
          principalId: z.string(),
          right: z.enum(["none", "read", "change", "full"]),
        }),
      ),
      isReadOnly: z.boolean(),
      isEnabled: z.boolean(),
      problem: z.string(),
    }),
    way: z.array(z.strictObject({ path: z.string(), mayList: z.boolean(), reason: reasonSchema })),
    file: z
      .strictObject({
        path: z.string(),
        isDirectory: z.boolean(),
        granted: mask,
        rights: z.array(
          z.strictObject({ right: mask, isGranted: z.boolean(), reason: reasonSchema }),
        ),
        source: sourceSchema,
        owner: z.string(),
      })
      .nullable(),
    stop: refusalSchema.nullable(),
  }),
  beginWalk: z.strictObject({ walkId: z.int() }),
  stepWalk: z.strictObject({
    looked: z.int(),
    changed: z.int(),
    failures: z.array(z.strictObject({ path: z.string(), status: z.string() })),
    isFinished: z.boolean(),
  }),
  endWalk: z.strictObject({ walkId: z.int() }),
} as const;

export type PermissionAsk = z.infer<typeof permissionAskSchema>;
export type PermissionRefusal = z.infer<typeof refusalSchema>;
export type PermissionAnswers = {
  [Name in keyof typeof permissionAnswerSchemas]: z.infer<(typeof permissionAnswerSchemas)[Name]>;
};
export type DescriptorReport = z.infer<typeof descriptorReportSchema>;
export type EntryReport = z.infer<typeof entryReportSchema>;
export type AccessReason = z.infer<typeof reasonSchema>;
export type WantedEntry = z.infer<typeof wantedEntrySchema>;
