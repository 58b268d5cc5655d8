import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HARD_LINK_ENTRY_COUNT_MAX } from "../../limits.ts";
import { InfoClient } from "../../test/info-client.ts";
import { World } from "../../test/world.ts";
import type { FileId } from "../../wire/file-id.ts";
import { decodeHardLinkInformation } from "../../wire/fscc/hard-link.ts";
import { FileInformationClass } from "../../wire/fscc/information-class.ts";
import { encodeLinkInformation } from "../../wire/fscc/link.ts";
import { FILE_DELETE_ON_CLOSE, FILE_DIRECTORY_FILE, FILE_OPEN } from "../../wire/message/create.ts";
import { DACL_SECURITY_INFORMATION } from "../../wire/message/query-info.ts";
import { FILE_READ_ATTRIBUTES } from "../../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_OVERFLOW,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const AWAY = { createOptions: FILE_DELETE_ON_CLOSE };
const FOLDER = { createOptions: FILE_DIRECTORY_FILE };

describe("hard links", () => {
  it("have every name listed, with the id of its folder", () => {
    const files = client();
    files.put("one", "content");
    const folder = files.open("folder", { ...FOLDER, desiredAccess: FILE_READ_ATTRIBUTES });
    const fileId = files.open("one");
    assert.deepEqual(namesOf(files, fileId), ["one"]);
    assert.equal(link(files, fileId, "two"), STATUS_SUCCESS);
    assert.equal(link(files, fileId, "folder\\three"), STATUS_SUCCESS);
    const { entries } = links(files, fileId);
    assert.deepEqual(entries.map(({ fileName }) => fileName).sort(), ["one", "three", "two"]);
    const idOf = (id: FileId) => files.query(id, FileInformationClass.INTERNAL).reader.u64Big();
    const three = entries.find(({ fileName }) => fileName === "three");
    assert.equal(three?.parentFileId, idOf(folder));
  });

  it("are told as far as the buffer goes, with what the whole list takes", () => {
    const files = client();
    files.put("one", "");
    const fileId = files.open("one");
    link(files, fileId, "another-name");
    const query = (room: number) =>
      files.query(fileId, FileInformationClass.HARD_LINK, { outputBufferLength: room });
    assert.equal(query(31).status, STATUS_INFO_LENGTH_MISMATCH);
    const cut = query(40);
    assert.equal(cut.status, STATUS_BUFFER_OVERFLOW);
    const { bytesNeeded, entries } = decodeHardLinkInformation(cut.reader);
    assert.equal(entries.length, 1);
    assert.equal(query(bytesNeeded).status, STATUS_SUCCESS);
    assert.equal(query(bytesNeeded - 1).status, STATUS_BUFFER_OVERFLOW);
  });

  it("are looked for among so many entries, and the open's own name is always told", () => {
    const world = new World();
    const files = new InfoClient(world.connected());
    fill(world, HARD_LINK_ENTRY_COUNT_MAX);
    files.put("one", "");
    const fileId = files.open("one");
    assert.equal(link(files, fileId, "two"), STATUS_SUCCESS);
    assert.deepEqual(namesOf(files, fileId), ["one"]);
    files.close(files.open("filler 7", { ...AWAY, createDisposition: FILE_OPEN }));
    files.close(files.open("filler 8", { ...AWAY, createDisposition: FILE_OPEN }));
    assert.deepEqual(namesOf(files, fileId), ["one", "two"]);
  });

  it("have one descriptor, whichever of them it is set and asked through", () => {
    const files = client();
    files.put("one", "");
    const one = files.open("one");
    assert.equal(link(files, one, "two"), STATUS_SUCCESS);
    const two = files.open("two");
    const before = files.querySecurity(two, DACL_SECURITY_INFORMATION).output;
    assert.deepEqual(files.querySecurity(one, DACL_SECURITY_INFORMATION).output, before);
  });

  it("are made of files alone, over nothing that is open, and over others only where asked", () => {
    const files = client();
    const folder = files.open("folder", FOLDER);
    assert.equal(link(files, folder, "x"), STATUS_FILE_IS_A_DIRECTORY);
    files.close(folder);
    files.put("one", "first");
    files.put("two", "second");
    const one = files.open("one");
    assert.equal(link(files, one, "two"), STATUS_OBJECT_NAME_COLLISION);
    const two = files.open("two");
    assert.equal(link(files, one, "two", true), STATUS_ACCESS_DENIED);
    files.close(two);
    assert.equal(link(files, one, "folder", true), STATUS_ACCESS_DENIED);
    assert.equal(link(files, one, "two", true), STATUS_SUCCESS);
    assert.equal(link(files, one, "one", true), STATUS_SUCCESS);
    assert.deepEqual(namesOf(files, one), ["one", "two"]);
    const { endOfFile } = files.opened("two", { createDisposition: FILE_OPEN });
    assert.equal(endOfFile, "first".length);
  });
});

function client(): InfoClient {
  return new InfoClient(new World().connected());
}

/** Files of the share's root, made beside the client. */
function fill(world: World, count: number): void {
  const volume = world.vfs.openShare("/srv/data", POLICY);
  assert.ok(typeof volume !== "number");
  const root = volume.lookup([]);
  assert.ok(typeof root !== "number");
  const options = { directory: false, uid: 0, gid: 0, attributes: 0, descriptor: null };
  for (let index = 0; index < count; index++) {
    const node = volume.create(root.parent, `filler ${index}`, options);
    assert.ok(typeof node !== "number");
    node.close();
  }
  root.parent.close();
  root.node?.close();
  volume.close();
}

const POLICY = {
  caseSensitive: false,
  symlinks: "none",
  fileMode: 0o644,
  directoryMode: 0o755,
} as const;

function link(files: InfoClient, fileId: FileId, fileName: string, replaceIfExists = false) {
  return files.set(fileId, FileInformationClass.LINK, (writer) =>
    encodeLinkInformation(writer, { replaceIfExists, rootDirectory: 0n, fileName }),
  );
}

function links(files: InfoClient, fileId: FileId) {
  const { status, reader } = files.query(fileId, FileInformationClass.HARD_LINK);
  assert.equal(status, STATUS_SUCCESS);
  return decodeHardLinkInformation(reader);
}

function namesOf(files: InfoClient, fileId: FileId): string[] {
  return links(files, fileId)
    .entries.map(({ fileName }) => fileName)
    .sort();
}
