import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, share, user, World } from "../test/world.ts";
import { decodeBasicInformation, encodeBasicInformation } from "../wire/fscc/basic.ts";
import { encodeFullEaList } from "../wire/fscc/full-ea.ts";
import { encodeRenameInformation } from "../wire/fscc/rename.ts";
import { decodeStandardInformation } from "../wire/fscc/standard.ts";
import { FILE_DIRECTORY_FILE, FILE_OPEN } from "../wire/message/create.ts";
import { INFO_FILESYSTEM, INFO_QUOTA, INFO_SECURITY } from "../wire/message/query-info.ts";
import {
  DELETE,
  FILE_ALL_ACCESS,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
} from "../wire/security/access-mask.ts";
import { ACCESS_ALLOWED_ACE_TYPE, makeAce } from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import {
  encodeSecurityDescriptor,
  parseSecurityDescriptor,
  SE_DACL_PRESENT,
  type SecurityDescriptor,
} from "../wire/security/descriptor.ts";
import { parseSid } from "../wire/security/sid.ts";
import { SID_EVERYONE } from "../wire/security/well-known.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_CANNOT_DELETE,
  STATUS_DELETE_PENDING,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_EA_LIST_INCONSISTENT,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INVALID_EA_NAME,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_OWNER,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_SECURITY_DESCR,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_OBJECT_TYPE_MISMATCH,
  STATUS_PRIVILEGE_NOT_HELD,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const DIRECTORY = { createOptions: FILE_DIRECTORY_FILE };
const KEEP = {
  creationTime: 0n,
  lastAccessTime: 0n,
  lastWriteTime: 0n,
  changeTime: 0n,
  fileAttributes: 0,
};

function client(): InfoClient {
  return new InfoClient(new World().connected());
}

type Id = ReturnType<InfoClient["open"]>;

function basicOf(files: InfoClient, fileId: Id) {
  return decodeBasicInformation(files.query(fileId, 4).reader);
}

function setBasic(files: InfoClient, fileId: Id, change: Partial<typeof KEEP>) {
  return files.set(fileId, 4, (writer) => encodeBasicInformation(writer, { ...KEEP, ...change }));
}

function exists(files: InfoClient, name: string): boolean {
  const { status, response } = files.create(name, {
    createDisposition: FILE_OPEN,
    desiredAccess: FILE_READ_ATTRIBUTES,
  });
  if (response !== null) files.close(response.fileId);
  return status === STATUS_SUCCESS;
}

describe("SET_INFO", () => {
  it("needs the right that its class asks for", () => {
    const files = client();
    files.put("f", "");
    const fileId = files.open("f", { desiredAccess: FILE_READ_ATTRIBUTES });
    const zeros = (writer: { zeros(count: number): unknown }) => void writer.zeros(40);
    for (const fileInfoClass of [4, 10, 13, 14, 15, 19, 20, 64]) {
      assert.equal(files.set(fileId, fileInfoClass, zeros), STATUS_ACCESS_DENIED);
    }
  });

  it("refuses inputs that are too short, and classes that cannot be set", () => {
    const files = client();
    const fileId = files.open("f");
    for (const [fileInfoClass, least] of [
      [4, 40],
      [10, 20],
      [11, 20],
      [13, 1],
      [14, 8],
      [16, 4],
      [19, 8],
      [20, 8],
      [64, 4],
    ] as const) {
      const status = files.set(fileId, fileInfoClass, (writer) => writer.zeros(least - 1));
      assert.equal(status, STATUS_INFO_LENGTH_MISMATCH, String(fileInfoClass));
    }
    for (const fileInfoClass of [1, 5, 18, 22, 23, 34, 99]) {
      const status = files.set(fileId, fileInfoClass, (writer) => writer.zeros(40));
      assert.equal(status, STATUS_INVALID_INFO_CLASS);
    }
    const zeros = (writer: { zeros(count: number): unknown }) => void writer.zeros(8);
    assert.equal(files.set(fileId, 39, zeros), STATUS_PRIVILEGE_NOT_HELD);
    assert.equal(
      files.set(fileId, 2, zeros, { infoType: INFO_FILESYSTEM }),
      STATUS_INVALID_INFO_CLASS,
    );
    assert.equal(files.set(fileId, 0, zeros, { infoType: INFO_QUOTA }), STATUS_NOT_SUPPORTED);
    assert.equal(files.set(fileId, 4, zeros, { infoType: 7 }), STATUS_INVALID_PARAMETER);
  });

  it("sets times and attributes; 0, -1 and -2 keep a time, and NORMAL clears attributes", () => {
    const files = client();
    const fileId = files.open("f");
    const before = basicOf(files, fileId);
    const time = 132_000_000_000_000_000n;
    assert.equal(
      setBasic(files, fileId, { creationTime: time, fileAttributes: 0x3 }),
      STATUS_SUCCESS,
    );
    const after = basicOf(files, fileId);
    assert.deepEqual([after.creationTime, after.fileAttributes], [time, 0x3]);
    assert.equal(after.lastWriteTime, before.lastWriteTime);
    setBasic(files, fileId, { lastWriteTime: -1n, changeTime: -2n });
    assert.equal(basicOf(files, fileId).lastWriteTime, before.lastWriteTime);
    assert.equal(basicOf(files, fileId).fileAttributes, 0x3);
    setBasic(files, fileId, { fileAttributes: 0x80 });
    assert.equal(basicOf(files, fileId).fileAttributes, 0x80);
    assert.equal(setBasic(files, fileId, { lastWriteTime: -3n }), STATUS_INVALID_PARAMETER);
    assert.equal(setBasic(files, fileId, { fileAttributes: 0x10 }), STATUS_INVALID_PARAMETER);
    const folder = files.open("d", DIRECTORY);
    assert.equal(setBasic(files, folder, { fileAttributes: 0x100 }), STATUS_INVALID_PARAMETER);
    assert.equal(setBasic(files, folder, { fileAttributes: 0x12 }), STATUS_SUCCESS);
    assert.equal(basicOf(files, folder).fileAttributes, 0x12);
  });

  it("keeps a time that was set or frozen while the same open writes, until -2", () => {
    const world = new World();
    const files = new InfoClient(world.connected());
    const fileId = files.open("f");
    const writeTime = () => basicOf(files, fileId).lastWriteTime;
    const write = () => {
      world.pass(10_000);
      assert.equal(files.write(fileId, 0, Uint8Array.of(1)).status, STATUS_SUCCESS);
    };
    const time = 132_000_000_000_000_000n;
    setBasic(files, fileId, { lastWriteTime: time });
    write();
    files.set(fileId, 20, (writer) => writer.u64(100));
    assert.equal(writeTime(), time);
    setBasic(files, fileId, { lastWriteTime: -2n });
    write();
    const moved = writeTime();
    assert.notEqual(moved, time);
    setBasic(files, fileId, { lastWriteTime: -1n });
    write();
    assert.equal(writeTime(), moved);
  });

  it("keeps a change time that was set or frozen whatever the same open does, until -2", () => {
    const world = new World();
    const files = new InfoClient(world.connected());
    const fileId = files.open("f");
    const changeTime = () => basicOf(files, fileId).changeTime;
    const changeAll = () => {
      world.pass(10_000);
      assert.equal(files.write(fileId, 0, Uint8Array.of(1)).status, STATUS_SUCCESS);
      files.set(fileId, 20, (writer) => writer.u64(100));
      setBasic(files, fileId, { fileAttributes: 0x2 });
    };
    const time = 132_000_000_000_000_000n;
    setBasic(files, fileId, { changeTime: time });
    changeAll();
    assert.equal(changeTime(), time);
    setBasic(files, fileId, { changeTime: -2n });
    changeAll();
    const moved = changeTime();
    assert.notEqual(moved, time);
    setBasic(files, fileId, { changeTime: -1n, fileAttributes: 0x80 });
    changeAll();
    assert.equal(changeTime(), moved);
    const other = files.open("f");
    world.pass(10_000);
    setBasic(files, other, { fileAttributes: 0x80 });
    assert.notEqual(changeTime(), moved);
  });

  it("moves the write time with every size that is set, the present one included", () => {
    const world = new World();
    const files = new InfoClient(world.connected());
    files.put("f", "12345");
    const fileId = files.open("f");
    for (const [fileInfoClass, value] of [
      [20, 5],
      [19, 5],
      [19, 100_000],
      [20, 6],
    ] as const) {
      const before = basicOf(files, fileId).lastWriteTime;
      world.pass(10_000);
      files.set(fileId, fileInfoClass, (writer) => writer.u64(value));
      assert.ok(basicOf(files, fileId).lastWriteTime > before, `${fileInfoClass}: ${value}`);
    }
  });

  it("sets the end of a file and its allocation, of a file alone", () => {
    const files = client();
    files.put("f", "12345");
    const fileId = files.open("f");
    const size = () => decodeStandardInformation(files.query(fileId, 5).reader).endOfFile;
    const set = (fileInfoClass: number, value: number, of = fileId) =>
      files.set(of, fileInfoClass, (writer) => writer.u64(value));
    assert.equal(set(20, 100_000), STATUS_SUCCESS);
    assert.equal(size(), 100_000);
    assert.equal(set(19, 200_000), STATUS_SUCCESS);
    assert.equal(size(), 100_000);
    assert.equal(set(19, 3), STATUS_SUCCESS);
    assert.equal(size(), 3);
    assert.equal(set(20, 2 ** 52), STATUS_INVALID_PARAMETER);
    const negative = files.set(fileId, 20, (writer) => writer.u64Big(-1n));
    assert.equal(negative, STATUS_INVALID_PARAMETER);
    assert.equal(set(20, 0, files.open("d", DIRECTORY)), STATUS_INVALID_PARAMETER);
  });

  it("keeps position and mode with the open", () => {
    const files = client();
    const fileId = files.open("f");
    assert.equal(
      files.set(fileId, 14, (writer) => writer.u64(77)),
      STATUS_SUCCESS,
    );
    assert.equal(files.query(fileId, 14).reader.u64Safe(), 77);
    assert.equal(
      files.set(fileId, 16, (writer) => writer.u32(0x6)),
      STATUS_SUCCESS,
    );
    assert.equal(files.query(fileId, 16).reader.u32(), 0x6);
    for (const mode of [0x1, 0x30, 0x1000]) {
      const status = files.set(fileId, 16, (writer) => writer.u32(mode));
      assert.equal(status, STATUS_INVALID_PARAMETER);
    }
  });

  it("refuses EAs with bad names, and lists that do not hold together", () => {
    const files = client();
    const fileId = files.open("f");
    const ea = { flags: 0, name: "a*b", valueView: Uint8Array.of(1) };
    assert.equal(
      files.set(fileId, 15, (writer) => encodeFullEaList(writer, [ea])),
      STATUS_INVALID_EA_NAME,
    );
    const broken = files.set(fileId, 15, (writer) => writer.u32(3).zeros(20));
    assert.equal(broken, STATUS_EA_LIST_INCONSISTENT);
  });
});

describe("a rename", () => {
  it("moves a file, and every open follows it", () => {
    const files = client();
    files.close(files.open("d", DIRECTORY));
    const fileId = files.open("f");
    const other = files.open("f");
    assert.equal(files.rename(fileId, "d\\G"), STATUS_SUCCESS);
    assert.equal(exists(files, "f"), false);
    assert.equal(exists(files, "d\\g"), true);
    assert.equal(files.rename(other, "d\\h"), STATUS_SUCCESS);
    assert.equal(exists(files, "d\\h"), true);
  });

  it("changes letters to another case", () => {
    const files = client();
    const fileId = files.open("name");
    assert.equal(files.rename(fileId, "NAME"), STATUS_SUCCESS);
    const root = files.open("", DIRECTORY);
    assert.deepEqual(files.list(root, { fileName: "n*" }).names, ["NAME"]);
  });

  it("replaces only where asked, and only a file that nobody has open and that may be deleted", () => {
    const files = client();
    files.put("old", "old");
    const fileId = files.open("new");
    assert.equal(files.rename(fileId, "old"), STATUS_OBJECT_NAME_COLLISION);
    const holder = files.open("old");
    assert.equal(files.rename(fileId, "old", true), STATUS_ACCESS_DENIED);
    setBasic(files, holder, { fileAttributes: 0x1 });
    files.close(holder);
    assert.equal(files.rename(fileId, "old", true), STATUS_ACCESS_DENIED);
    const again = files.open("old", {
      createDisposition: FILE_OPEN,
      desiredAccess: FILE_ALL_ACCESS & ~0x6,
    });
    setBasic(files, again, { fileAttributes: 0x80 });
    files.close(again);
    assert.equal(files.rename(fileId, "old", true), STATUS_SUCCESS);
    files.open("d", DIRECTORY);
    assert.equal(files.rename(fileId, "d", true), STATUS_ACCESS_DENIED);
  });

  it("needs DELETE, a target folder that exists, and no handle to start from", () => {
    const files = client();
    files.put("f", "");
    const reader = files.open("f", { desiredAccess: FILE_READ_DATA });
    assert.equal(files.rename(reader, "g"), STATUS_ACCESS_DENIED);
    const fileId = files.open("f");
    assert.equal(files.rename(fileId, "none\\g"), STATUS_OBJECT_PATH_NOT_FOUND);
    assert.equal(files.rename(fileId, "g", false, 5n), STATUS_INVALID_PARAMETER);
    assert.equal(files.rename(fileId, ""), STATUS_INVALID_PARAMETER);
    const root = files.open("", DIRECTORY);
    assert.equal(files.rename(root, "elsewhere"), STATUS_INVALID_PARAMETER);
  });

  it("leaves a folder where it is while something in it is open, and never moves it into itself", () => {
    const files = client();
    const folder = files.open("d", DIRECTORY);
    const inside = files.open("d\\f");
    assert.equal(files.rename(folder, "e"), STATUS_ACCESS_DENIED);
    files.close(inside);
    assert.equal(files.rename(folder, "e"), STATUS_SUCCESS);
    assert.equal(exists(files, "e\\f"), true);
    assert.notEqual(files.rename(folder, "e\\x"), STATUS_SUCCESS);
    assert.equal(exists(files, "e\\f"), true);
  });

  it("stops at a folder that somebody may delete, or lets nobody change", () => {
    const files = client();
    files.close(files.open("d", DIRECTORY));
    const fileId = files.open("f");
    const folder = (desiredAccess: number, shareAccess: number) =>
      files.open("d", { ...DIRECTORY, desiredAccess, shareAccess });
    const deleter = folder(DELETE, 7);
    assert.equal(files.rename(fileId, "d\\f"), STATUS_SHARING_VIOLATION);
    files.close(deleter);
    const selfish = folder(FILE_READ_DATA, 5);
    assert.equal(files.rename(fileId, "d\\f"), STATUS_SHARING_VIOLATION);
    files.close(selfish);
    // Whoever watches a folder often does not let it be deleted.
    folder(FILE_READ_DATA, 3);
    assert.equal(files.rename(fileId, "d\\f"), STATUS_SUCCESS);
  });

  it("of a stream stays within its file", () => {
    const files = client();
    files.put("f:one", "1");
    files.put("f:two", "2");
    const fileId = files.open("f:one");
    assert.equal(files.rename(fileId, ":two"), STATUS_OBJECT_NAME_COLLISION);
    assert.equal(files.rename(fileId, ":two:$DATA", true), STATUS_SUCCESS);
    assert.equal(exists(files, "f:one"), false);
    assert.equal(files.rename(fileId, "g:three"), STATUS_SHARING_VIOLATION);
    assert.equal(files.rename(fileId, ":three:$INDEX_ALLOCATION"), STATUS_OBJECT_TYPE_MISMATCH);
    assert.equal(files.rename(files.open("d", DIRECTORY), ":three"), STATUS_INVALID_PARAMETER);
  });

  it("of the unnamed stream gives it a name, and the file an empty one", () => {
    const files = client();
    files.put("f", "content");
    const fileId = files.open("f");
    const other = files.open("f");
    assert.equal(files.rename(fileId, ":named"), STATUS_SUCCESS);
    for (const each of [fileId, other]) {
      assert.equal(new TextDecoder().decode(files.read(each, 0, 10).data), "content");
    }
    files.close(other);
    assert.equal(files.write(fileId, 0, new TextEncoder().encode("C")).status, STATUS_SUCCESS);
    files.close(fileId);
    assert.equal(files.opened("f", { createDisposition: FILE_OPEN }).endOfFile, 0);
    const named = files.open("f:named", { createDisposition: FILE_OPEN });
    assert.equal(new TextDecoder().decode(files.read(named, 0, 10).data), "Content");
  });

  it("of a stream takes the open's data along, also to the unnamed stream where that is empty", () => {
    const files = client();
    files.put("f:one", "1");
    const fileId = files.open("f:one");
    const content = () => new TextDecoder().decode(files.read(fileId, 0, 10).data);
    for (const name of [":two", "::$DATA"]) {
      assert.equal(files.rename(fileId, name, true), STATUS_SUCCESS);
      const next = `in ${name.length}`;
      assert.equal(files.write(fileId, 0, new TextEncoder().encode(next)).status, STATUS_SUCCESS);
      assert.equal(content(), next);
    }
    assert.equal(exists(files, "f:two"), false);
    const reader = files.open("f");
    assert.equal(new TextDecoder().decode(files.read(reader, 0, 10).data), "in 7");
    files.put("g", "full");
    files.put("g:one", "1");
    assert.equal(files.rename(files.open("g:one"), "::$DATA", true), STATUS_INVALID_PARAMETER);
    files.open("d", DIRECTORY);
    files.put("d:one", "1");
    assert.equal(files.rename(files.open("d:one"), "::$DATA", true), STATUS_INVALID_PARAMETER);
    assert.equal(files.rename(files.open("g:one"), "::", true), STATUS_INVALID_PARAMETER);
  });
});

describe("a link", () => {
  const link = (files: InfoClient, fileId: Id, fileName: string, replaceIfExists = false) =>
    files.set(fileId, 11, (writer) =>
      encodeRenameInformation(writer, { replaceIfExists, rootDirectory: 0n, fileName }),
    );

  it("gives a file another name, and a folder none", () => {
    const files = client();
    files.put("f", "12345");
    const fileId = files.open("f");
    assert.equal(link(files, fileId, "g"), STATUS_SUCCESS);
    const { numberOfLinks } = decodeStandardInformation(files.query(fileId, 5).reader);
    assert.equal(numberOfLinks, 2);
    assert.equal(link(files, fileId, "g"), STATUS_OBJECT_NAME_COLLISION);
    assert.equal(link(files, fileId, "\\h"), STATUS_SUCCESS);
    assert.equal(link(files, files.open("d", DIRECTORY), "e"), STATUS_FILE_IS_A_DIRECTORY);
  });
});

describe("a disposition", () => {
  const dispose = (files: InfoClient, fileId: Id, value = 1) =>
    files.set(fileId, 13, (writer) => writer.u8(value));

  it("deletes with the last close, and can be taken back before", () => {
    const files = client();
    const fileId = files.open("f");
    assert.equal(dispose(files, fileId), STATUS_SUCCESS);
    assert.equal(files.create("f").status, STATUS_DELETE_PENDING);
    assert.equal(dispose(files, fileId, 0), STATUS_SUCCESS);
    files.close(files.open("f"));
    assert.equal(dispose(files, fileId), STATUS_SUCCESS);
    files.close(fileId);
    const { status } = files.create("f", { createDisposition: FILE_OPEN });
    assert.equal(status, STATUS_OBJECT_NAME_NOT_FOUND);
  });

  it("refuses full folders, read-only files and the root", () => {
    const files = client();
    const folder = files.open("d", DIRECTORY);
    files.put("d\\f", "");
    assert.equal(dispose(files, folder), STATUS_DIRECTORY_NOT_EMPTY);
    const fileId = files.open("f");
    setBasic(files, fileId, { fileAttributes: 0x1 });
    assert.equal(dispose(files, fileId), STATUS_CANNOT_DELETE);
    assert.equal(dispose(files, files.open("", DIRECTORY)), STATUS_CANNOT_DELETE);
    const extended = (flags: number) => files.set(fileId, 64, (writer) => writer.u32(flags));
    assert.equal(extended(0x1), STATUS_CANNOT_DELETE);
    assert.equal(extended(0x3), STATUS_NOT_SUPPORTED);
    assert.equal(extended(0x20), STATUS_INVALID_PARAMETER);
    assert.equal(extended(0x11), STATUS_SUCCESS);
  });

  it("of a stream deletes the stream alone", () => {
    const files = client();
    files.put("f:s", "1");
    const fileId = files.open("f:s");
    assert.equal(dispose(files, fileId), STATUS_SUCCESS);
    files.close(fileId);
    assert.equal(exists(files, "f:s"), false);
    assert.equal(exists(files, "f"), true);
  });
});

describe("SET_INFO of security", () => {
  const descriptor = (change: Partial<SecurityDescriptor>): SecurityDescriptor => ({
    control: 0,
    resourceManagerControl: 0,
    owner: null,
    group: null,
    dacl: null,
    sacl: null,
    ...change,
  });
  const setSecurity = (files: InfoClient, fileId: Id, parts: number, given: SecurityDescriptor) =>
    files.set(fileId, 0, (writer) => encodeSecurityDescriptor(writer, given), {
      infoType: INFO_SECURITY,
      additionalInformation: parts,
    });
  const onlyReading = descriptor({
    control: SE_DACL_PRESENT,
    dacl: makeAcl([makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, 0x001200a9, SID_EVERYONE)]),
  });

  it("sets the DACL, which counts for the next open", () => {
    const world = new World();
    const files = new InfoClient(world.connected());
    const fileId = files.open("f");
    assert.equal(setSecurity(files, fileId, 4, onlyReading), STATUS_SUCCESS);
    const stored = parseSecurityDescriptor(files.querySecurity(fileId, 7).output);
    assert.equal(stored.dacl?.aces.length, 1);
    assert.ok(stored.owner !== null);
    const bob = new InfoClient(world.connected("bob"));
    assert.equal(bob.create("f").status, STATUS_ACCESS_DENIED);
    assert.equal(bob.create("f", { desiredAccess: FILE_READ_DATA }).status, STATUS_SUCCESS);
  });

  it("needs WRITE_DAC, WRITE_OWNER or ACCESS_SYSTEM_SECURITY by its parts", () => {
    const files = client();
    files.put("f", "");
    const fileId = files.open("f", { desiredAccess: FILE_READ_DATA });
    for (const part of [1, 2, 4]) {
      assert.equal(setSecurity(files, fileId, part, onlyReading), STATUS_ACCESS_DENIED);
    }
    assert.equal(setSecurity(files, files.open("f"), 8, onlyReading), STATUS_ACCESS_DENIED);
  });

  it("lets nobody but an administrator give a file away", () => {
    const input = catalogInput({
      users: [{ ...user("alice", 0), isAdministrator: true }, user("bob", 1)],
    });
    const world = new World(input);
    const bobs = parseSid(`${input.server.sid}-1001`);
    const alices = parseSid(`${input.server.sid}-1000`);
    const bob = new InfoClient(world.connected("bob"));
    const mine = bob.open("bobs");
    assert.equal(setSecurity(bob, mine, 1, descriptor({ owner: bobs })), STATUS_SUCCESS);
    assert.equal(setSecurity(bob, mine, 1, descriptor({ owner: alices })), STATUS_INVALID_OWNER);
    assert.equal(setSecurity(bob, mine, 1, descriptor({})), STATUS_INVALID_OWNER);
    const alice = new InfoClient(world.connected("alice"));
    const given = alice.open("alices");
    assert.equal(setSecurity(alice, given, 1, descriptor({ owner: bobs })), STATUS_SUCCESS);
    const { owner } = parseSecurityDescriptor(alice.querySecurity(given, 1).output);
    assert.equal(owner?.text, bobs?.text);
  });

  it("refuses bytes that are no descriptor", () => {
    const files = client();
    const status = files.set(files.open("f"), 0, (writer) => writer.zeros(12), {
      infoType: INFO_SECURITY,
      additionalInformation: 4,
    });
    assert.equal(status, STATUS_INVALID_SECURITY_DESCR);
  });
});

it("a read-only share takes nothing of all this", () => {
  const input = catalogInput({ shares: [{ ...share("data", "/data"), readOnly: true }] });
  const files = new InfoClient(new World(input).connected());
  const root = files.open("", { ...DIRECTORY, desiredAccess: 0x02000000, createDisposition: 1 });
  assert.equal(setBasic(files, root, { fileAttributes: 0x12 }), STATUS_ACCESS_DENIED);
});
