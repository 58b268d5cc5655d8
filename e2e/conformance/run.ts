/**
 * `npm run conformance`: smbtorture's smb2 cases, each by itself, two at a time, against the real product.
 *
 *   npm run conformance                          every case, compared with results.tsv and expected.toml
 *   npm run conformance -- smb2.read smb2.lock   the cases whose name begins so
 *   npm run conformance -- --smoke               the cases of smoke.txt, all of which have to pass
 *   npm run conformance -- --twice               the list a second time, at once, on the same engine
 *   npm run conformance -- --update              writes results.tsv
 *
 * Seconds and first words of each case are in e2e/out/conformance.tsv, all that a case said which did not pass in
 * e2e/out/conformance.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PeerRoot } from "../peer/peer-root.ts";
import { ROOT } from "../product/product.ts";
import { readCaseList, type TortureCase } from "./case-list.ts";
import { parseExpected } from "./expected.ts";
import { countLine, judge } from "./judgement.ts";
import { formatResults, parseResults, passesOnlyIn, type Results } from "./result-file.ts";
import { Smbtorture } from "./smbtorture.ts";
import { enterOwnSurroundings, hasOwnSurroundings } from "./surroundings.ts";
import { TortureBox } from "./torture-box.ts";
import { type Pass, runPass } from "./torture-pass.ts";

const HERE = join(ROOT, "e2e/conformance");
const RESULTS = join(HERE, "results.tsv");
const given = process.argv.slice(2);
const isSmoke = given.includes("--smoke");
const prefixes = given.filter((word) => !word.startsWith("--"));

// The lists are read first: a mistake in them should not cost a run.
const expected = parseExpected(readFileSync(join(HERE, "expected.toml"), "utf8"));
const committed = parseResults(readFileSync(RESULTS, "utf8"));
const peers = await PeerRoot.open();
if (!hasOwnSurroundings()) await enterOwnSurroundings(peers);
const torture = new Smbtorture(peers);
const all = readCaseList(await torture.list());
const cases = all.filter(isChosen);
const problems: string[] = [];
const opening = TortureBox.open(peers);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    void opening.then((open) => open.close()).finally(() => process.exit(130));
  });
}
const box = await opening;
let results: Results;
try {
  const first = await pass(committed);
  results = resultsOf(first);
  if (given.includes("--twice")) compareAgain(results, resultsOf(await pass(results)));
  problems.push(...box.faults());
} finally {
  await box.close();
}
settle(results);

function isChosen({ name }: TortureCase): boolean {
  if (isSmoke) return smokeList().has(name);
  return prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix));
}

function smokeList(): Set<string> {
  const lines = readFileSync(join(HERE, "smoke.txt"), "utf8").split("\n");
  return new Set(lines.filter((line) => line !== "" && !line.startsWith("#")));
}

async function pass(before: Results): Promise<Pass> {
  const done = await runPass(torture, box, cases, before);
  keep(done);
  for (const name of done.unjudged) console.log(`not judged here: ${name}`);
  for (const name of done.onSecondTry) console.log(`passed alone, at the second try: ${name}`);
  console.log(`${countLine(resultsOf(done))} in ${done.seconds.toFixed(0)} s`);
  return done;
}

/** For whoever wants to know why: nothing of it is committed. */
function keep({ outcomes }: Pass): void {
  const folder = join(ROOT, "e2e/out/conformance");
  mkdirSync(folder, { recursive: true });
  const rows: string[] = [];
  for (const { name, verdict, seconds, reason, said } of outcomes) {
    rows.push(`${name}\t${verdict}\t${seconds.toFixed(1)}\t${reason}\n`);
    if (verdict === "PASS") rmSync(join(folder, `${name}.txt`), { force: true });
    else writeFileSync(join(folder, `${name}.txt`), said);
  }
  writeFileSync(`${folder}.tsv`, rows.sort().join(""));
}

function resultsOf({ outcomes }: Pass): Results {
  return new Map(outcomes.map(({ name, verdict }) => [name, verdict]));
}

/** The same list on the same engine has to come to the same, or what a case left behind disturbs the next. */
function compareAgain(first: Results, second: Results): void {
  const lost = passesOnlyIn(first, second);
  const won = passesOnlyIn(second, first);
  console.log(`The second time: ${won.length} more passed, ${lost.length} did not any more`);
  for (const name of won) console.log(`  only the second time: ${name}`);
  problems.push(...lost.map((name) => `${name} passed the first time, and not the second.`));
}

function settle(found: Results): never {
  const before = new Map([...committed].filter(([name]) => found.has(name)));
  const judged = judge({ results: found, before, expected, cases: new Set(all.map(nameOf)) });
  problems.push(...judged.problems);
  if (isSmoke) {
    const short = [...found].filter(([, verdict]) => verdict !== "PASS");
    problems.push(...short.map(([name, verdict]) => `${name} came to ${verdict}.`));
    const absent = [...smokeList()].filter((name) => !found.has(name));
    problems.push(...absent.map((name) => `${name} did not run.`));
  }
  console.log(`\n${judged.told.join("\n")}`);
  if (given.includes("--update")) {
    // Cases that did not run keep what they had; those that are no more leave.
    const merged = [...committed, ...found].filter(([name]) => all.map(nameOf).includes(name));
    writeFileSync(RESULTS, formatResults(new Map(merged)));
    console.log("results.tsv is written.");
  }
  if (problems.length > 0) console.log(`\n${problems.join("\n")}`);
  const passed = [...found.values()].filter((verdict) => verdict === "PASS").length;
  console.log(`${passed} passed, ${problems.length} failed`);
  process.exit(problems.length === 0 && passed > 0 ? 0 : 1);
}

function nameOf({ name }: TortureCase): string {
  return name;
}
