import { homedir } from "node:os";
import { join } from "node:path";
import { type Step, testFiles } from "./gate.ts";

export const FORMAT_AND_LINT: Step = {
  title: "format and lint",
  command: ["biome", "ci", "--diagnostic-level=warn", "."],
};

export const TYPES: readonly Step[] = ["smbd", "server", "admin-ui", "e2e"].map((workspace) => ({
  title: `types: ${workspace}`,
  command: ["tsc", "-p", workspace],
}));

export function tidy(words: readonly string[] = []): Step {
  return {
    title: "tidy",
    tests: testFiles(
      ["tidy", "conformance", "bench", "sbom"].map((folder) => `e2e/${folder}/*.test.ts`),
      words,
    ),
    parallel: 1,
    minutesMax: 2,
  };
}

/** Golden samples and the snapshot of the API are unit tests beside their source. */
export function unit(words: readonly string[] = []): Step[] {
  return [
    {
      title: "unit: smbd",
      tests: testFiles(["smbd/**/*.test.ts"], words),
      parallel: 2,
      minutesMax: 2,
    },
    {
      title: "unit: server",
      tests: testFiles(["server/**/*.test.ts"], words),
      parallel: 2,
      minutesMax: 2,
    },
    {
      title: "unit: admin-ui",
      tests: testFiles(["admin-ui/**/*.test.ts"], words),
      parallel: 2,
      minutesMax: 2,
    },
  ];
}

export function journeys(words: readonly string[] = []): Step {
  return {
    title: "whole system",
    tests: testFiles(["e2e/journey/*.test.ts"], words),
    parallel: 2,
    minutesMax: 8,
  };
}

export const RDMA_HELPER = "--manifest-path=smbd/native/rdma-helper/Cargo.toml";

/** A toolchain that rustup installed is often not on the PATH of a fresh shell. */
export function withRust(): void {
  process.env.PATH = `${process.env.PATH}:${join(homedir(), ".cargo/bin")}`;
}

/** The fuzzer of SMB Direct's machine, for so many seconds. */
export function damagedConversations(seconds: number): Step {
  const run = ["run", "--quiet", "--release", "--locked", "--package=smb-direct", "--example=fuzz"];
  return {
    title: "damaged conversations of SMB Direct",
    command: ["cargo", ...run, RDMA_HELPER, "--", String(seconds)],
  };
}

/** With words, a step in which nothing matches is left out: it was not asked for. */
export function asked(steps: readonly Step[], words: readonly string[]): Step[] {
  return steps.filter((step) => words.length === 0 || ("tests" in step && step.tests.length > 0));
}
