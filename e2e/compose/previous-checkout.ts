import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runCommand } from "../product/product.ts";
import { succeeded } from "./container-host.ts";

/** The files of the commit before this one, in a folder below `scratch`; null where there is none. */
export async function previousCheckout(scratch: string): Promise<string | null> {
  const found = await runCommand("git", ["-C", ROOT, "rev-parse", "--verify", "--quiet", "HEAD~1"]);
  if (found.code !== 0) return null;
  const folder = join(scratch, "previous");
  const archive = join(scratch, "previous.tar");
  mkdirSync(folder);
  const commit = found.stdout.trim();
  const packed = await runCommand("git", ["-C", ROOT, "archive", "--output", archive, commit]);
  succeeded("git archive", packed);
  succeeded("tar", await runCommand("tar", ["-xf", archive, "-C", folder]));
  return folder;
}
