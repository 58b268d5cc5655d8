import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const requiredReleases = z.array(
  z.strictObject({
    /** As people know it. */
    release: z.string(),
    /** The last one that this release brought. */
    migration: z.string(),
  }),
);

export type RequiredRelease = z.infer<typeof requiredReleases>[number];

/**
 * `required-releases.json` beside the migrations: releases that do more to a database than their migrations
 * say, such as converting what is in it, and that an upgrade must therefore not leave out.
 */
export async function readRequiredReleases(folder: string): Promise<RequiredRelease[]> {
  try {
    const text = await readFile(join(folder, "required-releases.json"), "utf8");
    return requiredReleases.parse(JSON.parse(text));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
