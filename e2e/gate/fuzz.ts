/**
 * `npm run fuzz -- [--seconds N] [target]`: the engine's fuzzer, and for a quarter of its time that of SMB Direct's
 * machine, where no target is named. Each is counted as one check like any other.
 */
import { parseArgs } from "node:util";
import { runGate, type Step } from "./gate.ts";
import { damagedConversations, withRust } from "./step.ts";

const given = process.argv.slice(2);
const { values, positionals } = parseArgs({
  args: given,
  strict: false,
  options: { seconds: { type: "string", default: "10" } },
});
const isWhole = positionals.length === 0 && values.input === undefined;
const helper: Step[] = isWhole ? [damagedConversations(Math.ceil(Number(values.seconds) / 4))] : [];
withRust();

process.exit(
  await runGate([
    { title: "fuzz", command: [process.execPath, "smbd/src/wire/fuzz.ts", ...given] },
    ...helper,
  ]),
);
