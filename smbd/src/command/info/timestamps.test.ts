/** Times long ago and far ahead, through everything that sets and tells them. [MS-FSCC] 2.1.1, [MS-SMB2] 2.2.16. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InfoClient } from "../../test/info-client.ts";
import { World } from "../../test/world.ts";
import type { FileId } from "../../wire/file-id.ts";
import {
  type BasicInformation,
  decodeBasicInformation,
  encodeBasicInformation,
} from "../../wire/fscc/basic.ts";
import { FileInformationClass } from "../../wire/fscc/information-class.ts";
import { Command } from "../../wire/header.ts";
import {
  CLOSE_FLAG_POSTQUERY_ATTRIB,
  decodeCloseResponse,
  encodeCloseRequest,
} from "../../wire/message/close.ts";
import { FILE_DIRECTORY_FILE } from "../../wire/message/create.ts";
import { Reader } from "../../wire/reader.ts";
import { STATUS_SUCCESS } from "../../wire/status.ts";

const C = FileInformationClass;
const SECOND = 10_000_000n;
const UNIX_EPOCH = 116_444_736_000_000_000n;

const TIMES: readonly (readonly [string, bigint])[] = [
  ["the first moment there is", 1n],
  ["1601, a second in", SECOND + 1n],
  ["1901, before 32 bits begin", UNIX_EPOCH - 2n ** 31n * SECOND - 7n],
  ["1968", UNIX_EPOCH - 63_072_000n * SECOND],
  ["the moment before 1970", UNIX_EPOCH - 1n],
  ["1970", UNIX_EPOCH],
  ["2038, after 31 bits end", UNIX_EPOCH + 2n ** 31n * SECOND + 3n],
  ["2106, after 32 bits end", UNIX_EPOCH + 2n ** 32n * SECOND + 9n],
  ["the year 9999", UNIX_EPOCH + 253_402_300_799n * SECOND],
];

const LISTINGS = [
  C.DIRECTORY,
  C.FULL_DIRECTORY,
  C.BOTH_DIRECTORY,
  C.ID_FULL_DIRECTORY,
  C.ID_BOTH_DIRECTORY,
];

/** Each of its own, so that no two can be taken for one another. */
function timesFrom(time: bigint) {
  return {
    creationTime: time,
    lastAccessTime: time + 1n,
    lastWriteTime: time + 2n,
    changeTime: time + 3n,
  };
}

function only({
  creationTime,
  lastAccessTime,
  lastWriteTime,
  changeTime,
}: Omit<BasicInformation, "fileAttributes">) {
  return { creationTime, lastAccessTime, lastWriteTime, changeTime };
}

function set(files: InfoClient, fileId: FileId, time: bigint): void {
  const body = { ...timesFrom(time), fileAttributes: 0 };
  const status = files.set(fileId, C.BASIC, (writer) => encodeBasicInformation(writer, body));
  assert.equal(status, STATUS_SUCCESS);
}

describe("times of a file", () => {
  for (const [name, time] of TIMES) {
    it(`${name}: told as they were set by every class, by listings, CREATE and CLOSE`, () => {
      const world = new World();
      const files = new InfoClient(world.connected());
      const folder = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
      const fileId = files.open("d\\f");
      set(files, fileId, time);
      const wanted = timesFrom(time);
      for (const informationClass of [C.BASIC, C.ALL, C.NETWORK_OPEN]) {
        const { output } = files.query(fileId, informationClass);
        // All three begin with the four times in this order.
        const told = [0, 8, 16, 24].map((at) =>
          new DataView(output.buffer, output.byteOffset).getBigUint64(at, true),
        );
        assert.deepEqual(told, Object.values(wanted), `class ${informationClass}`);
      }
      for (const fileInformationClass of LISTINGS) {
        const { entries } = files.list(folder, { fileInformationClass, fileName: "f", flags: 1 });
        const [entry] = entries as unknown as BasicInformation[];
        assert.deepEqual(
          only(entry as BasicInformation),
          wanted,
          `listing ${fileInformationClass}`,
        );
      }
      assert.deepEqual(only(files.opened("d\\f")), wanted);
      const close = { flags: CLOSE_FLAG_POSTQUERY_ATTRIB, fileId };
      const reply = files.client.call(Command.CLOSE, (writer) => encodeCloseRequest(writer, close));
      assert.deepEqual(only(decodeCloseResponse(reply.body)), wanted);
      assert.deepEqual(world.leftovers(), {});
    });
  }

  it("of a folder, and by another handle, are the same", () => {
    const world = new World();
    const files = new InfoClient(world.connected());
    const folder = { createOptions: FILE_DIRECTORY_FILE };
    set(files, files.open("d", folder), 1n);
    const { output } = files.query(files.open("d", folder), C.BASIC);
    assert.deepEqual(only(decodeBasicInformation(new Reader(output))), timesFrom(1n));
    assert.deepEqual(world.leftovers(), {});
  });
});

describe("CLOSE", () => {
  it("tells times, sizes and attributes as this handle's writing left them, where it is asked", () => {
    const world = new World();
    const files = new InfoClient(world.connected());
    const fileId = files.open("f");
    world.pass(5_000);
    const writtenAt = world.nowFiletime();
    assert.equal(files.write(fileId, 0, new Uint8Array(5)).status, STATUS_SUCCESS);
    world.pass(5_000);
    const ask = { flags: CLOSE_FLAG_POSTQUERY_ATTRIB, fileId };
    const reply = files.client.call(Command.CLOSE, (writer) => encodeCloseRequest(writer, ask));
    const told = decodeCloseResponse(reply.body);
    assert.deepEqual([told.lastWriteTime, told.endOfFile, told.flags], [writtenAt, 5, 1]);
    assert.equal(told.fileAttributes, 0x20);
    const other = files.open("f");
    const silent = files.client.call(Command.CLOSE, (writer) =>
      encodeCloseRequest(writer, { flags: 0, fileId: other }),
    );
    assert.deepEqual(Object.values(decodeCloseResponse(silent.body)).map(Number), Array(8).fill(0));
    assert.deepEqual(world.leftovers(), {});
  });
});
