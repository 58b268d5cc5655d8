import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInOwnNetwork } from "./own-network.ts";

const SETTING = "/proc/sys/net/ipv4/tcp_congestion_control";
const endsWellIf = (condition: string) => ["-e", `process.exit(${condition} ? 0 : 7)`];
const setting = `require("node:fs").readFileSync("${SETTING}", "utf8").trim()`;

test("inside, TCP is as asked for, and outside as before", () => {
  const before = readFileSync(SETTING, "utf8");
  assert.equal(runInOwnNetwork("reno", endsWellIf(`${setting} === "reno"`)), 0);
  assert.equal(readFileSync(SETTING, "utf8"), before);
});

test("the network is its own, and loopback is up in it", () => {
  const addresses = 'Object.keys(require("node:os").networkInterfaces()).join()';
  assert.equal(runInOwnNetwork("reno", endsWellIf(`${addresses} === "lo"`)), 0);
});

test("what the program ends with comes back, and a congestion control that the kernel lacks runs nothing", () => {
  assert.equal(runInOwnNetwork("reno", endsWellIf("false")), 7);
  assert.notEqual(runInOwnNetwork("no-such-control", endsWellIf("true")), 0);
});
