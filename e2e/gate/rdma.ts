/**
 * `npm run e2e:rdma [-- --smoke]`: Linux's client over soft-RoCE in an emulated machine. The first run makes that
 * machine, by root.
 */
import { runGate, testFiles } from "./gate.ts";

const given = process.argv.slice(2);
if (given.includes("--smoke")) process.env.LARDER_RDMA_SMOKE = "1";
const words = given.filter((word) => word !== "--smoke");

process.exit(
  await runGate([
    {
      title: "the RDMA helper's own tests",
      command: [
        "cargo",
        "test",
        "--quiet",
        "--locked",
        "--workspace",
        "--manifest-path=smbd/native/rdma-helper/Cargo.toml",
      ],
    },
    {
      title: "SMB Direct under the kernel's client of Linux",
      tests: testFiles(["e2e/rdma/*.test.ts"], words),
      parallel: 1,
      minutesMax: 25,
    },
  ]),
);
