import { z } from "zod";

export const identifierSchema = z.uuid().describe("Identifier");

/** `/:id` of a row that addresses one thing. */
export const byIdentifierSchema = z.strictObject({ id: identifierSchema });

/** `?confirm=` of rows that may answer "confirmation-needed". */
export const confirmQuerySchema = z.strictObject({
  confirm: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe("The code of a confirmation-needed answer to the same call"),
});
