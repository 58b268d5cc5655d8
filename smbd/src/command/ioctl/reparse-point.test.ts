import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { createRequest } from "../../test/file-client.ts";
import { InfoClient } from "../../test/info-client.ts";
import { catalogInput, share, World } from "../../test/world.ts";
import type { FileId } from "../../wire/file-id.ts";
import { decodeAttributeTagInformation } from "../../wire/fscc/attribute-tag.ts";
import { FileInformationClass } from "../../wire/fscc/information-class.ts";
import * as code from "../../wire/fsctl/code.ts";
import { encodeReparseData, type ReparseData } from "../../wire/fsctl/reparse-data.ts";
import { Command } from "../../wire/header.ts";
import {
  encodeCreateRequest,
  FILE_CREATE,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OPEN_REPARSE_POINT,
  FILE_OVERWRITE,
} from "../../wire/message/create.ts";
import { decodeErrorResponse } from "../../wire/message/error-response.ts";
import {
  decodeSymbolicLinkError,
  type SymbolicLinkError,
} from "../../wire/message/symbolic-link-error.ts";
import { Reader } from "../../wire/reader.ts";
import {
  DELETE,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
  FILE_WRITE_EA,
} from "../../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_OVERFLOW,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_INVALID_BUFFER_SIZE,
  STATUS_IO_REPARSE_DATA_INVALID,
  STATUS_IO_REPARSE_TAG_INVALID,
  STATUS_IO_REPARSE_TAG_MISMATCH,
  STATUS_IO_REPARSE_TAG_NOT_HANDLED,
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_A_REPARSE_POINT,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_REPARSE_ATTRIBUTE_CONFLICT,
  STATUS_STOPPED_ON_SYMLINK,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { Writer } from "../../wire/writer.ts";

describe("FSCTL_SET_REPARSE_POINT", () => {
  it("gives back byte for byte what was set, of every kind", () => {
    const { files } = start();
    const kinds: ReparseData[] = [
      symlink("..\\elsewhere", 1),
      { kind: "generic", tag: NFS, dataView: Uint8Array.of(0x46, 0x49, 0x46, 0x4f, 0, 0, 0, 0) },
      { kind: "generic", tag: AF_UNIX, dataView: new Uint8Array(0) },
      { kind: "guid", tag: 0x0000_4711, guid: GUID, dataView: Uint8Array.of(1, 2, 3) },
      { kind: "guid", tag: 0x0000_4712, guid: GUID, dataView: new Uint8Array(16_360) },
    ];
    for (const [index, data] of kinds.entries()) {
      const fileId = files.open(`f${index}`);
      assert.equal(set(files, fileId, data), STATUS_SUCCESS);
      assert.deepEqual(files.ioctl(fileId, code.FSCTL_GET_REPARSE_POINT).output, bytes(data));
    }
  });

  it("needs the right to write data or attributes, and one is enough", () => {
    const { files } = start();
    files.put("f", "");
    for (const desiredAccess of [FILE_READ_DATA | FILE_WRITE_EA, DELETE, FILE_READ_ATTRIBUTES]) {
      const fileId = files.open("f", { desiredAccess });
      assert.equal(set(files, fileId, symlink("x", 1)), STATUS_ACCESS_DENIED);
      assert.equal(drop(files, fileId, SYMLINK), STATUS_ACCESS_DENIED);
      files.close(fileId);
    }
    for (const desiredAccess of [FILE_WRITE_DATA, FILE_WRITE_ATTRIBUTES]) {
      const fileId = files.open("f", { desiredAccess });
      assert.equal(set(files, fileId, symlink("x", 1)), STATUS_SUCCESS);
      assert.equal(drop(files, fileId, SYMLINK), STATUS_SUCCESS);
      files.close(fileId);
    }
  });

  it("takes exactly the buffer that its length says, and at most 16 KiB", () => {
    const { files } = start();
    const fileId = files.open("f");
    const whole = bytes({ kind: "generic", tag: AF_UNIX, dataView: new Uint8Array(24) });
    const send = (input: Uint8Array) =>
      files.ioctl(fileId, code.FSCTL_SET_REPARSE_POINT, input).status;
    assert.equal(send(new Uint8Array(0)), STATUS_INVALID_BUFFER_SIZE);
    for (let length = 1; length < 15; length++) {
      assert.equal(send(new Uint8Array(length).fill(0x30)), STATUS_IO_REPARSE_DATA_INVALID);
    }
    assert.equal(send(whole.subarray(0, -1)), STATUS_IO_REPARSE_DATA_INVALID);
    assert.equal(send(Uint8Array.of(...whole, 0)), STATUS_IO_REPARSE_DATA_INVALID);
    const largest = { kind: "generic", tag: AF_UNIX, dataView: new Uint8Array(16_376) } as const;
    const tooLarge = { ...largest, dataView: new Uint8Array(16_377) };
    assert.equal(send(bytes(tooLarge)), STATUS_IO_REPARSE_DATA_INVALID);
    assert.equal(send(bytes(largest)), STATUS_SUCCESS);
  });

  it("refuses reserved tags, and names that lie outside of their buffer", () => {
    const { files } = start();
    const fileId = files.open("f");
    for (const tag of [0, 1, 2, 0x0001_4711]) {
      const data = { kind: "guid", tag, guid: GUID, dataView: new Uint8Array(0) } as const;
      assert.equal(set(files, fileId, data), STATUS_IO_REPARSE_TAG_INVALID);
    }
    const damaged = bytes(symlink("target", 1));
    damaged[10] = 0xff;
    const { status } = files.ioctl(fileId, code.FSCTL_SET_REPARSE_POINT, damaged);
    assert.equal(status, STATUS_IO_REPARSE_DATA_INVALID);
  });

  it("replaces one of the same tag alone, and of the same GUID where it has one", () => {
    const { files } = start();
    const fileId = files.open("f");
    assert.equal(set(files, fileId, symlink("one", 1)), STATUS_SUCCESS);
    assert.equal(set(files, fileId, symlink("two", 1)), STATUS_SUCCESS);
    const other = { kind: "generic", tag: AF_UNIX, dataView: new Uint8Array(0) } as const;
    assert.equal(set(files, fileId, other), STATUS_IO_REPARSE_TAG_MISMATCH);
    const second = files.open("g");
    const ours = { kind: "guid", tag: 0x4711, guid: GUID, dataView: new Uint8Array(4) } as const;
    assert.equal(set(files, second, ours), STATUS_SUCCESS);
    const theirs = { ...ours, guid: "f".repeat(32) as typeof GUID };
    assert.equal(set(files, second, theirs), STATUS_REPARSE_ATTRIBUTE_CONFLICT);
  });

  it("makes a link of an empty directory alone, and a mount point of nothing else", () => {
    const { files } = start();
    const directory = { createOptions: FILE_DIRECTORY_FILE };
    const fileId = files.open("d", directory);
    const inside = files.open("d\\f");
    assert.equal(set(files, fileId, symlink("x", 1)), STATUS_DIRECTORY_NOT_EMPTY);
    const mount = {
      kind: "mount-point",
      substituteName: "\\??\\C:\\x",
      printName: "C:\\x",
    } as const;
    assert.equal(set(files, inside, mount), STATUS_NOT_A_DIRECTORY);
    assert.equal(set(files, files.open("e", directory), mount), STATUS_SUCCESS);
    assert.equal(files.create("e\\x").status, STATUS_IO_REPARSE_TAG_NOT_HANDLED);
    const outside = files.open("outside");
    assert.equal(files.rename(outside, "e\\x"), STATUS_IO_REPARSE_TAG_NOT_HANDLED);
  });

  it("leaves the root of a share what it is", () => {
    const { files } = start();
    const root = files.open("", { createOptions: FILE_DIRECTORY_FILE });
    assert.equal(set(files, root, symlink("x", 1)), STATUS_ACCESS_DENIED);
  });

  it("shows in attributes, in the tag, and in listings, where the tag takes the place of the EA size", () => {
    const { files } = start();
    const fileId = files.open("f");
    set(files, fileId, symlink("x", 1));
    const tagged = files.query(fileId, FileInformationClass.ATTRIBUTE_TAG);
    const information = decodeAttributeTagInformation(tagged.reader);
    assert.equal(information.reparseTag, SYMLINK);
    assert.equal(information.fileAttributes & 0x400, 0x400);
    const root = files.open("", { createOptions: FILE_DIRECTORY_FILE });
    const entry = files.list(root, { fileName: "f" }).entries[0];
    assert.equal(entry?.reparseTag, SYMLINK);
    assert.equal((entry?.fileAttributes ?? 0) & 0x400, 0x400);
  });

  it("does nothing on a share that is read-only", () => {
    const shares = [{ ...share("look", "/srv/look"), readOnly: true }];
    const world = new World(catalogInput({ shares }));
    const files = new InfoClient(world.connected("alice", "look"));
    const root = files.open("", {
      createOptions: FILE_DIRECTORY_FILE,
      createDisposition: FILE_OPEN,
      desiredAccess: FILE_READ_ATTRIBUTES,
    });
    assert.equal(set(files, root, symlink("x", 1)), STATUS_ACCESS_DENIED);
    assert.equal(drop(files, root, SYMLINK), STATUS_ACCESS_DENIED);
  });
});

describe("FSCTL_GET_REPARSE_POINT", () => {
  it("tells where a short buffer ends, and one that holds no header", () => {
    const { files } = start();
    const fileId = files.open("f");
    const get = (room: number) =>
      files.ioctl(fileId, code.FSCTL_GET_REPARSE_POINT, undefined, room);
    assert.equal(get(100).status, STATUS_NOT_A_REPARSE_POINT);
    set(files, fileId, symlink("target", 1));
    assert.equal(get(7).status, STATUS_BUFFER_TOO_SMALL);
    const cut = get(20);
    assert.equal(cut.status, STATUS_BUFFER_OVERFLOW);
    assert.deepEqual(cut.output, bytes(symlink("target", 1)).slice(0, 20));
  });

  it("shows a symlink of the file system as one that is relative to where it lies", () => {
    const { files, world } = start();
    world.vfs.addSymlink("/srv/data", [], "link", "a/b");
    const fileId = files.open("link", AS_ITSELF);
    const { output } = files.ioctl(fileId, code.FSCTL_GET_REPARSE_POINT);
    assert.deepEqual(output, bytes(symlink("a\\b", 1)));
    assert.equal(set(files, fileId, symlink("c", 1)), STATUS_ACCESS_DENIED);
    assert.equal(drop(files, fileId, SYMLINK), STATUS_ACCESS_DENIED);
  });
});

describe("FSCTL_DELETE_REPARSE_POINT", () => {
  it("wants a header with the tag and no data, and leaves the file", () => {
    const { files } = start();
    files.put("f", "content");
    const fileId = files.open("f");
    set(files, fileId, symlink("x", 1));
    const header = (tag: number, length: number, ...rest: number[]) =>
      Uint8Array.of(tag & 0xff, 0, 0, tag >>> 24, length, 0, 0, 0, ...rest);
    const send = (input: Uint8Array) =>
      files.ioctl(fileId, code.FSCTL_DELETE_REPARSE_POINT, input).status;
    assert.equal(send(new Uint8Array(0)), STATUS_INVALID_BUFFER_SIZE);
    assert.equal(send(header(AF_UNIX, 0)), STATUS_IO_REPARSE_TAG_MISMATCH);
    assert.equal(send(header(SYMLINK, 1, 0x20)), STATUS_IO_REPARSE_DATA_INVALID);
    assert.equal(send(header(SYMLINK, 1)), STATUS_IO_REPARSE_DATA_INVALID);
    assert.equal(send(header(SYMLINK, 0)), STATUS_SUCCESS);
    assert.equal(send(header(SYMLINK, 0)), STATUS_NOT_A_REPARSE_POINT);
    files.close(fileId);
    const again = files.opened("f", { createDisposition: FILE_OPEN });
    assert.deepEqual([again.endOfFile, again.fileAttributes & 0x400], [7, 0]);
  });

  it("names the GUID of a tag that is not Microsoft's", () => {
    const { files } = start();
    const fileId = files.open("f");
    const data = { kind: "guid", tag: 0x4711, guid: GUID, dataView: new Uint8Array(4) } as const;
    set(files, fileId, data);
    const send = (guid: typeof GUID) =>
      files.ioctl(
        fileId,
        code.FSCTL_DELETE_REPARSE_POINT,
        bytes({ ...data, guid, dataView: new Uint8Array(0) }),
      ).status;
    assert.equal(send("f".repeat(32) as typeof GUID), STATUS_REPARSE_ATTRIBUTE_CONFLICT);
    assert.equal(send(GUID), STATUS_SUCCESS);
  });
});

describe("a path that meets a reparse point", () => {
  it("stops with the target and with what was not walked, in an error context from 3.1.1 on", () => {
    const { files } = start();
    makeLink(files, "link", "elsewhere\\there", 1);
    assert.deepEqual(stop(files, "link"), {
      unparsedPathLength: 0,
      substituteName: "elsewhere\\there",
      printName: "elsewhere\\there",
      flags: 1,
    });
    assert.equal(stop(files, "link:stream").unparsedPathLength, 2 * ":stream".length);
    makeLink(files, "folder", "other", 1, FILE_DIRECTORY_FILE);
    assert.equal(stop(files, "folder\\äb\\c").unparsedPathLength, 2 * "\\äb\\c".length);
    assert.equal(stop(files, "folder\\new", FILE_CREATE).unparsedPathLength, 2 * 4);
    assert.equal(stop(files, "link\\x", FILE_OPEN).unparsedPathLength, 4);
  });

  it("stops the same way in earlier dialects, without a context around it", () => {
    const { files } = start(0x0302);
    makeLink(files, "link", "elsewhere", 0);
    const { substituteName, flags } = stop(files, "link");
    assert.deepEqual([substituteName, flags], ["elsewhere", 0]);
  });

  it("stops whatever is to be done with it, unless the link itself is asked for", () => {
    const { files, world } = start();
    makeLink(files, "link", "x", 1);
    for (const disposition of [FILE_OPEN, FILE_OPEN_IF, FILE_CREATE, FILE_OVERWRITE]) {
      const { status } = files.create("link", { createDisposition: disposition });
      assert.equal(status, STATUS_STOPPED_ON_SYMLINK);
    }
    const itself = files.opened("link", AS_ITSELF);
    assert.equal(itself.flags, 1);
    assert.equal(files.close(itself.fileId), STATUS_SUCCESS);
    files.client.vanish();
    assert.deepEqual(world.leftovers(), {});
  });

  it("says of other tags that nobody here handles them", () => {
    const { files } = start();
    const fileId = files.open("fifo");
    const data = Uint8Array.of(0x46, 0x49, 0x46, 0x4f, 0, 0, 0, 0);
    set(files, fileId, { kind: "generic", tag: NFS, dataView: data });
    files.close(fileId);
    assert.equal(files.create("fifo").status, STATUS_IO_REPARSE_TAG_NOT_HANDLED);
    assert.equal(files.create("fifo\\x").status, STATUS_IO_REPARSE_TAG_NOT_HANDLED);
    assert.equal(files.create("fifo", AS_ITSELF).status, STATUS_SUCCESS);
  });

  it("is found on a long way without a look-up for each step", () => {
    const { files, world } = start();
    let folder = "d";
    for (let depth = 1; depth <= 64; depth++, folder += "\\d") {
      files.close(files.open(folder, { createOptions: FILE_DIRECTORY_FILE }));
    }
    makeLink(files, folder, "other", 1, FILE_DIRECTORY_FILE);
    const volume = world.engine.volumes.of(world.engine.catalog.shares[0]!);
    assert.ok(typeof volume !== "number");
    const { mock: lookups } = mock.method(volume, "lookup");
    assert.equal(stop(files, `${folder}\\x\\y`).unparsedPathLength, 8);
    assert.ok(lookups.callCount() < 12, `${lookups.callCount()} look-ups`);
    lookups.restore();
    assert.deepEqual(world.leftovers(), {});
  });

  it("is not found where there is none", () => {
    const { files } = start();
    files.put("plain", "");
    for (const name of ["plain\\x", "none\\x", "none\\x\\y"]) {
      const { status } = files.create(name, { createDisposition: FILE_OPEN });
      assert.equal(status, STATUS_OBJECT_PATH_NOT_FOUND);
    }
  });

  it("is renamed, linked and deleted itself, and gone when it is overwritten as itself", () => {
    const { files } = start();
    makeLink(files, "link", "x", 1);
    const fileId = files.open("link", AS_ITSELF);
    assert.equal(files.rename(fileId, "moved"), STATUS_SUCCESS);
    files.close(fileId);
    assert.equal(stop(files, "moved").substituteName, "x");
    const doomed = { ...AS_ITSELF, createOptions: FILE_OPEN_REPARSE_POINT | FILE_DELETE_ON_CLOSE };
    files.close(files.open("moved", doomed));
    assert.equal(files.create("moved", { createDisposition: FILE_CREATE }).status, STATUS_SUCCESS);
    makeLink(files, "second", "x", 1);
    files.close(files.open("second", { ...AS_ITSELF, createDisposition: FILE_OVERWRITE }));
    assert.equal(files.create("second").status, STATUS_SUCCESS);
  });
});

const SYMLINK = 0xa000000c;
const NFS = 0x80000014;
const AF_UNIX = 0x80000023;
const GUID = "00112233445566778899aabbccddeeff";
const AS_ITSELF = { createDisposition: FILE_OPEN, createOptions: FILE_OPEN_REPARSE_POINT };

function start(dialect?: number) {
  const world = new World();
  const client =
    dialect === undefined
      ? world.connected()
      : world.connected("alice", "data", { dialects: [dialect] });
  return { world, files: new InfoClient(client) };
}

function symlink(target: string, flags: number): ReparseData {
  return { kind: "symlink", substituteName: target, printName: target, flags };
}

function bytes(data: ReparseData): Uint8Array {
  const writer = new Writer();
  encodeReparseData(writer, data);
  return writer.written().slice();
}

function set(files: InfoClient, fileId: FileId, data: ReparseData): number {
  return files.ioctl(fileId, code.FSCTL_SET_REPARSE_POINT, bytes(data)).status;
}

function drop(files: InfoClient, fileId: FileId, tag: number): number {
  const header = bytes({ kind: "generic", tag, dataView: new Uint8Array(0) });
  return files.ioctl(fileId, code.FSCTL_DELETE_REPARSE_POINT, header).status;
}

function makeLink(files: InfoClient, name: string, target: string, flags: number, options = 0) {
  const fileId = files.open(name, { createOptions: options });
  assert.equal(set(files, fileId, symlink(target, flags)), STATUS_SUCCESS);
  files.close(fileId);
}

/** What the error of a CREATE that stops carries. */
function stop(files: InfoClient, name: string, createDisposition = FILE_OPEN): SymbolicLinkError {
  const reply = files.client.call(Command.CREATE, (writer) =>
    encodeCreateRequest(writer, createRequest(name, { createDisposition })),
  );
  assert.equal(reply.status, STATUS_STOPPED_ON_SYMLINK);
  const error = decodeErrorResponse(reply.body);
  const isContext = files.client.dialect === 0x0311;
  assert.equal(error.contexts.length, isContext ? 1 : 0);
  const data = error.contexts[0]?.dataView ?? error.errorDataView;
  return decodeSymbolicLinkError(new Reader(data));
}
