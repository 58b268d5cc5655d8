import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../product/product.ts";

/** What growth-notes.md says of a row: what bends, and why. Empty where it has nothing. */
export function growthNote(name: string): string {
  const sections = readFileSync(join(ROOT, "e2e/bench/growth-notes.md"), "utf8").split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${name}\n`));
  return section === undefined ? "" : `\n${section.slice(name.length).trim()}\n`;
}
