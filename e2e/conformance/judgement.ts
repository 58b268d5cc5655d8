import { checkExpected, type Expectation } from "./expected.ts";
import { passesOnlyIn, type Results } from "./result-file.ts";
import { VERDICTS } from "./verdict.ts";

export interface Judged {
  /** Sentences for a person, in the order in which they are read. */
  readonly told: readonly string[];
  /** Each is a reason why the run fails. */
  readonly problems: readonly string[];
}

export interface JudgedRun {
  readonly results: Results;
  /** What was committed, narrowed to the cases that ran. */
  readonly before: Results;
  readonly expected: readonly Expectation[];
  readonly cases: ReadonlySet<string>;
}

/** Compares a run with what was committed: a loss is a problem, and so is a case that nobody has said anything of. */
export function judge({ results, before, expected, cases }: JudgedRun): Judged {
  const won = passesOnlyIn(results, before);
  const lost = passesOnlyIn(before, results);
  const excused = new Set(expected.map(({ name }) => name));
  const unexplained = [...results]
    .filter(([name, verdict]) => verdict !== "PASS" && !excused.has(name))
    .sort();
  const unheard = unexplained.filter(([name]) => !before.has(name)).map(([name]) => name);
  const told = [
    countLine(results),
    `${won.length} won, ${lost.length} lost since the committed results`,
    ...won.map((name) => `  won   ${name}`),
    ...lost.map((name) => `  lost  ${name}`),
    ...(unexplained.length === 0
      ? []
      : [`${unexplained.length} do not pass, and nothing says that they cannot:`]),
    ...unexplained.map(([name, verdict]) => `  ${verdict.padEnd(7)} ${name}`),
  ];
  const problems = [
    ...lost.map((name) => `${name} passed before, and does not now.`),
    ...unheard.map((name) => `${name} is new, does not pass, and stands in no list.`),
    ...checkExpected(expected, cases, results),
  ];
  return { told, problems };
}

export function countLine(results: Results): string {
  const verdicts = [...results.values()];
  return VERDICTS.map(
    (verdict) => `${verdicts.filter((other) => other === verdict).length} ${verdict}`,
  ).join(", ");
}
