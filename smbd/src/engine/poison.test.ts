/** Nothing is sent that was not written: neither what a slab held before nor a length that was never filled in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../command/table.ts";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command, HEADER_BYTES } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeQueryDirectoryRequest } from "../wire/message/query-directory.ts";
import { encodeQueryInfoRequest } from "../wire/message/query-info.ts";
import { InvariantError } from "./invariant.ts";
import { SlabPool } from "./slab-pool.ts";

const NOTHING = new Uint8Array(0);
/** As many bytes of one value in a row as no field of these replies has by right. */
const RUN = 4;

function longestRun(message: Uint8Array, value: number): number {
  let longest = 0;
  let run = 0;
  for (let i = 0; i < message.length; i++) {
    run = message[i] === value ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function checkMessages(client: VirtualClient): void {
  assert.ok(client.messages.length > 0);
  for (const message of client.messages) {
    const command = (message[12] as number) + 256 * (message[13] as number);
    const body = message.subarray(HEADER_BYTES);
    assert.ok(longestRun(body, 0xdd) < RUN, `0xdd in a reply to command ${command}`);
    assert.ok(longestRun(body, 0xff) < RUN, `0xff in a reply to command ${command}`);
  }
}

function exercise(client: VirtualClient): void {
  const files = new FileClient(client);
  files.put("a.txt", "hello world");
  const fileId = files.open("a.txt");
  for (const length of [0, 1, 5, 11, 4_096, 65_536, 200_000]) {
    files.read(fileId, 0, length);
    files.read(fileId, 3, length);
    files.read(fileId, 100, length);
  }
  files.lock(fileId, { offset: 0n, length: 1n, flags: 0x12 });
  files.flush(fileId);
  for (const [infoType, classes] of [
    [1, [4, 5, 6, 7, 9, 14, 16, 17, 18, 22, 34, 35]],
    [3, [0]],
  ] as const) {
    for (const one of classes) queryInfo(client, fileId, infoType, one);
  }
  files.close(fileId);
  const folder = files.open("", { createDisposition: 1, desiredAccess: 0x81 });
  for (const one of [1, 2, 3, 12, 37, 38]) queryDirectory(client, folder, one);
  for (const one of [1, 3, 5, 7]) queryInfo(client, folder, 2, one);
  files.close(folder);
  for (const command of [...COMMANDS.keys(), 0x13]) {
    if (command === Command.NEGOTIATE) continue;
    client.call(command, (writer) => writer.u16(0xeeee).zeros(62));
  }
  client.call(Command.ECHO, encodeEchoRequest);
}

function queryInfo(client: VirtualClient, fileId: FileId, infoType: number, one: number): void {
  client.call(Command.QUERY_INFO, (writer) =>
    encodeQueryInfoRequest(writer, {
      infoType,
      fileInfoClass: one,
      outputBufferLength: 4_096,
      additionalInformation: infoType === 3 ? 7 : 0,
      flags: 0,
      fileId,
      inputView: NOTHING,
    }),
  );
}

function queryDirectory(client: VirtualClient, fileId: FileId, one: number): void {
  client.call(Command.QUERY_DIRECTORY, (writer) =>
    encodeQueryDirectoryRequest(writer, {
      fileInformationClass: one,
      flags: 1,
      fileIndex: 0,
      fileId,
      outputBufferLength: 4_096,
      fileName: "*",
    }),
  );
}

for (const seals of [false, true]) {
  test(`no reply of any command holds poison (${seals ? "sealed" : "signed"})`, () => {
    const world = new World();
    const client = world.connected("alice");
    client.seals = seals;
    exercise(client);
    // The same again, out of slabs that were used before.
    exercise(client);
    checkMessages(client);
    assert.deepEqual(world.leftovers(), {});
  });
}

test("no reply before and at logon holds poison", () => {
  const world = new World();
  const client = world.client();
  client.negotiate();
  client.logon("alice", PASSWORD);
  checkMessages(client);
});

test("a slab is given back exactly once, and no two have the same", () => {
  const pool = new SlabPool(true);
  const first = pool.acquire(1_000);
  assert.equal(first.length, 1_024);
  assert.notEqual(pool.acquire(1_000), first);
  assert.equal(pool.outCount, 2);
  pool.release(first);
  assert.equal(pool.outCount, 1);
  assert.throws(() => pool.release(first), InvariantError);
  assert.equal(pool.acquire(10), first);
  assert.ok(first.every((byte) => byte === 0xdd));
  const huge = pool.acquire(20_000_000);
  assert.ok(huge.length >= 20_000_000);
  pool.release(huge);
});
