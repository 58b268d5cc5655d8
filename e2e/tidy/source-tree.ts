import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { ROOT } from "../product/product.ts";

export interface SourceFile {
  /** Relative to the root of the checkout. */
  readonly path: string;
  readonly text: string;
  /** As written: "./reader.ts", "node:fs", "zod". */
  readonly imports: readonly string[];
  /** Those of them that are files of the checkout, relative to its root. */
  readonly targets: readonly string[];
  /** The targets of which nothing but types is taken. */
  readonly typeTargets: ReadonlySet<string>;
}

/** Every file of the checkout that git knows or would know: tracked, and new but not ignored. */
export function listFiles(): string[] {
  return execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
  })
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(ROOT, path)));
}

export function readSources(): SourceFile[] {
  return listFiles()
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
    .map((path) => {
      const text = readFileSync(join(ROOT, path), "utf8");
      const imports = [...text.matchAll(IMPORT)].map((found) => found[1] ?? found[2] ?? found[3]!);
      const targets = imports
        .filter((name) => name.startsWith("."))
        .map((name) => normalize(join(dirname(path), name)));
      const typeTargets = targetsOf(path, text, TYPE_IMPORT);
      for (const target of targetsOf(path, text, VALUE_IMPORT)) typeTargets.delete(target);
      return { path, text, imports, targets, typeTargets };
    });
}

function targetsOf(path: string, text: string, pattern: RegExp): Set<string> {
  const names = [...text.matchAll(pattern)].map((found) => found[1] ?? found[2]!);
  return new Set(names.map((name) => normalize(join(dirname(path), name))));
}

const TYPE_IMPORT = /^\s*(?:import|export) type\b[^;"'`]*?\bfrom\s+"(\.[^"]+)"/gm;
/** Everything else that names a file. One that asks for `type A` among values is run for the values. */
const VALUE_IMPORT =
  /^\s*(?:import|export)\b(?! type\b)[^;"'`]*?\bfrom\s+"(\.[^"]+)"|\bimport\(?\s*"(\.[^"]+)"/gm;

/** `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`, `new URL("x", import.meta.url)`. */
const IMPORT =
  /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|(?:\bimport|\bnew URL)\(\s*"([^"]+)"/gm;

/** The simulator is a test that is a program: it runs the engine, and nothing of the product knows it. */
export function isTest(path: string): boolean {
  return (
    /\.(test|fuzz)\.tsx?$|\/fuzz(-targets)?\.ts$/.test(path) ||
    /\/(test|fuzz|simulator)\//.test(path)
  );
}
