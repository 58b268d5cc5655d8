import { z } from "zod";

export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 256;

/** A password somebody chooses. NIST SP 800-63B: length counts, composition rules do not help. */
export const newPasswordSchema = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `At least ${PASSWORD_LENGTH_MIN} characters`)
  .max(PASSWORD_LENGTH_MAX, `At most ${PASSWORD_LENGTH_MAX} characters`)
  .describe("New password");

/** A password somebody proves to know: no rule but a bound, so that old ones keep working. */
export const givenPasswordSchema = z.string().min(1).max(1024).describe("Password");
