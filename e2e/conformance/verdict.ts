/** What became of a case. Only PASS counts; a case that was skipped has proven nothing. */
export type Verdict = "PASS" | "FAIL" | "SKIP" | "TIMEOUT";

export const VERDICTS: readonly Verdict[] = ["PASS", "FAIL", "SKIP", "TIMEOUT"];

/** The exit code that a program has which was stopped because its time was over. */
export const CODE_OF_TIMEOUT = 124;

/** Read from smbtorture's exit code and its report in the subunit format. */
export function verdictOf(code: number, said: string): Verdict {
  if (code === CODE_OF_TIMEOUT) return "TIMEOUT";
  // One skipped test among several that stand for a case leaves the case unproven.
  if (/^skip:/m.test(said)) return "SKIP";
  return code === 0 && /^success:/m.test(said) ? "PASS" : "FAIL";
}

/** The first words of why it did not pass, on one line. */
export function reasonOf(said: string): string {
  const found = /^(?:failure|skip|error):[\s\S]{0,260}/m.exec(said)?.[0] ?? "";
  return found.replace(/\s+/g, " ").trim();
}
