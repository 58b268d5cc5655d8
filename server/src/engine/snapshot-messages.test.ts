import assert from "node:assert/strict";
import { test } from "node:test";
import { CONTRACT_VERSION, downMessageSchema, type Snapshot } from "@larder/smbd/control";
import { snapshotMessages } from "./snapshot-messages.ts";

function snapshot(userCount: number, memberCount: number): Snapshot {
  const memberIds = Array.from({ length: memberCount }, (_, at) => `u${at}`);
  return {
    contractVersion: CONTRACT_VERSION,
    revision: 5,
    settings: {} as Snapshot["settings"],
    server: {} as Snapshot["server"],
    users: Array.from({ length: userCount }, (_, at) => ({ id: `u${at}` }) as never),
    groups: [{ id: "g", name: "staff", rid: 1000, gid: 1000, memberIds }],
    shares: [],
  };
}

test("a small snapshot is one message", () => {
  const whole = snapshot(3, 2);
  const messages = [...snapshotMessages(whole)];
  assert.deepEqual(messages, [{ type: "snapshot", snapshot: whole, hasParts: false }]);
});

test("a large one comes in parts that hold all of it once, the last of which says so", () => {
  const whole = snapshot(1_234, 12_345);
  const [first, ...parts] = [...snapshotMessages(whole)];
  assert.ok(first?.type === "snapshot" && first.hasParts);
  assert.deepEqual(first.snapshot.users, []);
  const taken = parts.map((message) => {
    assert.ok(message.type === "snapshotPart");
    return message.part;
  });
  assert.deepEqual(
    taken.flatMap(({ users }) => users),
    whole.users,
  );
  const members = taken.flatMap((part) => part.members.flatMap(({ memberIds }) => memberIds));
  assert.deepEqual(members, whole.groups[0]?.memberIds);
  assert.deepEqual(
    taken.map(({ isLast }) => isLast),
    taken.map((_, at) => at === taken.length - 1),
  );
  assert.ok(taken.every(({ users }) => users.length <= 500));
  // Of those without made-up users the contract has no objection.
  for (const message of parts) {
    if (message.type === "snapshotPart" && message.part.users.length === 0) {
      downMessageSchema.parse(message);
    }
  }
});
