import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shortNameOf } from "../state/short-name.ts";
import { InfoClient } from "../test/info-client.ts";
import { World } from "../test/world.ts";
import { decodeAllInformation } from "../wire/fscc/all.ts";
import { decodeFsAttributeInformation } from "../wire/fscc/fs-attribute.ts";
import { decodeFullEaList, encodeFullEaList } from "../wire/fscc/full-ea.ts";
import { encodeGetEaList } from "../wire/fscc/get-ea.ts";
import { decodeNameInformation } from "../wire/fscc/name.ts";
import { decodeStandardInformation } from "../wire/fscc/standard.ts";
import { decodeStreamList } from "../wire/fscc/stream.ts";
import { Command } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { decodeErrorResponse } from "../wire/message/error-response.ts";
import {
  encodeQueryInfoRequest,
  INFO_FILESYSTEM,
  INFO_QUOTA,
  INFO_SECURITY,
} from "../wire/message/query-info.ts";
import { Reader } from "../wire/reader.ts";
import { FILE_READ_ATTRIBUTES, FILE_READ_DATA } from "../wire/security/access-mask.ts";
import { parseSecurityDescriptor } from "../wire/security/descriptor.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_OVERFLOW,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_NO_EAS_ON_FILE,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";

function world(dialect = 0x0311) {
  return new InfoClient(new World().connected("alice", "data", { dialects: [dialect] }));
}

/** Class, least buffer, bytes of the answer (null: it depends on the name). */
const FILE_CLASSES: readonly (readonly [number, number, number | null])[] = [
  [4, 40, 40],
  [5, 24, 24],
  [6, 8, 8],
  [7, 4, 4],
  [8, 4, 4],
  [9, 8, null],
  [14, 8, 8],
  [16, 4, 4],
  [17, 4, 4],
  [18, 104, null],
  [21, 8, null],
  [22, 32, null],
  [28, 16, 16],
  [34, 56, 56],
  [35, 8, 8],
  [48, 8, null],
  [54, 12, 12],
  [59, 24, 24],
];

describe("QUERY_INFO of a file", () => {
  for (const [fileInfoClass, least, bytes] of FILE_CLASSES) {
    it(`class ${fileInfoClass} takes a buffer of ${least} bytes and no smaller`, () => {
      const files = world();
      const fileId = files.open("name.txt");
      const whole = files.query(fileId, fileInfoClass);
      assert.equal(whole.status, STATUS_SUCCESS);
      if (bytes !== null) assert.equal(whole.output.length, bytes);
      const small = files.query(fileId, fileInfoClass, { outputBufferLength: least - 1 });
      assert.equal(small.status, STATUS_INFO_LENGTH_MISMATCH);
      const least_ = files.query(fileId, fileInfoClass, { outputBufferLength: least });
      const isCut = whole.output.length > least;
      assert.equal(least_.status, isCut ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS);
    });
  }

  it("cuts a name and still tells its whole length", () => {
    const files = world();
    const { status, output } = files.query(files.open("name.txt"), 9, { outputBufferLength: 12 });
    assert.equal(status, STATUS_BUFFER_OVERFLOW);
    assert.equal(output.length, 12);
    assert.equal(new Reader(output).u32(), 2 * "\\name.txt".length);
  });

  it("tells all at once what the parts tell", () => {
    const files = world();
    files.put("name.txt", "12345");
    const fileId = files.open("name.txt");
    const all = decodeAllInformation(files.query(fileId, 18).reader);
    assert.equal(all.standard.endOfFile, 5);
    assert.equal(all.standard.numberOfLinks, 1);
    assert.equal(all.name.fileName, "\\name.txt");
    assert.equal(all.access.accessFlags, 0x1f01ff);
    assert.deepEqual(decodeStandardInformation(files.query(fileId, 5).reader), all.standard);
  });

  it("shows the streams of a file, and only named ones of a directory", () => {
    const files = world();
    files.put("f", "12345");
    files.put("f:extra", "123");
    const names = (name: string, createOptions = 0) =>
      decodeStreamList(files.query(files.open(name, { createOptions }), 22).reader).map(
        ({ streamName, streamSize }) => [streamName, streamSize],
      );
    assert.deepEqual(names("f"), [
      ["::$DATA", 5],
      [":extra:$DATA", 3],
    ]);
    assert.deepEqual(names("d", FILE_DIRECTORY_FILE), []);
    const cut = files.query(files.open("f"), 22, { outputBufferLength: 40 });
    assert.equal(cut.status, STATUS_BUFFER_OVERFLOW);
    assert.equal(decodeStreamList(cut.reader).length, 1);
  });

  it("needs FILE_READ_ATTRIBUTES for the classes that tell attributes, and FILE_READ_EA for EAs", () => {
    const files = world();
    files.put("f", "");
    const fileId = files.open("f", { desiredAccess: FILE_READ_DATA });
    for (const fileInfoClass of [4, 18, 34, 35, 15]) {
      assert.equal(files.query(fileId, fileInfoClass).status, STATUS_ACCESS_DENIED);
    }
    for (const fileInfoClass of [5, 6, 7, 8, 14, 16, 17]) {
      assert.equal(files.query(fileId, fileInfoClass).status, STATUS_SUCCESS);
    }
  });

  it("gives the short name as the alternate one, and a name that is short as it is", () => {
    const files = new InfoClient(new World().connected());
    for (const [name, alternate] of [
      ["a long name.text", shortNameOf("a long name.text")],
      ["Short.txt", "Short.txt"],
    ] as const) {
      files.put(name, "");
      const { reader } = files.query(files.open(name), 21);
      assert.equal(decodeNameInformation(reader).fileName, alternate);
    }
    const root = files.query(files.open("", { createOptions: FILE_DIRECTORY_FILE }), 21);
    assert.equal(decodeNameInformation(root.reader).fileName, "");
  });

  it("gives the normalized name to 3.1.1 alone", () => {
    const files = world();
    files.open("Dir", { createOptions: FILE_DIRECTORY_FILE });
    const { reader } = files.query(files.open("dir\\f"), 48);
    assert.equal(decodeNameInformation(reader).fileName, "Dir\\f");
    const old = world(0x0302);
    assert.equal(old.query(old.open("f"), 48).status, STATUS_NOT_SUPPORTED);
  });

  it("refuses classes that are local, directory listings or unknown", () => {
    const files = world();
    const fileId = files.open("f");
    for (const fileInfoClass of [1, 10, 11, 12, 13, 19, 20, 23, 24, 29, 32, 33, 37, 39, 99]) {
      assert.equal(files.query(fileId, fileInfoClass).status, STATUS_INVALID_INFO_CLASS);
    }
    assert.equal(files.query(fileId, 4, { infoType: 9 }).status, STATUS_INVALID_PARAMETER);
    const huge = files.query(fileId, 4, { outputBufferLength: 0x7fffffff });
    assert.equal(huge.status, STATUS_INVALID_PARAMETER);
    assert.equal(files.query(fileId, 0, { infoType: INFO_QUOTA }).status, STATUS_NOT_SUPPORTED);
  });

  it("lists EAs, all, by name, one by one, and says when there are none", () => {
    const files = world();
    const fileId = files.open("f");
    assert.equal(files.query(fileId, 15).status, STATUS_NO_EAS_ON_FILE);
    const eas = ["ONE", "TWO", "THREE"].map((name) => ({
      flags: 0,
      name,
      valueView: Uint8Array.of(1, 2, 3),
    }));
    assert.equal(
      files.set(fileId, 15, (writer) => encodeFullEaList(writer, eas)),
      STATUS_SUCCESS,
    );
    const names = (change = {}) =>
      decodeFullEaList(files.query(fileId, 15, change).reader).map(({ name }) => name);
    assert.equal(names().length, 3);
    const single = { flags: 2 };
    const oneByOne = [...names(single), ...names(single), ...names(single)];
    assert.deepEqual(oneByOne.toSorted(), names().toSorted());
    assert.equal(files.query(fileId, 15, single).status, 0x80000012);
    assert.deepEqual(names({ flags: 3 }), oneByOne.slice(0, 1));
    const wanted = new Writer();
    encodeGetEaList(wanted, [{ name: "two" }, { name: "none" }]);
    const named = decodeFullEaList(files.query(fileId, 15, { inputView: wanted.written() }).reader);
    assert.deepEqual(
      named.map(({ valueView }) => valueView.length),
      [3, 0],
    );
    assert.equal(
      files.query(fileId, 15, { outputBufferLength: 8 }).status,
      STATUS_BUFFER_TOO_SMALL,
    );
    assert.equal(
      files.query(fileId, 15, { outputBufferLength: 20 }).status,
      STATUS_BUFFER_OVERFLOW,
    );
  });
});

describe("QUERY_INFO of a volume", () => {
  for (const [fileInfoClass, least] of [
    [1, 24],
    [3, 24],
    [4, 8],
    [5, 16],
    [6, 48],
    [7, 32],
    [8, 64],
    [11, 28],
  ] as const) {
    it(`class ${fileInfoClass} takes ${least} bytes and no fewer`, () => {
      const files = world();
      const fileId = files.open("", { createOptions: FILE_DIRECTORY_FILE });
      const fs = { infoType: INFO_FILESYSTEM };
      assert.equal(files.query(fileId, fileInfoClass, fs).status, STATUS_SUCCESS);
      const small = { ...fs, outputBufferLength: least - 1 };
      assert.equal(files.query(fileId, fileInfoClass, small).status, STATUS_INFO_LENGTH_MISMATCH);
    });
  }

  it("tells what the volume can do", () => {
    const files = world();
    const { reader } = files.query(files.open("f"), 5, { infoType: INFO_FILESYSTEM });
    const { fileSystemAttributes, maximumComponentNameLength, fileSystemName } =
      decodeFsAttributeInformation(reader);
    assert.equal(fileSystemName, "NTFS");
    assert.equal(maximumComponentNameLength, 255);
    // ACLs and named streams.
    assert.equal(fileSystemAttributes & 0x00040008, 0x00040008);
    for (const fileInfoClass of [2, 9, 10, 99]) {
      const change = { infoType: INFO_FILESYSTEM };
      const { status } = files.query(files.open("f"), fileInfoClass, change);
      assert.equal(status, STATUS_INVALID_INFO_CLASS);
    }
  });
});

describe("QUERY_INFO of security", () => {
  it("gives the parts asked for", () => {
    const files = world();
    const fileId = files.open("f");
    const all = parseSecurityDescriptor(files.querySecurity(fileId, 7).output);
    assert.ok(all.owner !== null && all.group !== null && all.dacl !== null);
    const owner = parseSecurityDescriptor(files.querySecurity(fileId, 1).output);
    assert.deepEqual([owner.owner?.text, owner.group, owner.dacl], [all.owner.text, null, null]);
  });

  it("needs READ_CONTROL, and ACCESS_SYSTEM_SECURITY for the SACL", () => {
    const files = world();
    files.put("f", "");
    const reader = files.open("f", { desiredAccess: FILE_READ_ATTRIBUTES });
    for (const part of [1, 2, 4]) {
      assert.equal(files.querySecurity(reader, part).status, STATUS_ACCESS_DENIED);
    }
    assert.equal(files.querySecurity(files.open("f"), 8).status, STATUS_ACCESS_DENIED);
  });

  for (const dialect of [0x0302, 0x0311]) {
    it(`says how much room it takes, in dialect ${dialect.toString(16)}`, () => {
      const files = world(dialect);
      const fileId = files.open("f");
      const needed = files.querySecurity(fileId, 7).output.length;
      const reply = files.client.call(Command.QUERY_INFO, (writer) =>
        encodeQueryInfoRequest(writer, {
          infoType: INFO_SECURITY,
          fileInfoClass: 0,
          outputBufferLength: 0,
          additionalInformation: 7,
          flags: 0,
          inputView: new Uint8Array(0),
          fileId,
        }),
      );
      assert.equal(reply.status, STATUS_BUFFER_TOO_SMALL);
      const { contexts, errorDataView } = decodeErrorResponse(reply.body);
      const data = dialect === 0x0311 ? contexts[0]?.dataView : errorDataView;
      assert.equal(new Reader(data as Uint8Array).u32(), needed);
    });
  }
});
