/**
 * `node smbd/src/wire/fuzz.ts [--seconds N] [--seed S] [--input HEX] [part of a target's name]`
 *
 * Throws mutants of good samples at everything that takes bytes of a peer. A finding is anything thrown but a
 * frozen WireError, or an input that takes too long. Inputs that are accepted join the corpus, so that mutants
 * of mutants reach deeper. The seed that is printed repeats the run; --input repeats one finding.
 */
import { parseArgs } from "node:util";
import { FUZZ_TARGETS } from "../fuzz-targets.ts";
import { mutate, SeededRandom } from "./fuzz-mutation.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { isWireError } from "./wire-error.ts";

/** Of one input of at most 64 KiB; generous, because a busy machine stops us anywhere. */
const INPUT_MS_MAX = 2000;
const BATCH = 200;
const BRED_MAX = 128;
const FINDINGS_MAX = 5;

interface Campaign {
  readonly target: FuzzTarget;
  readonly corpus: Uint8Array[];
  readonly random: SeededRandom;
  inputs: number;
  accepted: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "10" },
    seed: { type: "string" },
    input: { type: "string" },
  },
});
const wanted = positionals[0] ?? "";
const targets = FUZZ_TARGETS.filter(({ name }) => name.includes(wanted));
if (targets.length === 0) {
  console.error(`no target is called ${wanted}; there are:`);
  for (const { name } of FUZZ_TARGETS) console.error(`  ${name}`);
  process.exit(2);
}
const findings = values.input === undefined ? fuzz() : repeat(Buffer.from(values.input, "hex"));
process.exit(findings === 0 ? 0 : 1);

function fuzz(): number {
  const seed = values.seed === undefined ? Date.now() % 0x7fffffff : Number(values.seed);
  const seconds = Number(values.seconds);
  console.log(`fuzz: seed ${seed}, ${seconds} s, ${targets.length} targets`);
  const campaigns = targets.map((target, index): Campaign => {
    const random = new SeededRandom(Math.imul(seed, 0x9e3779b1) + index);
    return { target, corpus: [...target.samples], random, inputs: 0, accepted: 0 };
  });
  let findings = 0;
  for (const { target } of campaigns) {
    // A sample that its own target refuses would make the campaign a walk in the dark.
    for (const sample of target.samples) {
      if (!attempt(target, sample)) findings += report(target, sample, "refuses its own sample");
    }
  }
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end && findings < FINDINGS_MAX) {
    for (const campaign of campaigns) {
      findings += runBatch(campaign);
      if (performance.now() >= end || findings >= FINDINGS_MAX) break;
    }
  }
  const inputs = campaigns.reduce((sum, campaign) => sum + campaign.inputs, 0);
  const accepted = campaigns.reduce((sum, campaign) => sum + campaign.accepted, 0);
  console.log(`fuzz: seed ${seed}: ${inputs} inputs, ${accepted} accepted, ${findings} findings`);
  return findings;
}

function runBatch(campaign: Campaign): number {
  const { target, corpus, random } = campaign;
  for (let count = 0; count < BATCH; count++) {
    const bytes = mutate(random, corpus);
    campaign.inputs++;
    const started = performance.now();
    let isAccepted: boolean;
    try {
      isAccepted = attempt(target, bytes.slice());
    } catch (error) {
      return report(target, bytes, error);
    }
    if (performance.now() - started > INPUT_MS_MAX) return report(target, bytes, "takes too long");
    if (!isAccepted) continue;
    campaign.accepted++;
    // The samples themselves stay: only mutants make room for mutants.
    const bred = corpus.length - target.samples.length;
    if (bred < BRED_MAX) corpus.push(bytes);
    else corpus[target.samples.length + random.below(BRED_MAX)] = bytes;
  }
  return 0;
}

/** False for a wire error; anything else thrown goes on up. */
function attempt(target: FuzzTarget, bytes: Uint8Array): boolean {
  try {
    target.run(bytes);
    return true;
  } catch (error) {
    if (isWireError(error) && Object.isFrozen(error)) return false;
    throw error;
  }
}

function repeat(bytes: Uint8Array): number {
  let findings = 0;
  for (const target of targets) {
    try {
      console.log(`${target.name}: ${attempt(target, bytes) ? "accepted" : "refused"}`);
    } catch (error) {
      findings += report(target, bytes, error);
    }
  }
  return findings;
}

function report(target: FuzzTarget, bytes: Uint8Array, problem: unknown): number {
  const what = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  console.error(`finding in ${target.name}: ${what}`);
  console.error(`  --input ${Buffer.from(bytes).toString("hex")}`);
  return 1;
}
