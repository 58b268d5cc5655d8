import { VERDICTS, type Verdict } from "./verdict.ts";

export type Results = ReadonlyMap<string, Verdict>;

const HEAD = "# What each smb2 case of smbtorture came to: npm run conformance -- --update\n";

export function formatResults(results: Results): string {
  const lines = [...results].map(([name, verdict]) => `${name}\t${verdict}\n`).sort();
  return HEAD + lines.join("");
}

export function parseResults(text: string): Results {
  const results = new Map<string, Verdict>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "" || line.startsWith("#")) continue;
    const [name = "", word = ""] = line.split("\t");
    const verdict = VERDICTS.find((known) => known === word);
    if (verdict === undefined || results.has(name)) {
      throw new Error(`Line ${index + 1} of the results is damaged: ${line}`);
    }
    results.set(name, verdict);
  }
  return results;
}

/** What passes in one and not in the other. */
export function passesOnlyIn(these: Results, those: Results): string[] {
  return [...these]
    .filter(([name, verdict]) => verdict === "PASS" && those.get(name) !== "PASS")
    .map(([name]) => name)
    .sort();
}
