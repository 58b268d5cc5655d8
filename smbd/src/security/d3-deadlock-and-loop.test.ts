/**
 * Requests that wait for each other or for themselves, and that could go round for ever. Timers that end what waits
 * are in engine/pending.test.ts and breaks.test.ts, real rpcclient in e2e; the limits on what one request may work
 * through are in command-limits.test.ts.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BREAK_MS_MAX } from "../limits.ts";
import { expectSound } from "../test/expect-sound.ts";
import { createRequest } from "../test/file-client.ts";
import { InfoClient } from "../test/info-client.ts";
import { World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { FileInformationClass } from "../wire/fscc/information-class.ts";
import { FSCTL_DUPLICATE_EXTENTS_TO_FILE } from "../wire/fsctl/code.ts";
import { Command } from "../wire/header.ts";
import {
  encodeCreateRequest,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  OPLOCK_LEVEL_BATCH,
} from "../wire/message/create.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeLockRequest } from "../wire/message/lock.ts";
import { STATUS_ACCESS_DENIED, STATUS_PENDING, STATUS_SUCCESS } from "../wire/status.ts";

const DIRECTORY = { createOptions: FILE_DIRECTORY_FILE };

function start() {
  const world = new World();
  return { world, files: new InfoClient(world.connected()) };
}

function link(files: InfoClient, fileId: FileId, name: string, replaces: boolean): number {
  return files.set(fileId, FileInformationClass.LINK, (writer) => {
    writer
      .u8(replaces ? 1 : 0)
      .zeros(7)
      .u64(0)
      .u32(2 * name.length)
      .utf16(name);
  });
}

describe("D3: onto itself", () => {
  test("a rename and a link to the own name, in every case and both ways of replacing", () => {
    for (const name of ["x", "X", ".\\x", "d\\..\\x"]) {
      for (const replaces of [false, true]) {
        const { world, files } = start();
        files.close(files.open("d", DIRECTORY));
        const fileId = files.open("x");
        files.write(fileId, 0, Uint8Array.of(1, 2, 3));
        files.rename(fileId, name, replaces);
        link(files, fileId, name, replaces);
        // Whatever the answers were, the file is there and has its bytes.
        assert.equal(files.read(fileId, 0, 10).data.length, 3);
        files.close(fileId);
        assert.equal(files.create("x", { createDisposition: FILE_OPEN }).status, STATUS_SUCCESS);
        expectSound(world);
      }
    }
  });

  test("a rename of one hard link over another of the same file", () => {
    const { world, files } = start();
    const fileId = files.open("x");
    files.write(fileId, 0, Uint8Array.of(1, 2, 3));
    assert.equal(link(files, fileId, "y", false), STATUS_SUCCESS);
    files.rename(fileId, "y", true);
    assert.equal(files.read(fileId, 0, 10).data.length, 3);
    files.close(fileId);
    assert.equal(files.create("y", { createDisposition: FILE_OPEN }).status, STATUS_SUCCESS);
    expectSound(world);
  });

  test("a folder into itself, and two folders into each other", () => {
    const { world, files } = start();
    for (const name of ["a", "a\\b", "c"]) files.close(files.open(name, DIRECTORY));
    for (const [source, target] of [
      ["a", "a\\a"],
      ["a", "a\\b\\a"],
      ["a", "a"],
      ["c", "c\\c"],
    ] as const) {
      const fileId = files.open(source, DIRECTORY);
      const status = files.rename(fileId, target);
      if (source !== target) assert.notEqual(status, STATUS_SUCCESS);
      files.close(fileId);
    }
    // Nothing was lost: each folder is still where it was.
    for (const name of ["a", "a\\b", "c"]) {
      const { status } = files.create(name, { ...DIRECTORY, createDisposition: FILE_OPEN });
      assert.equal(status, STATUS_SUCCESS, name);
    }
    expectSound(world);
  });

  test("an extent duplicated over itself, and over a part of itself", () => {
    const { world, files } = start();
    const fileId = files.open("x");
    files.write(fileId, 0, new Uint8Array(20_000).fill(7));
    for (const [from, to, count] of [
      [0, 0, 8_192],
      [0, 4_096, 8_192],
      [4_096, 0, 8_192],
      [0, 0, 2 ** 52],
    ] as const) {
      files.ioctl(fileId, FSCTL_DUPLICATE_EXTENTS_TO_FILE, (writer) => {
        writer.u64Big(fileId.persistent).u64Big(fileId.volatile).u64(from).u64(to).u64(count);
      });
    }
    const { data } = files.read(fileId, 0, 20_000);
    assert.ok(data.every((byte) => byte === 7));
    expectSound(world);
  });
});

describe("D3: waiting for each other", () => {
  test("two holders that each open the other's file both go on, at the latest when the time is over", () => {
    const world = new World();
    const one = new InfoClient(world.connected("alice"));
    const two = new InfoClient(world.connected("bob", "data", { address: "192.0.2.2" }));
    const batch = { requestedOplockLevel: OPLOCK_LEVEL_BATCH };
    one.open("x", batch);
    two.open("y", batch);
    const ids = [one.send("y"), two.send("x")];
    world.pass(BREAK_MS_MAX + 1);
    for (const [index, files] of [one, two].entries()) {
      assert.equal(files.client.take(ids[index] as bigint).status, STATUS_SUCCESS);
    }
    expectSound(world);
  });

  test("two opens that lock crosswise: each is answered when the other ends", () => {
    const { world, files } = start();
    const other = new InfoClient(world.connected("bob"));
    const [first, second] = [
      { offset: 0n, length: 1n, flags: 2 },
      { offset: 5n, length: 1n, flags: 2 },
    ];
    const [mine, theirs] = [files.open("x"), other.open("x")];
    files.lock(mine, first as NonNullable<typeof first>);
    other.lock(theirs, second as NonNullable<typeof second>);
    const id = files.sendLock(mine, second as NonNullable<typeof second>);
    other.sendLock(theirs, first as NonNullable<typeof first>);
    other.close(theirs);
    assert.equal(files.client.take(id).status, STATUS_SUCCESS);
    expectSound(world);
  });

  test("an open that waits for a lock of its own ends with its CANCEL", () => {
    const { world, files } = start();
    const fileId = files.open("x");
    const range = { offset: 0n, length: 1n, flags: 2 };
    files.lock(fileId, range);
    const id = files.sendLock(fileId, range);
    files.client.cancel(id);
    const finals = files.client.replies.filter(({ status }) => status !== STATUS_PENDING);
    assert.equal(finals.length, 1);
    expectSound(world);
  });

  test("a chain whose second element waits for what its third would give back goes on by itself or by CANCEL", () => {
    const { world, files } = start();
    const other = new InfoClient(world.connected("bob"));
    const [fileId, theirs] = [files.open("x"), other.open("x")];
    const range = { offset: 0n, length: 1n, flags: 2 };
    other.lock(theirs, range);
    const lock = (flags: number) => ({
      command: Command.LOCK,
      encode: (writer: Parameters<typeof encodeLockRequest>[0]) =>
        encodeLockRequest(writer, {
          lockSequenceNumber: 0,
          lockSequenceIndex: 0,
          fileId,
          locks: [{ ...range, flags }],
        }),
    });
    const echo = { command: Command.ECHO, encode: encodeEchoRequest };
    const ids = files.client.send(echo, lock(2), lock(4), echo);
    files.client.cancel(ids[1] as bigint);
    for (const id of ids) files.client.take(id);
    expectSound(world);
  });
});

describe("D3: a signed chain with a bad signature", () => {
  test("in any of its elements does that element and nothing of it, and answers or ends", () => {
    for (let bad = 0; bad < 3; bad++) {
      const { world, files } = start();
      const { client } = files;
      const { driver } = client;
      assert.ok(driver !== null);
      client.driver = {
        connection: driver.connection,
        receive: (bytes) => driver.receive(spoilt(bytes, bad)),
        ended: (reason) => driver.ended(reason),
      };
      const element = (name: string) => ({
        command: Command.CREATE,
        encode: (writer: Parameters<typeof encodeCreateRequest>[0]) =>
          encodeCreateRequest(writer, createRequest(name)),
      });
      const ids = client.send(element("a"), element("b"), element("c"));
      if (!client.isClosed) {
        assert.equal(client.take(ids[bad] as bigint).status, STATUS_ACCESS_DENIED);
      }
      client.driver = driver;
      const name = ["a", "b", "c"][bad] as string;
      const other = new InfoClient(world.connected("bob"));
      const { status } = other.create(name, { createDisposition: FILE_OPEN });
      assert.notEqual(status, STATUS_SUCCESS);
      expectSound(world);
    }
  });
});

/** One bit of the signature of the element with this number is wrong. */
function spoilt(frame: Uint8Array, index: number): Uint8Array {
  const bytes = frame.slice();
  const data = new DataView(bytes.buffer);
  let at = 4;
  for (let i = 0; i < index; i++) at += data.getUint32(at + 20, true);
  bytes[at + 48] = (bytes[at + 48] as number) ^ 1;
  return bytes;
}
