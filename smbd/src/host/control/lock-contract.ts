import { z } from "zod";

/** Of one answer; what is left is asked for with `skip`. */
export const LOCKS_TOLD_MAX = 500;

/** Offsets and lengths go beyond what a number of JSON holds exactly. */
const byteCountSchema = z.string().regex(/^\d{1,20}$/);

export const lockStatusSchema = z.strictObject({
  openId: z.string(),
  sessionId: z.string(),
  user: z.string(),
  address: z.string(),
  share: z.string(),
  /** Forward slashes, relative to the share. */
  path: z.string(),
  offset: byteCountSchema,
  length: byteCountSchema,
  isExclusive: z.boolean(),
  /** It is asked for and not held: others have some of the range. */
  isWaiting: z.boolean(),
  /** When it was asked for; null: before the engine was started. */
  sinceMs: z.int().nullable(),
});

export const lockAskSchema = z.strictObject({
  /** null: of all. */
  openId: z.string().max(64).nullable(),
  share: z.string().max(80).nullable(),
  user: z.string().max(64).nullable(),
  skip: z.int().min(0),
  limit: z.int().min(1).max(LOCKS_TOLD_MAX),
});

export const lockReportSchema = z.strictObject({
  total: z.int(),
  items: z.array(lockStatusSchema).max(LOCKS_TOLD_MAX),
});

export type LockStatus = z.infer<typeof lockStatusSchema>;
export type LockAsk = z.infer<typeof lockAskSchema>;
export type LockReport = z.infer<typeof lockReportSchema>;
