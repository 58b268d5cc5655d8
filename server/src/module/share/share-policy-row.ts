import { shareAuditKindSchema } from "@larder/smbd/control";
import type { SharePolicy } from "../../contract/share-policy.ts";

/** What the database has of a share's policy. */
export interface SharePolicyRow
  extends Omit<SharePolicy, "auditExcept" | "recycleBytesMax" | "sizeLimitBytes"> {
  readonly auditExcept: readonly string[];
  readonly recycleBytesMax: bigint | null;
  readonly sizeLimitBytes: bigint | null;
}

export function policyOf(row: SharePolicyRow): SharePolicy {
  return {
    signingRequired: row.signingRequired,
    hostsAllow: row.hostsAllow,
    hostsDeny: row.hostsDeny,
    homes: row.homes,
    sizeLimitBytes: row.sizeLimitBytes === null ? null : Number(row.sizeLimitBytes),
    previousVersions: row.previousVersions,
    snapshotFolder: row.snapshotFolder,
    recycleBin: row.recycleBin,
    recycleDays: row.recycleDays,
    recycleBytesMax: row.recycleBytesMax === null ? null : Number(row.recycleBytesMax),
    writeOnceMinutes: row.writeOnceMinutes,
    ownFilesOnly: row.ownFilesOnly,
    // A kind that a newer release knew is one that this one does not tell of anyway.
    auditExcept: shareAuditKindSchema.options.filter((kind) => row.auditExcept.includes(kind)),
    massChangeAction: row.massChangeAction,
    massChangeDeletedMax: row.massChangeDeletedMax,
    massChangeRenamedMax: row.massChangeRenamedMax,
    massChangeScrambledMax: row.massChangeScrambledMax,
  };
}

/** The same as the engine has it. */
export function enginePolicyOf(row: SharePolicyRow) {
  const {
    massChangeAction: action,
    massChangeDeletedMax: deletedMax,
    massChangeRenamedMax: renamedMax,
    massChangeScrambledMax: scrambledMax,
    ...policy
  } = policyOf(row);
  const rule = action === "off" ? null : { action, deletedMax, renamedMax, scrambledMax };
  return { ...policy, massChange: rule };
}
