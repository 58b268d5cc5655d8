import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { test } from "node:test";
import { ProcessGroup } from "./process-group.ts";

test("a server may have as many files open as the machine lets it", async () => {
  const group = ProcessGroup.make("limits");
  // Fewer to begin with than it may have: as a machine starts its processes.
  const [program, given] = group.command("sh", ["-c", "ulimit -n; read -r line"]);
  const few = ["-c", 'ulimit -S -n 100; exec "$@"', "sh", program, ...given];
  const server = spawn("sh", few, { stdio: ["pipe", "pipe", "inherit"] });
  group.started(server.pid!);
  const said = await new Promise<string>((settle) =>
    server.stdout.setEncoding("utf8").once("data", settle),
  );
  const most = spawnSync("sh", ["-c", "ulimit -n 262144 && ulimit -n || ulimit -H -n"]);
  assert.equal(said, String(most.stdout));
  assert.equal(group.filesMax(), Number(said));
  server.stdin.end();
  await new Promise((settle) => server.once("exit", settle));
  await group.end();
});
