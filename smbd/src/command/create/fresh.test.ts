import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../../test/file-client.ts";
import { catalogInput, share, World } from "../../test/world.ts";
import { encodeAllocationSize } from "../../wire/context/allocation-size.ts";
import {
  CREATE_ALLOCATION_SIZE,
  CREATE_EA_BUFFER,
  createContext,
} from "../../wire/context/create-context.ts";
import { encodeEaBuffer } from "../../wire/context/ea-buffer.ts";
import {
  FILE_ATTRIBUTE_ENCRYPTED,
  FILE_ATTRIBUTE_READONLY,
  FILE_ATTRIBUTE_TEMPORARY,
} from "../../wire/fscc/attributes.ts";
import {
  FILE_CREATE,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
} from "../../wire/message/create.ts";
import {
  FILE_GENERIC_READ,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  MAXIMUM_ALLOWED,
} from "../../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_CANNOT_DELETE,
  STATUS_DISK_FULL,
  STATUS_INVALID_EA_NAME,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const DIRECTORY = { createOptions: FILE_DIRECTORY_FILE };
const OPENING = { createDisposition: FILE_OPEN };

function eas(name: string, value: Uint8Array) {
  return createContext(CREATE_EA_BUFFER, encodeEaBuffer, [{ flags: 0, name, valueView: value }]);
}

function allocation(allocationSize: number) {
  return createContext(CREATE_ALLOCATION_SIZE, encodeAllocationSize, { allocationSize });
}

function worldWith(change: Partial<ReturnType<typeof share>>): FileClient {
  const input = catalogInput({ shares: [{ ...share("data", "/srv/data"), ...change }] });
  return new FileClient(new World(input).connected());
}

describe("CREATE of what is not there", () => {
  it("the attributes that a store keeps are kept, with ARCHIVE for a file", () => {
    const stored = 0x3127;
    for (let bit = 1; bit <= 0x2000; bit *= 2) {
      if ((bit & 0x48) !== 0) continue;
      const files = new FileClient(new World().connected());
      const made = files.opened("x", { fileAttributes: bit });
      assert.equal(made.fileAttributes, (bit & stored) | 0x20, `attribute ${bit}`);
    }
  });

  it("a directory is made with its attributes and is no archive", () => {
    const files = new FileClient(new World().connected());
    assert.equal(files.opened("d", { ...DIRECTORY, fileAttributes: 2 }).fileAttributes, 0x12);
    const temporary = { ...DIRECTORY, fileAttributes: FILE_ATTRIBUTE_TEMPORARY };
    assert.equal(files.create("e", temporary).status, STATUS_INVALID_PARAMETER);
    assert.equal(files.opened("f\\").fileAttributes, 0x10);
  });

  it("encryption by attribute is refused, deletion on close of a read-only file too", () => {
    const files = new FileClient(new World().connected());
    const encrypted = { fileAttributes: FILE_ATTRIBUTE_ENCRYPTED };
    assert.equal(files.create("x", encrypted).status, STATUS_ACCESS_DENIED);
    const change = {
      fileAttributes: FILE_ATTRIBUTE_READONLY,
      createOptions: FILE_DELETE_ON_CLOSE,
    };
    assert.equal(files.create("x", change).status, STATUS_CANNOT_DELETE);
    assert.equal(files.create("x", OPENING).status, STATUS_OBJECT_NAME_NOT_FOUND);
  });

  it("who makes a read-only file may still write it through that open", () => {
    const files = new FileClient(new World().connected());
    const fileId = files.open("x", { fileAttributes: FILE_ATTRIBUTE_READONLY });
    assert.equal(files.write(fileId, 0, new Uint8Array([1])).status, STATUS_SUCCESS);
  });

  it("a read-only share lets nothing be made, a user with read alone neither", () => {
    const readOnly = worldWith({ readOnly: true });
    const change = { desiredAccess: FILE_READ_DATA };
    assert.equal(readOnly.create("x", change).status, STATUS_ACCESS_DENIED);
    const reader = worldWith({
      permissions: [{ principal: "everyone", principalId: "", right: "read" }],
    });
    assert.equal(reader.create("x", change).status, STATUS_ACCESS_DENIED);
    assert.equal(reader.create("d", { ...change, ...DIRECTORY }).status, STATUS_ACCESS_DENIED);
    assert.equal(reader.create("", change).status, STATUS_SUCCESS);
  });

  it("nobody gets more than the share leaves, whoever makes the file", () => {
    const files = worldWith({
      permissions: [{ principal: "everyone", principalId: "", right: "change" }],
    });
    assert.equal(files.create("x").status, STATUS_ACCESS_DENIED);
    const fileId = files.open("x", { desiredAccess: MAXIMUM_ALLOWED });
    assert.equal(files.write(fileId, 0, new Uint8Array([1])).status, STATUS_SUCCESS);
  });

  it("files belong to their maker, or to whom the share says", () => {
    const world = new World();
    const files = new FileClient(world.connected("bob"));
    files.open("x");
    const stat = world.engine.files
      .values()
      .next()
      .value?.opens()
      [Symbol.iterator]()
      .next()
      .value?.node?.stat();
    assert.ok(typeof stat === "object");
    assert.deepEqual([stat.uid, stat.gid], [10_001, 10_001]);
    const forced = new World(
      catalogInput({ shares: [{ ...share("data", "/srv/data"), forceUid: 5, forceGid: 6 }] }),
    );
    new FileClient(forced.connected()).open("x");
    const other = forced.engine.files
      .values()
      .next()
      .value?.opens()
      [Symbol.iterator]()
      .next()
      .value?.node?.stat();
    assert.ok(typeof other === "object");
    assert.deepEqual([other.uid, other.gid], [5, 6]);
  });

  it("EAs come with the file, and one with a bad name leaves no file behind", () => {
    const files = new FileClient(new World().connected());
    const value = new Uint8Array([1, 2, 3]);
    assert.equal(files.create("x", { contexts: [eas("good", value)] }).status, STATUS_SUCCESS);
    const bad = { contexts: [eas("b*d", value)] };
    assert.equal(files.create("y", bad).status, STATUS_INVALID_EA_NAME);
    assert.equal(files.create("y", OPENING).status, STATUS_OBJECT_NAME_NOT_FOUND);
  });

  it("space is reserved as asked, and a full disk leaves no file behind", () => {
    const files = new FileClient(new World().connected());
    const made = files.opened("x", { contexts: [allocation(100_000)] });
    assert.ok(made.allocationSize >= 100_000);
    assert.equal(made.endOfFile, 0);
    const reader = { desiredAccess: FILE_READ_DATA, contexts: [allocation(5000)] };
    assert.ok(files.opened("r", reader).allocationSize >= 5000);
    const huge = { contexts: [allocation(2 ** 45)] };
    assert.equal(files.create("y", huge).status, STATUS_DISK_FULL);
    assert.equal(files.create("y", OPENING).status, STATUS_OBJECT_NAME_NOT_FOUND);
  });

  it("a name of 255 characters is made, a longer one is invalid", () => {
    const files = new FileClient(new World().connected());
    assert.equal(files.create("x".repeat(255)).status, STATUS_SUCCESS);
    assert.equal(files.create("x".repeat(256)).status, STATUS_OBJECT_NAME_INVALID);
  });

  it("folders are made 60 deep, without handles left", () => {
    const world = new World();
    const files = new FileClient(world.connected());
    const before = world.vfs.openCount;
    let path = "";
    for (let depth = 0; depth < 60; depth++) {
      path += `${depth === 0 ? "" : "\\"}folder`;
      files.close(files.open(path, { ...DIRECTORY, createDisposition: FILE_CREATE }));
    }
    files.put(`${path}\\file`, "deep");
    assert.equal(world.vfs.openCount, before);
  });

  it("an audit entry says what was made", () => {
    const world = new World();
    const files = new FileClient(world.connected());
    files.close(files.open("dir", DIRECTORY));
    files.put("dir\\x:s", "stream");
    files.put("dir\\x", "again");
    const made = world.events.flatMap((event) =>
      event.type === "audit" && event.kind === "create" ? [event.path] : [],
    );
    assert.deepEqual(made, ["dir", "dir/x:s"]);
  });

  it("more opens than a session may have leave no file behind", () => {
    const world = new World();
    const files = new FileClient(world.connected());
    const { addOpen } = world.engine;
    world.engine.addOpen = () => STATUS_DISK_FULL;
    const before = world.vfs.openCount;
    assert.equal(files.create("x").status, STATUS_DISK_FULL);
    assert.equal(files.create("y:s").status, STATUS_DISK_FULL);
    world.engine.addOpen = addOpen;
    assert.equal(world.vfs.openCount, before);
    assert.equal(world.engine.files.size, 0);
    assert.equal(files.create("x", OPENING).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(files.create("y", OPENING).status, STATUS_OBJECT_NAME_NOT_FOUND);
  });

  it("the share's rights are what an open without named rights is given", () => {
    const files = worldWith({
      permissions: [{ principal: "everyone", principalId: "", right: "read" }],
    });
    assert.equal(files.create("", { desiredAccess: FILE_GENERIC_READ }).status, STATUS_SUCCESS);
    assert.equal(files.create("", { desiredAccess: FILE_WRITE_DATA }).status, STATUS_ACCESS_DENIED);
  });
});
