/** `npm run fuzz -- [--seconds N] [target]`: the engine's fuzzer, counted as one check like any other. */
import { runGate } from "./gate.ts";

const given = process.argv.slice(2);
process.exit(
  await runGate([
    { title: "fuzz", command: [process.execPath, "smbd/src/wire/fuzz.ts", ...given] },
  ]),
);
