import { z } from "zod";

/** The revision that holds the change; it is live once the engine's applied revision reaches it. */
const revisionSchema = z
  .int()
  .min(0)
  .describe("Revision of the desired state that holds the change");

/** Reply of every row that changes what the engine serves: the thing as it is now, and the revision. */
export function changed<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ item, revision: revisionSchema });
}

/** Reply of deletions. */
export const removedSchema = z.strictObject({ revision: revisionSchema });
