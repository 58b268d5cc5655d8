import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const PORT = "4450";

it("serves IPv4 and IPv6 where nobody says otherwise", {
  skip: process.getuid?.() !== 0,
  timeout: 30_000,
}, () => {
  const state = mkdtempSync(join(tmpdir(), "larder-engine-"));
  // Asked in a network of its own, which nobody else can reach.
  const script = `
      const { spawn } = await import("node:child_process");
      const { once } = await import("node:events");
      const { connect } = await import("node:net");
      const engine = spawn(process.execPath, [${JSON.stringify(fileURLToPath(new URL("./main.ts", import.meta.url)))}]);
      for await (const chunk of engine.stdout) if (String(chunk).includes("engine started")) break;
      for (const host of ["127.0.0.1", "::1"]) {
        await once(connect(${PORT}, host), "connect");
        process.stdout.write(host + " ");
      }
      engine.kill("SIGKILL");
      process.exit(0);`;
  const { LARDER_SMB_HOST: _, ...environment } = process.env;
  try {
    const reached = execFileSync(
      "unshare",
      [
        ...["--net", "sh", "-c", 'ip link set lo up && exec "$1" --input-type=module -e "$2"'],
        ...["sh", process.execPath, script],
      ],
      { env: { ...environment, LARDER_STATE: state, LARDER_SMB_PORT: PORT } },
    );
    assert.equal(reached.toString(), "127.0.0.1 ::1 ");
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
});
