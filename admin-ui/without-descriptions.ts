import { sep } from "node:path";
import type { Plugin } from "vite";

const CONTRACT = ["server", "src", "contract", ""].join(sep);
const DESCRIPTION = /\s*\.describe\(\s*(?:"(?:[^"\\]|\\.)*"|`[^`$]*`)\s*,?\s*\)/g;

/** What the contract says for the document of the API is read by no page: the browser gets the contract without it. */
export function withoutDescriptions(): Plugin {
  return {
    name: "without-descriptions",
    apply: "build",
    enforce: "pre",
    transform: (code, id) =>
      id.includes(CONTRACT)
        ? { code: code.replaceAll(DESCRIPTION, ""), map: null, moduleSideEffects: false }
        : null,
  };
}
