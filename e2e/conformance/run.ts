/**
 * `npm run conformance`: smbtorture's smb2 cases, each by itself, two at a time, against the real product.
 *
 *   npm run conformance                       every case; counts, and a table in e2e/out/conformance.tsv
 *   npm run conformance -- smb2.read smb2.lock   the cases whose name begins so
 *   npm run conformance -- --smoke            the cases of smoke.txt, all of which have to pass
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PeerRoot } from "../peer/peer-root.ts";
import { Product, ROOT, runCommand, USER_PASSWORD } from "../product/product.ts";

const CASE_MS_MAX = 45_000;
const PARALLEL = 2;
/** Benchmarks, cases that want a person, and those that never end by design. */
const NOT_A_CASE = /^smb2\.(hold-|bench|scan|kernel-oplocks|maxfid|connect$|aio_delay)/;

interface Outcome {
  readonly name: string;
  readonly verdict: "PASS" | "FAIL" | "SKIP" | "TIMEOUT";
  readonly seconds: number;
  readonly reason: string;
}

const given = process.argv.slice(2);
const isSmoke = given.includes("--smoke");
const prefixes = given.filter((word) => !word.startsWith("--"));
const peers = await PeerRoot.open();
const cases = await chooseCases();
const product = await Product.start();
const outcomes: Outcome[] = [];
try {
  await prepareShares();
  const began = Date.now();
  await Promise.all(Array.from({ length: PARALLEL }, (_, lane) => work(lane)));
  tell((Date.now() - began) / 1000);
} finally {
  await product.remove();
}
const isWhole = outcomes.length > 0 && outcomes.every(({ verdict }) => verdict === "PASS");
process.exit(isSmoke && !isWhole ? 1 : 0);

async function chooseCases(): Promise<string[]> {
  if (isSmoke) {
    return readFileSync(join(ROOT, "e2e/conformance/smoke.txt"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
  }
  const [command, all] = peers.command("smbtorture", ["--list"]);
  const { stdout } = await runCommand(command, all);
  const names = [...stdout.matchAll(/^(smb2\.\S+)/gm)].map((found) => found[1]!);
  return [...new Set(names)]
    .sort()
    .filter((name) => !NOT_A_CASE.test(name))
    .filter((name) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)));
}

/** One share a lane, since many cases use the same names; the second user is who others deny things to. */
async function prepareShares(): Promise<void> {
  await product.larder(["setup", "--admin-password-stdin"], "correct horse battery");
  for (const user of ["alice", "bob"]) {
    await product.larder(["user", "add", user, "--password-stdin"], USER_PASSWORD);
  }
  for (let lane = 0; lane < PARALLEL; lane++) {
    const folder = join(product.data, `share${lane}`);
    await product.larder([
      "share",
      "add",
      `share${lane}`,
      folder,
      "--create",
      "--everyone",
      "full",
    ]);
  }
}

async function work(lane: number): Promise<void> {
  for (let name = cases.shift(); name !== undefined; name = cases.shift()) {
    const outcome = await runCase(name, lane);
    outcomes.push(outcome);
    console.log(
      `${outcome.verdict.padEnd(7)} ${outcome.seconds.toFixed(1).padStart(5)} s  ${name}`,
    );
  }
}

async function runCase(name: string, lane: number): Promise<Outcome> {
  const began = Date.now();
  const [command, all] = peers.command("smbtorture", [
    `//127.0.0.1/share${lane}`,
    ...["-p", String(product.smbPort), "-U", `alice%${USER_PASSWORD}`, name],
  ]);
  const { code, stdout, stderr } = await runCommand(command, all, { timeoutMs: CASE_MS_MAX });
  const said = stdout + stderr;
  const seconds = (Date.now() - began) / 1000;
  const reason = /^(?:failure|skip|error):[\s\S]{0,260}/m.exec(said)?.[0] ?? "";
  return { name, verdict: verdictOf(code, said), seconds, reason: reason.replace(/\s+/g, " ") };
}

function verdictOf(code: number, said: string): Outcome["verdict"] {
  if (code === 124) return "TIMEOUT";
  if (/^skip:/m.test(said)) return "SKIP";
  return code === 0 && /^success:/m.test(said) ? "PASS" : "FAIL";
}

function tell(seconds: number): void {
  const folder = join(ROOT, "e2e/out");
  mkdirSync(folder, { recursive: true });
  const rows = outcomes
    .toSorted((a, b) => a.name.localeCompare(b.name, "en"))
    .map((outcome) => Object.values(outcome).join("\t"));
  if (!isSmoke) writeFileSync(join(folder, "conformance.tsv"), `${rows.join("\n")}\n`);
  const counts = { PASS: 0, FAIL: 0, SKIP: 0, TIMEOUT: 0 };
  for (const { verdict, name, reason } of outcomes) {
    counts[verdict] += 1;
    if (isSmoke && verdict !== "PASS") console.log(`${verdict} ${name}: ${reason}`);
  }
  const list = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
  console.log(`${list.join(", ")} in ${seconds.toFixed(0)} s`);
  // A case that was skipped has proven nothing, so in the smoke list it counts as failed.
  console.log(`${counts.PASS} passed, ${outcomes.length - counts.PASS} failed`);
}
