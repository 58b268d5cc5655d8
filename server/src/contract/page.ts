import { z } from "zod";

/** Where in a long list one is; the server counts, orders and searches. */
export const pageQueryShape = {
  q: z.string().trim().max(64).optional().describe("Part of a name"),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe("Rows to a page"),
} as const;

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    total: z.int().describe("All that match, on every page"),
  });
}
