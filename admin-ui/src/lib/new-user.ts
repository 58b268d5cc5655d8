import { newPasswordSchema, userCreateSchema } from "@larder/server/contract";
import { z } from "zod";

/** What somebody needs to connect, where a whole user would be too much to ask for. */
export const newUserSchema = z.object({
  name: userCreateSchema.shape.name,
  fullName: userCreateSchema.shape.fullName,
  password: newPasswordSchema,
});

export type NewUser = z.output<typeof newUserSchema>;
