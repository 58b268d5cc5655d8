import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Timers } from "./timers.ts";

test("timers run once, in the order of their times, and cancelled ones never", () => {
  const plan = fc.array(fc.record({ atMs: fc.nat(1_000), isCancelled: fc.boolean() }), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(plan, fc.nat(1_000), (planned, nowMs) => {
      const timers = new Timers();
      const ran: number[] = [];
      const handles = planned.map(({ atMs }) => timers.add(atMs, () => ran.push(atMs)));
      for (const [index, { isCancelled }] of planned.entries()) {
        if (isCancelled) handles[index]?.cancel();
      }
      const live = planned.filter((one) => !one.isCancelled).map((one) => one.atMs);
      assert.equal(timers.count, live.length);
      timers.run(nowMs);
      const due = live.filter((atMs) => atMs <= nowMs).sort((one, other) => one - other);
      assert.deepEqual(ran, due);
      assert.equal(timers.count, live.length - due.length);
      for (const handle of handles) handle.cancel();
      assert.equal(timers.count, 0);
      assert.equal(timers.nextMs, Number.POSITIVE_INFINITY);
    }),
  );
});

test("a timer that sets another for now sees it run", () => {
  const timers = new Timers();
  const ran: string[] = [];
  timers.add(5, () => {
    ran.push("first");
    timers.add(5, () => ran.push("second"));
  });
  timers.run(5);
  assert.deepEqual(ran, ["first", "second"]);
});
