import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../product/product.ts";

export interface PageAddress {
  /** As the router has it: "/shares/$id". */
  readonly path: string;
  /** Inside the shell, for those who are signed in. */
  readonly isInside: boolean;
}

/** Every address that the pages have, read where the router takes them from, so that no new page is left out. */
export function pageAddresses(): PageAddress[] {
  return [
    ...pathsIn("page-table.ts").map((path) => ({ path, isInside: true })),
    ...pathsIn("router.tsx").map((path) => ({ path, isInside: false })),
  ];
}

function pathsIn(file: string): string[] {
  const text = readFileSync(join(ROOT, "admin-ui/src/app", file), "utf8");
  const paths = [...text.matchAll(/^\s+path: "([^"]+)",$/gm)].map(([, path = ""]) => path);
  if (paths.length === 0) throw new Error(`${file} has no paths that this can read.`);
  return paths;
}
