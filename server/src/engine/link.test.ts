import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import { FakeEngine, fakeOpen } from "../test/fake-engine.ts";
import { until } from "../test/test-server.ts";
import { EngineLink } from "./link.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-link-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("an engine that hangs is given up, in words, and found again when it wakes", async (context) => {
  const engine = new FakeEngine(join(folder, "control.sock"));
  await engine.start();
  context.after(() => engine.stop());
  const seen: string[] = [];
  const link = new EngineLink({
    socketPath: engine.socketPath,
    serverVersion: "0.0.0",
    log: pino({ enabled: false }),
    silenceMsMax: 200,
  });
  context.after(() => link.close());
  link.start({
    connected: () => seen.push("connected"),
    received: (message) => seen.push(message.type),
    disconnected: (state, reason) => seen.push(`${state}: ${reason}`),
  });
  await until("it is connected", () => seen.includes("connected"));
  await until("it is given up", () =>
    seen.includes("connecting: The file server does not answer."),
  );
  await until("it is found again", () => seen.filter((entry) => entry === "connected").length > 1);
  // One that keeps talking is kept.
  const ends = () => seen.filter((entry) => entry.startsWith("connecting: ")).length;
  const before = ends();
  for (let count = 0; count < 12; count += 1) {
    engine.sendStatus();
    await sleep(50);
  }
  assert.equal(ends(), before);
  // So is one whose word came in while this process stood still: both timers are due, its word first.
  setTimeout(() => engine.sendStatus(), 50);
  setImmediate(() => {
    const stillUntilMs = Date.now() + 400;
    while (Date.now() < stillUntilMs);
  });
  await sleep(450);
  assert.equal(ends(), before);
});

test("questions are answered to whoever asked; without a connection there is nobody to ask", async (context) => {
  const engine = new FakeEngine(join(folder, "asked.sock"));
  await engine.start();
  context.after(() => engine.stop());
  let isConnected = false;
  const link = new EngineLink({
    socketPath: engine.socketPath,
    serverVersion: "0.0.0",
    log: pino({ enabled: false }),
  });
  context.after(() => link.close());
  link.start({
    connected: () => {
      isConnected = true;
    },
    received: () => undefined,
    disconnected: () => {
      isConnected = false;
    },
  });
  assert.equal(await link.closeOpen("o"), null);
  await until("it is connected", () => isConnected);
  engine.opens = [fakeOpen("o2", "s1", "alice", "docs")];
  const [one, two] = await Promise.all([link.closeSession("s1"), link.closeOpen("o2")]);
  assert.deepEqual([one?.ok, one?.reason, two?.ok], [false, "no session", true]);
  await engine.stop();
  await until("it is gone", () => !isConnected);
  assert.equal(await link.closeSession("s1"), null);
});
