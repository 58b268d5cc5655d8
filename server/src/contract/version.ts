import { z } from "zod";

/** Of a thing that people edit: another one as soon as a field that can be edited is another. */
export const versionSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/, "A version as it was read: 16 hexadecimal digits")
  .describe("Of the fields that can be changed; a change gives it back as ifVersion");

/** A thing of which there is one on the box, as it is read: the fields of its form, and their version. */
export function stored<Shape extends z.core.$ZodLooseShape>(
  thing: z.ZodObject<Shape, z.core.$strict>,
) {
  return thing.extend({ version: versionSchema });
}
