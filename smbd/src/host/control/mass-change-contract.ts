/** What the guard against mass changes is told and tells. */
import { z } from "zod";

export const massChangeRuleSchema = z.strictObject({
  action: z.enum(["alert", "throttle", "block"]),
  /** In a minute, by one user in this share. */
  deletedMax: z.int().min(1).max(1_000_000),
  renamedMax: z.int().min(1).max(1_000_000),
  /** Files overwritten with what looks encrypted. */
  scrambledMax: z.int().min(1).max(1_000_000),
});

/** What was too much, and is not settled. */
export const massChangeSchema = z.strictObject({
  id: z.string(),
  user: z.string(),
  share: z.string(),
  shareId: z.string(),
  address: z.string(),
  /** "noted": it was told and nothing else. */
  state: z.enum(["noted", "throttled", "blocked"]),
  sinceMs: z.int(),
  lastAtMs: z.int(),
  deletedCount: z.int(),
  renamedCount: z.int(),
  scrambledCount: z.int(),
});

export const touchedPathSchema = z.strictObject({
  timeMs: z.int(),
  kind: z.enum(["deleted", "renamed", "scrambled"]),
  /** Forward slashes, relative to the share. */
  path: z.string(),
});

export type MassChange = z.infer<typeof massChangeSchema>;
export type MassChangeRule = z.infer<typeof massChangeRuleSchema>;
export type TouchedPath = z.infer<typeof touchedPathSchema>;
