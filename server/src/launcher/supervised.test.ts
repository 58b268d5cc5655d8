import assert from "node:assert/strict";
import { test } from "node:test";
import { type Running, Supervised } from "./supervised.ts";

test("a program that dies is started again, each time after twice the delay, up to the limit", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const bench = new Bench();
  const supervised = bench.supervise();
  await supervised.start();
  for (let death = 0; death < 8; death++) {
    await bench.end("was killed");
    context.mock.timers.tick(10_000);
    await settled();
  }
  assert.deepEqual(bench.delays, [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  assert.equal(bench.launched, 9);
});

test("who has run well for half a minute is started again at once", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const bench = new Bench();
  await bench.supervise().start();
  for (let death = 0; death < 3; death++) {
    await bench.end("was killed");
    context.mock.timers.tick(10_000);
    await settled();
  }
  context.mock.timers.tick(31_000);
  await bench.end("was killed");
  assert.deepEqual(bench.delays, [250, 500, 1000, 250]);
});

test("a start that fails later is tried again; the first one is the caller's to tell", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const bench = new Bench();
  const supervised = bench.supervise();
  bench.isBroken = true;
  await assert.rejects(supervised.start(), /broken/);
  assert.deepEqual(bench.delays, []);
  bench.isBroken = false;
  await supervised.start();
  bench.isBroken = true;
  await bench.end("was killed");
  context.mock.timers.tick(250);
  await settled();
  assert.deepEqual(bench.delays, [250, 500]);
});

test("nothing is started again once it was asked to stop", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const bench = new Bench();
  const supervised = bench.supervise();
  await supervised.start();
  await bench.end("was killed");
  await supervised.stop();
  context.mock.timers.tick(60_000);
  await settled();
  assert.equal(bench.launched, 1);
});

class Bench {
  readonly delays: number[] = [];
  launched = 0;
  isBroken = false;
  #end: (how: string) => void = () => undefined;

  supervise(): Supervised {
    return new Supervised({
      name: "program",
      launch: () => this.#launch(),
      onStarted: () => undefined,
      onDied: (_, delayMs) => this.delays.push(delayMs),
    });
  }

  async end(how: string): Promise<void> {
    this.#end(how);
    await settled();
  }

  async #launch(): Promise<Running> {
    if (this.isBroken) throw new Error("broken");
    this.launched += 1;
    const exited = new Promise<string>((settle) => {
      this.#end = settle;
    });
    return { pid: this.launched, exited, stop: async () => this.#end("stopped") };
  }
}

/** Lets every promise that can go on do so. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
