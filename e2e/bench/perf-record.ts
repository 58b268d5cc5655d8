import { spawn } from "node:child_process";
import { join } from "node:path";
import { runCommand } from "../product/product.ts";

const LINES_MAX = 45;

/** Samples a process for so many seconds with `perf`, where that is there; what it says of the time, by thread and function. */
export async function recordPerf(pid: number, folder: string, seconds: number): Promise<string> {
  const file = join(folder, "perf.data");
  const given = ["record", "-q", "-F", "499", "-g", "-o", file, "-p", String(pid)];
  const child = spawn("perf", [...given, "--", "sleep", String(seconds)], { stdio: "ignore" });
  const code = await new Promise<number | null>((settle) => {
    child.once("error", () => settle(null));
    child.once("exit", settle);
  });
  if (code !== 0) return "perf is not here, or may not look: apt-get install linux-perf";
  const sorts = ["--no-children", "--sort", "comm,dso,symbol", "-g", "none", "--stdio"];
  const { stdout } = await runCommand("perf", ["report", "-i", file, ...sorts]);
  const lines = stdout.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  // Two columns about branches, which are not recorded.
  return lines
    .slice(0, LINES_MAX)
    .map((line) => line.replace(/\s+-\s+-\s*$/, ""))
    .join("\n");
}
