import { hostRangeSchema } from "@larder/smbd/control";
import { z } from "zod";

/** Of one share, each way. */
const HOST_RANGE_COUNT_MAX = 64;
const hostRangesSchema = z.array(hostRangeSchema).max(HOST_RANGE_COUNT_MAX);

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
};
