import { z } from "zod";

export const identifierSchema = z.uuid().describe("Identifier");

/** `/:id` of a row that addresses one thing. */
export const byIdentifierSchema = z.strictObject({ id: identifierSchema });

/** `?ifUpdatedAtMs=` of rows that take something back: only where nothing has come between. */
const unchangedShape = {
  ifUpdatedAtMs: z.coerce
    .number()
    .int()
    .optional()
    .describe("Refused as a conflict where the thing has been changed since this moment"),
} as const;

export const unchangedQuerySchema = z.strictObject(unchangedShape);

/** `?confirm=` of rows that may answer "confirmation-needed". */
export const confirmQuerySchema = z.strictObject({
  confirm: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe("The code of a confirmation-needed answer to the same call"),
});

export const confirmUnchangedQuerySchema = confirmQuerySchema.extend(unchangedShape);
