/** What a box meets in its life, beside being started and stopped: no memory, no order, other addresses. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { USER_PASSWORD } from "../product/product.ts";
import type { ComposeRun } from "./compose-run.ts";
import { containerOfRdma } from "./rdma-sidecar.ts";

/** Enough for the engine, and not for another that takes all it can get. */
const MEMORY = "192m";
const TAKE_ALL = "const all = []; for (;;) all.push(Buffer.alloc(1048576, 1));";

export async function survivesLittleMemory(run: ComposeRun): Promise<void> {
  const { box } = run;
  const little = join(run.scratch, "little-memory.yml");
  const smbd = { mem_limit: MEMORY, memswap_limit: MEMORY };
  writeFileSync(little, JSON.stringify({ services: { smbd } }));
  box.overrides = [little];
  await box.up("smbd");
  const id = await box.container("smbd");
  const startedAt = () => box.inspect(id, "{{.State.StartedAt}}");
  const before = await startedAt();
  const init = await box.inspect(id, "{{.State.Pid}}");
  const [engine = ""] = readFileSync(`/proc/${init}/task/${init}/children`, "utf8").split(" ");
  // Of the two it is to be the one that the kernel ends.
  writeFileSync(`/proc/${engine}/oom_score_adj`, "1000");
  const taking = box.compose(["exec", "--no-TTY", "smbd", "node", "-e", TAKE_ALL]).catch(String);
  await run.until(async () => assert.notEqual(await startedAt(), before));
  assert.match(await taking, /ended with 137/, "it ended with its container, and not by itself");
  await run.until(() => box.smbclient("get alone.txt back", "sign"));
  await run.until(async () => assert.match(await box.larder(["status"]), /live/i));
  box.overrides = [];
}

export async function rdmaComesBack(run: ComposeRun): Promise<void> {
  const { box } = run;
  const id = await containerOfRdma(box);
  const count = () => box.inspect(id, "{{.RestartCount}}");
  assert.equal(await count(), "0");
  const pid = await box.inspect(id, "{{.State.Pid}}");
  process.kill(Number(pid), "SIGKILL");
  await box.smbclient("get alone.txt back", "sign");
  await run.until(async () => {
    assert.equal(await count(), "1");
    assert.equal(await box.inspect(id, "{{.State.Running}}"), "true");
  });
}

/**
 * Addresses of IPv6 for files and pages, and another time zone than the host's in all of it: times that are stored and
 * handed out are moments, whatever the clock on the wall says.
 */
export async function servesElsewhere(run: ComposeRun): Promise<void> {
  const { box } = run;
  const hasIPv6 = networkInterfaces().lo?.some(({ address }) => address === "::1") === true;
  if (!hasIPv6) console.log("This machine has no IPv6: it is left out.");
  const environment = { TZ: "Pacific/Kiritimati" };
  const elsewhere = join(run.scratch, "elsewhere.yml");
  const services = {
    database: { environment },
    server: { environment, ports: hasIPv6 ? [`[::1]:${box.httpsPort}:8443`] : [] },
    smbd: {
      environment: { ...environment, ...(hasIPv6 && { LARDER_SMB_HOST: "127.0.0.1,::1" }) },
    },
  };
  writeFileSync(elsewhere, JSON.stringify({ services }));
  box.overrides = [elsewhere];
  await box.up();
  for (const address of hasIPv6 ? ["::1", "127.0.0.1"] : ["127.0.0.1"]) {
    await run.until(() => box.smbclient("get alone.txt back", "sign", address));
    assert.equal((await box.ask("/api/ready", address)).status, 200);
  }
  const began = Date.now();
  await box.larder(["user", "add", "far", "--password-stdin"], USER_PASSWORD);
  const asked = ["audit", "export", "--source", "admin", "--from", new Date(began).toISOString()];
  await run.until(async () => {
    const line = (await box.larder(asked)).split("\n").find((text) => text.includes("far"));
    assert.ok(line !== undefined, "it is found by its time");
    const time = Date.parse(/\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(line)?.[0] ?? "");
    assert.ok(time >= began && time <= Date.now(), line);
  });
  await box.larder(["user", "rm", "far", "--yes"]);
  box.overrides = [];
}

/** After the host was started again: nobody waits for anybody, and what ran once does not run again. */
export async function comesUpInAnyOrder(run: ComposeRun): Promise<void> {
  const { box } = run;
  await box.compose(["stop"]);
  const start = async (service: string) => box.host.docker("start", await box.container(service));
  await start("server");
  await start("smbd");
  await run.until(() => box.smbclient("get alone.txt back", "sign"));
  await run.until(async () => assert.match(await box.logs(), /waiting for the database/));
  await start("database");
  await run.until(async () => {
    assert.equal((await box.ask("/api/ready")).status, 200);
    assert.match(await box.larder(["status"]), /live/i);
  });
}
