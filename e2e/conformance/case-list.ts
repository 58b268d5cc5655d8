/** Benchmarks, cases that want a person, and those that never end by design. */
const NOT_A_CASE = /^smb2\.(hold-|bench|scan|kernel-oplocks|maxfid|connect$|aio_delay)/;

/** A case, and the tests of smbtorture that it stands for. */
export interface TortureCase {
  readonly name: string;
  readonly tests: readonly string[];
}

/**
 * The smb2 cases of `smbtorture --list`, sorted. A case's name ends at the first blank, as everybody who compares
 * such lists has it; tests whose names begin with the same word are one case, which passes when all of them do.
 */
export function readCaseList(printed: string): TortureCase[] {
  const tests = new Map<string, string[]>();
  for (const line of printed.split("\n")) {
    if (!line.startsWith("smb2.")) continue;
    const name = line.split(/\s/, 1)[0]!;
    if (NOT_A_CASE.test(name)) continue;
    const known = tests.get(name);
    if (known === undefined) tests.set(name, [line.trim()]);
    else known.push(line.trim());
  }
  return [...tests]
    .map(([name, all]) => ({ name, tests: [...new Set(all)] }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}
