import type { Results } from "./result-file.ts";

/** Why a case cannot pass, in a word. That something is not built yet is no reason, and no word for it stands here. */
export const KINDS = [
  "samba-specific",
  "contradicts Windows",
  "contradicts the specification",
  "contradicts another case",
  "insecure",
  "needs a domain",
  "needs a cluster",
  "client bug",
] as const;

export interface Expectation {
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  readonly reason: string;
}

const REASON_WORDS_MIN = 6;
const NO_REASON =
  /not (?:yet |been )?(?:implemented|built|supported|done)|unimplemented|unsupported|\btodo\b/i;

/**
 * Reads expected.toml, of which it takes one form of entry and nothing else:
 *
 *   ["smb2.a.b"]
 *   kind = "samba-specific"
 *   reason = "A sentence."
 */
export function parseExpected(text: string): Expectation[] {
  const found: Expectation[] = [];
  const blocks = text.split(/^(?=\[)/m).map(withoutComments);
  for (const block of blocks.filter((lines) => lines !== "")) {
    const entry = /^\["([^"\s]+)"\]\nkind = "([^"]+)"\nreason = "((?:[^"\\]|\\["\\])+)"$/.exec(
      block,
    );
    if (entry === null) throw new Error(`expected.toml cannot be read here:\n${block}`);
    const [, name = "", word = "", reason = ""] = entry;
    const kind = KINDS.find((known) => known === word);
    if (kind === undefined) throw new Error(`${name}: "${word}" is not one of ${KINDS.join(", ")}`);
    if (NO_REASON.test(reason) || reason.split(" ").length < REASON_WORDS_MIN) {
      throw new Error(`${name}: "${reason}" is no reason why it cannot pass`);
    }
    if (found.some((other) => other.name === name)) throw new Error(`${name} stands there twice`);
    found.push({ name, kind, reason: reason.replace(/\\(["\\])/g, "$1") });
  }
  return found;
}

/** What is wrong with the list in the light of a run: sentences for a person. */
export function checkExpected(
  expected: readonly Expectation[],
  cases: ReadonlySet<string>,
  results: Results,
): string[] {
  return expected.flatMap(({ name }) => {
    if (!cases.has(name)) return [`${name} stands in expected.toml, and there is no such case.`];
    if (results.get(name) !== "PASS") return [];
    return [`${name} passes. Take it out of expected.toml.`];
  });
}

function withoutComments(block: string): string {
  return block
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .join("\n");
}
