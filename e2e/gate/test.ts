/** `npm test`: everything that proves the product within a quarter of an hour; `npm test -- WORD …` what matches. */
import { PeerRoot } from "../peer/peer-root.ts";
import { runGate } from "./gate.ts";
import { asked, FORMAT_AND_LINT, journeys, TYPES, tidy, unit } from "./step.ts";

const words = process.argv.slice(2);
const steps = asked(
  [FORMAT_AND_LINT, ...TYPES, tidy(words), ...unit(words), journeys(words)],
  words,
);
if (steps.length === 0) {
  console.log(`No test file has ${words.join(" or ")} in its path.`);
  process.exit(1);
}
// Before the tests, so that the time it takes is nobody's timeout.
if (steps.some((step) => step.title === "whole system")) await PeerRoot.open();
process.exit(await runGate(steps));
