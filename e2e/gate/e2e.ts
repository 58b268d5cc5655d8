/** `npm run e2e`: the whole-system tests alone; `npm run e2e -- WORD …` those that match. */
import { PeerRoot } from "../peer/peer-root.ts";
import { runGate } from "./gate.ts";
import { journeys } from "./step.ts";

await PeerRoot.open();
process.exit(await runGate([journeys(process.argv.slice(2))]));
