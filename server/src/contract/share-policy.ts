import { hostRangeSchema, shareAuditKindSchema } from "@larder/smbd/control";
import { z } from "zod";

export { shareAuditKindSchema };

/** Of one share, each way. */
const HOST_RANGE_COUNT_MAX = 64;
const hostRangesSchema = z.array(hostRangeSchema).max(HOST_RANGE_COUNT_MAX);

/** In a minute, by one user. */
const changesMaxSchema = z.int().min(1).max(1_000_000);

/** What an owner may decide about a share beside who may do what, and where it is. */
export const sharePolicySchema = z.strictObject({
  signingRequired: z
    .boolean()
    .describe(
      "Clients that neither sign nor encrypt are turned away; most sign where the box asks",
    ),
  hostsAllow: hostRangesSchema.describe(
    "Addresses and networks (192.168.1.0/24) it is reached from; empty: all. The most specific decides",
  ),
  hostsDeny: hostRangesSchema.describe("Addresses and networks it is not reached from"),
  homes: z
    .boolean()
    .describe("Each user sees one folder in it, made at the first visit and nobody else's"),
  sizeLimitBytes: z
    .int()
    .min(1_048_576)
    .nullable()
    .describe("What clients are told that there is, of the share or each home; null: the disk's"),
  previousVersions: z
    .boolean()
    .describe("Clients see the share as snapshots of its file system have it"),
  snapshotFolder: z
    .string()
    .trim()
    .min(1)
    .max(1024)
    .refine((path) => !path.includes("\0"), "A path has no NUL in it")
    .nullable()
    .describe(
      "Where snapshots lie, from the share's folder; null: where ZFS, snapper and btrbk put them",
    ),
  recycleBin: z
    .boolean()
    .describe(
      "What is deleted over the network is kept in .recycle/USER, for that user and admins",
    ),
  recycleDays: z.int().min(0).max(36_500).describe("Kept for so many days; 0: until emptied"),
  recycleBytesMax: z
    .int()
    .min(0)
    .nullable()
    .describe("The bin holds no more than this, the oldest goes first; null: no limit of its own"),
  writeOnceMinutes: z
    .int()
    .min(0)
    .max(525_600)
    .nullable()
    .describe("Files cannot be changed any more so long after their last change; null: always can"),
  ownFilesOnly: z
    .boolean()
    .describe("Users find what they put in themselves; administrators find all of it"),
  auditExcept: z
    .array(shareAuditKindSchema)
    .max(shareAuditKindSchema.options.length)
    .describe("Of what happens in the share, the audit log is not told of these; empty: of all"),
  massChangeAction: z
    .enum(["off", "alert", "throttle", "block"])
    .describe(
      "When a user changes more in a minute than the limits say: tell; slow the user down; or end " +
        "the user's sessions and refuse new ones until somebody releases the user",
    ),
  massChangeDeletedMax: changesMaxSchema.describe("Deletions in a minute, by one user"),
  massChangeRenamedMax: changesMaxSchema.describe("Renames in a minute, by one user"),
  massChangeScrambledMax: changesMaxSchema.describe(
    "Files overwritten in a minute, by one user, with what looks encrypted",
  ),
});

export type SharePolicy = z.infer<typeof sharePolicySchema>;

export const SHARE_POLICY_DEFAULTS: SharePolicy = {
  signingRequired: false,
  hostsAllow: [],
  hostsDeny: [],
  homes: false,
  sizeLimitBytes: null,
  previousVersions: false,
  snapshotFolder: null,
  recycleBin: false,
  recycleDays: 30,
  recycleBytesMax: null,
  writeOnceMinutes: null,
  ownFilesOnly: false,
  auditExcept: [],
  // Told, and no more: whoever tidies up a large folder is not to be cut off by a box that nobody asked to guard it.
  massChangeAction: "alert",
  massChangeDeletedMax: 1_000,
  massChangeRenamedMax: 300,
  massChangeScrambledMax: 100,
};
