import assert from "node:assert/strict";
import { describe, test } from "node:test";
import pino from "pino";
import { AUDIT_QUEUE_COUNT_MAX } from "../../limits.ts";
import { STATUS_SUCCESS, STATUS_UNEXPECTED_IO_ERROR } from "../../wire/status.ts";
import { engineStatusSchema } from "../control/contract.ts";
import { statusOf, watchUnknownErrnos } from "../posix/errno.ts";
import { HostObserver } from "./observer.ts";

function start() {
  const lines: { readonly msg: string; readonly errno?: number }[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { lines, observer: new HostObserver(log) };
}

describe("what the engine tells", () => {
  test("an errno that is in no table is counted each time, and logged once", () => {
    const { lines, observer } = start();
    watchUnknownErrnos((errno) => observer.emit({ type: "store.unknownErrno", errno }));
    try {
      for (const errno of [-77, -77, -78, -5, -77]) statusOf(errno);
      assert.equal(statusOf(-78), STATUS_UNEXPECTED_IO_ERROR);
    } finally {
      watchUnknownErrnos(() => {});
    }
    const told = lines.map(({ errno }) => errno);
    assert.deepEqual(told, [77, 78]);
    const counters = observer.metrics.counters();
    assert.equal(counters["store.unknownErrno"], 5);
    assert.equal(counters["store.unknownErrno.77"], 3);
    assert.equal(counters["store.unknownErrno.78"], 2);
  });

  test("times of requests are counted by their length, and added up", () => {
    const { observer } = start();
    for (const microseconds of [40, 60.5, 2_000_000]) {
      observer.emit({
        ...{ type: "command.done", command: 8, share: "data", status: STATUS_SUCCESS },
        ...{ microseconds, bytesRead: 10, bytesWritten: 0 },
      });
    }
    const [stats] = observer.metrics.commands();
    assert.equal(stats?.count, 3);
    assert.equal(stats?.latencySumUs, 2_000_100.5);
    assert.deepEqual([stats?.latency[0], stats?.latency[1], stats?.latency.at(-1)], [1, 1, 1]);
    assert.ok(engineStatusSchema.shape.commands.safeParse([stats]).success);
  });

  test("of what nobody fetches for the audit the oldest goes, and is counted", () => {
    const { observer } = start();
    const tell = (detail: string) =>
      observer.emit({
        ...{ type: "audit", kind: "create", user: "alice", address: "", share: "data" },
        ...{ path: "x", status: STATUS_SUCCESS, detail },
      });
    for (let index = 0; index < AUDIT_QUEUE_COUNT_MAX + 3; index++) tell(String(index));
    const taken = observer.takeAudit();
    assert.equal(taken.events.length, AUDIT_QUEUE_COUNT_MAX);
    assert.equal(taken.lost, 3);
    assert.equal(taken.events[0]?.detail, "3");
    assert.equal(taken.events.at(-1)?.detail, String(AUDIT_QUEUE_COUNT_MAX + 2));
    // Given back while new ones came: the oldest go again, and none is counted twice.
    tell("new");
    observer.returnAudit(taken);
    const again = observer.takeAudit();
    assert.equal(again.events.length, AUDIT_QUEUE_COUNT_MAX);
    assert.equal(again.lost, 4);
    assert.equal(again.events.at(-1)?.detail, "new");
  });
});
