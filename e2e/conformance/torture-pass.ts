import type { TortureCase } from "./case-list.ts";
import { rowOf } from "./case-table.ts";
import type { Results } from "./result-file.ts";
import type { Outcome, Smbtorture } from "./smbtorture.ts";
import { LANE_COUNT, type TortureBox } from "./torture-box.ts";

export interface Pass {
  readonly outcomes: readonly Outcome[];
  readonly seconds: number;
  /** Cases that want what this machine cannot do. */
  readonly unjudged: readonly string[];
  /** Cases that passed before, failed in company, and passed alone at the end. */
  readonly onSecondTry: readonly string[];
}

/** Every case once, two at a time; then those that passed before and did not now, once more and alone. */
export async function runPass(
  torture: Smbtorture,
  box: TortureBox,
  cases: readonly TortureCase[],
  before: Results,
): Promise<Pass> {
  const began = Date.now();
  const possible = cases.filter(({ name }) => isPossible(name, box));
  // Packet filters are the whole network's, so that only one lane may set them up.
  const alone = possible.filter(({ name }) => rowOf(name).needs.includes("packets"));
  const common = possible.filter((one) => !alone.includes(one));
  const outcomes = new Map<string, Outcome>();
  await Promise.all(
    Array.from({ length: LANE_COUNT }, async (_, lane) => {
      const next = () => (lane === 0 ? alone.shift() : undefined) ?? common.shift();
      for (let one = next(); one !== undefined; one = next()) await runCase(one, lane);
    }),
  );
  const onSecondTry: string[] = [];
  for (const one of possible) {
    if (before.get(one.name) !== "PASS" || outcomes.get(one.name)?.verdict === "PASS") continue;
    await runCase(one, 0);
    if (outcomes.get(one.name)?.verdict === "PASS") onSecondTry.push(one.name);
  }
  return {
    outcomes: [...outcomes.values()],
    seconds: (Date.now() - began) / 1000,
    unjudged: cases.filter((one) => !possible.includes(one)).map(({ name }) => name),
    onSecondTry,
  };

  async function runCase(one: TortureCase, lane: number): Promise<void> {
    const outcome = await torture.run(one, box.target(lane));
    outcomes.set(one.name, outcome);
    const seconds = outcome.seconds.toFixed(1).padStart(5);
    console.log(`${outcome.verdict.padEnd(7)} ${seconds} s  ${one.name}`);
  }
}

function isPossible(name: string, box: TortureBox): boolean {
  return rowOf(name).needs.every((ability) => box.abilities.has(ability));
}
