/**
 * What a reply may hold. Here every information class is asked for with every length of output, alone and behind
 * replies that nearly fill a compound's frame. The frame's own limit is in command-limits.test.ts, the least length
 * of each class in command/query-info.test.ts, never-written bytes in engine/poison.test.ts.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { COMPOUND_REPLY_BYTES_MAX } from "../limits.ts";
import { expectNoPoison, expectSound } from "../test/expect-sound.ts";
import { InfoClient } from "../test/info-client.ts";
import type { Element } from "../test/virtual-client.ts";
import { World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { encodeFullEaList } from "../wire/fscc/full-ea.ts";
import { FileInformationClass, FsInformationClass } from "../wire/fscc/information-class.ts";
import { Command } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import {
  decodeQueryDirectoryResponse,
  encodeQueryDirectoryRequest,
} from "../wire/message/query-directory.ts";
import {
  decodeQueryInfoResponse,
  encodeQueryInfoRequest,
  INFO_FILE,
  INFO_FILESYSTEM,
  INFO_SECURITY,
} from "../wire/message/query-info.ts";
import { decodeReadResponse, encodeReadRequest } from "../wire/message/read.ts";
import { STATUS_BUFFER_OVERFLOW, STATUS_SUCCESS } from "../wire/status.ts";

const NOTHING = new Uint8Array(0);
const NAME = "a name of some length.text";

interface Asked {
  readonly infoType: number;
  readonly fileInfoClass: number;
  readonly additionalInformation: number;
}

const EVERY: readonly Asked[] = [
  ...Object.values(FileInformationClass).map((one) => asked(INFO_FILE, one)),
  ...Object.values(FsInformationClass).map((one) => asked(INFO_FILESYSTEM, one)),
  ...[0, 1, 4, 7].map((parts) => ({ ...asked(INFO_SECURITY, 0), additionalInformation: parts })),
];
const DIRECTORY_CLASSES = [1, 2, 3, 12, 37, 38, 60, 63];

function asked(infoType: number, fileInfoClass: number): Asked {
  return { infoType, fileInfoClass, additionalInformation: 0 };
}

/** A file with streams, EAs and a folder with such files. */
class Scene {
  readonly world = new World();
  readonly files = new InfoClient(this.world.connected());
  readonly fileId: FileId;
  readonly folderId: FileId;

  constructor() {
    this.folderId = this.files.open("folder", { createOptions: FILE_DIRECTORY_FILE });
    for (let i = 0; i < 12; i++) this.files.put(`folder\\${i} ${NAME}`, "content");
    this.fileId = this.files.open(NAME);
    this.files.write(this.fileId, 0, new Uint8Array(60_000).fill(0x42));
    for (const stream of ["s", "a longer one"]) this.files.put(`${NAME}:${stream}`, stream);
    const eas = ["ONE", "TWO", "THREE"].map((name) => ({
      flags: 0,
      name,
      valueView: new Uint8Array(5).fill(7),
    }));
    const status = this.files.set(this.fileId, FileInformationClass.FULL_EA, (writer) =>
      encodeFullEaList(writer, eas),
    );
    assert.equal(status, STATUS_SUCCESS);
  }

  query(one: Asked, outputBufferLength: number, fileId = this.fileId) {
    return this.files.query(fileId, one.fileInfoClass, { ...one, outputBufferLength });
  }
}

describe("A3: OutputBufferLength from nothing to more than enough", () => {
  for (const one of EVERY) {
    const { infoType, fileInfoClass, additionalInformation } = one;
    test(`type ${infoType}, class ${fileInfoClass}, parts ${additionalInformation}`, () => {
      const scene = new Scene();
      for (const fileId of [scene.fileId, scene.folderId]) {
        const whole = scene.query(one, 4_096, fileId);
        const most = Math.min(whole.output.length + 2, 400);
        for (let length = 0; length <= most; length++) {
          const { status, output } = scene.query(one, length, fileId);
          assert.ok(
            output.length <= length,
            `${output.length} bytes where ${length} were asked for`,
          );
          if (status !== STATUS_SUCCESS) continue;
          // A list may end early; whatever comes as a success is not cut in the middle of a number.
          assert.ok(whole.output.length >= output.length);
        }
      }
      expectNoPoison(scene.files.client);
      expectSound(scene.world);
    });
  }

  test("a listing never holds more than was asked for, in any class", () => {
    const scene = new Scene();
    for (const fileInformationClass of DIRECTORY_CLASSES) {
      for (let outputBufferLength = 0; outputBufferLength < 700; outputBufferLength += 7) {
        const request = {
          fileInformationClass,
          flags: 1,
          fileIndex: 0,
          fileName: "*",
          outputBufferLength,
          fileId: scene.folderId,
        };
        const reply = scene.files.client.call(Command.QUERY_DIRECTORY, (writer) =>
          encodeQueryDirectoryRequest(writer, request),
        );
        if (reply.status !== STATUS_SUCCESS) continue;
        const { outputView } = decodeQueryDirectoryResponse(reply.body);
        assert.ok(outputView.length > 0 && outputView.length <= outputBufferLength);
      }
    }
    expectNoPoison(scene.files.client);
    expectSound(scene.world);
  });
});

describe("A3: behind replies that nearly fill the frame", () => {
  for (const seals of [false, true]) {
    test(`every class keeps to its own budget${seals ? ", sealed" : ""}`, () => {
      const scene = new Scene();
      const { client } = scene.files;
      for (let i = 0; i < 40; i++) client.call(Command.ECHO, (writer) => writer.u16(4).u16(0));
      client.seals = seals;
      for (const one of EVERY) {
        for (const spare of seals ? [24] : [0, 24, 200]) {
          const outputBufferLength = 300;
          const fill = 16 * 60_000 + 1;
          const reads = Array.from({ length: 17 }, (_, index) =>
            read(
              scene.fileId,
              index < 16 ? 60_000 : COMPOUND_REPLY_BYTES_MAX - fill - 18 * 80 - spare,
            ),
          );
          const ids = client.send(...reads, list(scene.folderId), info(scene.fileId, one));
          for (const id of ids.slice(0, 16)) {
            const { dataView } = decodeReadResponse(client.take(id).body);
            assert.equal(dataView.length, 60_000);
            assert.ok(dataView[0] === 0x42 && dataView[59_999] === 0x42);
          }
          client.take(ids[16] as bigint);
          const listed = client.take(ids[17] as bigint);
          assert.equal(listed.status, STATUS_SUCCESS);
          const last = client.take(ids[18] as bigint);
          const hasOutput =
            last.status === STATUS_SUCCESS || last.status === STATUS_BUFFER_OVERFLOW;
          const got = hasOutput ? decodeQueryInfoResponse(last.body).outputView : NOTHING;
          const alone = scene.query(one, outputBufferLength);
          assert.equal(last.status, alone.status, `class ${one.fileInfoClass}`);
          assert.equal(got.length, alone.output.length, `class ${one.fileInfoClass}`);
          client.messages.length = 0;
        }
      }
      expectSound(scene.world);
    });
  }

  function read(fileId: FileId, length: number): Element {
    const rest = { flags: 0, minimumCount: 0, channel: 0, remainingBytes: 0, offset: 0 };
    return {
      command: Command.READ,
      encode: (writer) =>
        encodeReadRequest(writer, { ...rest, fileId, length, readChannelInfoView: NOTHING }),
    };
  }

  function list(fileId: FileId): Element {
    const request = {
      fileInformationClass: 37,
      flags: 1,
      fileIndex: 0,
      fileName: "*",
      outputBufferLength: 1_000,
      fileId,
    };
    return {
      command: Command.QUERY_DIRECTORY,
      encode: (writer) => encodeQueryDirectoryRequest(writer, request),
    };
  }

  function info(fileId: FileId, one: Asked): Element {
    const rest = { outputBufferLength: 300, flags: 0, inputView: NOTHING };
    return {
      command: Command.QUERY_INFO,
      encode: (writer) => encodeQueryInfoRequest(writer, { ...one, ...rest, fileId }),
    };
  }
});

describe("A3: lists of EAs", () => {
  test("every length that they claim to have, with each number crooked, sets all or nothing", () => {
    const scene = new Scene();
    const good = new Uint8Array([0, 0, 0, 0, 0, 3, 4, 0, 0x58, 0x59, 0x5a, 0, 1, 2, 3, 4]);
    for (let at = 0; at < 8; at++) {
      for (const value of [0, 1, 2, 3, 5, 8, 0x0f, 0x10, 0x11, 0x7f, 0x80, 0xff]) {
        const bytes = good.slice();
        bytes[at] = value;
        for (let length = 0; length <= bytes.length; length += 3) {
          const { FULL_EA } = FileInformationClass;
          scene.files.set(scene.fileId, FULL_EA, (writer) => writer.put(bytes.subarray(0, length)));
          const { status, output } = scene.query(asked(INFO_FILE, FULL_EA), 65_536);
          assert.equal(status, STATUS_SUCCESS);
          assert.ok(output.length < 1_000);
        }
      }
    }
    expectNoPoison(scene.files.client);
    expectSound(scene.world);
  });
});
