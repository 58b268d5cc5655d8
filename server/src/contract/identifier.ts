import { z } from "zod";
import { versionSchema } from "./version.ts";

export const identifierSchema = z.uuid().describe("Identifier");

/** `/:id` of a row that addresses one thing. */
export const byIdentifierSchema = z.strictObject({ id: identifierSchema });

/** `?ifVersion=` of rows that change what people edit in a form: only where nobody has been faster. */
const unchangedShape = {
  ifVersion: versionSchema
    .optional()
    .describe(
      "The version that the change was made from: refused as a conflict where it is another by now. " +
        "Left out: the fields are set, whatever became of the thing since it was read",
    ),
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
