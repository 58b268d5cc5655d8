/**
 * `npm run e2e:rdma [-- --smoke | --units]`: Linux's client over soft-RoCE in an emulated machine. The first run makes
 * that machine, by root. `--smoke` leaves the long files and the comparison with ksmbd out, `--units` the machine.
 */
import { runGate, type Step, testFiles } from "./gate.ts";
import { damagedConversations, RDMA_HELPER, withRust } from "./step.ts";

const given = process.argv.slice(2);
const isSmoke = given.includes("--smoke");
if (isSmoke) process.env.LARDER_RDMA_SMOKE = "1";
const words = given.filter((word) => !word.startsWith("--"));
withRust();

const units: Step[] = [
  {
    title: "the RDMA helper's own tests",
    command: ["cargo", "test", "--quiet", "--locked", "--workspace", RDMA_HELPER],
  },
  damagedConversations(20),
  {
    title: "the start of its container",
    tests: testFiles(["e2e/rdma/rdma-start.test.ts"]),
    parallel: 1,
    minutesMax: 1,
  },
];
const machine: Step = {
  title: "SMB Direct under the kernel's client of Linux",
  tests: testFiles(
    isSmoke
      ? ["e2e/rdma/smb-direct.test.ts"]
      : ["e2e/rdma/beside-ksmbd.test.ts", "e2e/rdma/smb-direct.test.ts"],
    words,
  ),
  parallel: 1,
  minutesMax: 25,
};

process.exit(await runGate(given.includes("--units") ? units : [...units, machine]));
