/** `npm run e2e:linux`: Linux's own client, in a kernel of its own, mounts the real product. */
import { runGate, testFiles } from "./gate.ts";

process.exit(
  await runGate([
    {
      title: "the kernel's client of Linux",
      tests: testFiles(["e2e/linux/*.test.ts"], process.argv.slice(2)),
      parallel: 1,
      minutesMax: 15,
    },
  ]),
);
