import { z } from "zod";
import type { SharePolicy } from "./share-policy.ts";

export const sharePurposeSchema = z
  .enum(["general", "time-machine", "homes", "media", "archive", "drop-box", "legacy"])
  .describe("What the share is for; named when it is created, it fills in the options left out");

export type SharePurpose = z.infer<typeof sharePurposeSchema>;

/** The options of a share that a purpose may fill in. */
export interface SharePreset extends Partial<SharePolicy> {
  readonly caseSensitive?: boolean;
  readonly symlinks?: "none" | "inside";
  readonly fileMode?: number;
  readonly directoryMode?: number;
  readonly accessBasedEnumeration?: boolean;
  readonly changeNotify?: boolean;
}

/** Everything stays editable: a purpose is where a share begins, and no cage. */
export const SHARE_PRESETS: Readonly<Record<SharePurpose, SharePreset>> = {
  general: { previousVersions: true, recycleBin: true, recycleDays: 30 },
  // A bin would keep what Time Machine thins out, and the Mac asks for signing by itself.
  "time-machine": { signingRequired: true, symlinks: "none" },
  homes: { homes: true, previousVersions: true, recycleBin: true, recycleDays: 30 },
  // Other programs of the box read and write there, as members of one group.
  media: {
    previousVersions: true,
    recycleBin: true,
    recycleDays: 14,
    fileMode: 0o664,
    directoryMode: 0o775,
  },
  // Whoever copies something in has an hour to finish; from then on it stays as it is.
  archive: { writeOnceMinutes: 60, symlinks: "none", previousVersions: true },
  "drop-box": { ownFilesOnly: true, symlinks: "none" },
  // Scanners, players and old machines, which cannot sign nor wait for changes.
  legacy: { signingRequired: false, changeNotify: false, symlinks: "none" },
};
