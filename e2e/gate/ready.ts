/** `npm run ready`: what a developer runs before a commit. The set-up has built the addon and the pages. */
import { execFileSync } from "node:child_process";
import { ROOT } from "../product/product.ts";
import { runGate } from "./gate.ts";
import { FORMAT_AND_LINT, TYPES, tidy, unit } from "./step.ts";

const treeBefore = tree();
const code = await runGate([FORMAT_AND_LINT, ...TYPES, tidy(), ...unit()]);
if (tree() !== treeBefore) {
  console.log("The checks changed files of the checkout; see git status.");
  process.exit(1);
}
process.exit(code);

function tree(): string {
  return execFileSync("git", ["status", "--porcelain"], { cwd: ROOT, encoding: "utf8" });
}
