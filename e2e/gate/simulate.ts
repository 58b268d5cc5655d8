/** `npm run simulate -- [--steps N] [--seed S] …`: the seeded simulator, counted as one check like any other. */
import { runGate } from "./gate.ts";

const given = process.argv.slice(2);
process.exit(
  await runGate([
    { title: "simulate", command: [process.execPath, "smbd/src/simulator/main.ts", ...given] },
  ]),
);
