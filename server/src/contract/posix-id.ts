import { z } from "zod";

/** A uid or gid. 4294967295 is -1, which the kernel takes for "leave as it is". */
export const posixIdSchema = z.int().min(0).max(4294967294).describe("POSIX uid or gid");
