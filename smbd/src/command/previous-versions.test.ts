import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SNAPSHOT_COUNT_MAX } from "../limits.ts";
import type { VfsShare } from "../port/vfs.ts";
import { snapshotToken } from "../state/snapshot-token.ts";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, share, World } from "../test/world.ts";
import { CREATE_TIMEWARP_TOKEN, createContext } from "../wire/context/create-context.ts";
import { encodeTimewarp } from "../wire/context/timewarp.ts";
import { encodeBasicInformation } from "../wire/fscc/basic.ts";
import { FileInformationClass } from "../wire/fscc/information-class.ts";
import { FSCTL_SET_SPARSE, FSCTL_SRV_ENUMERATE_SNAPSHOTS } from "../wire/fsctl/code.ts";
import { decodeSnapshotArray } from "../wire/fsctl/enumerate-snapshots.ts";
import {
  type CreateRequest,
  FILE_CREATE,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OVERWRITE,
  FILE_SUPERSEDE,
} from "../wire/message/create.ts";
import { Reader } from "../wire/reader.ts";
import { FILE_READ_DATA } from "../wire/security/access-mask.ts";
import {
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_NOT_SAME_DEVICE,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const THEN = Date.UTC(2025, 11, 24, 20, 30) / 1000;
const LATER = THEN + 3600;

/** A share with a file of today, and a snapshot in which it is another. */
function box(previousVersions = true) {
  const data = { ...share("data", "/srv/data"), previousVersions };
  const world = new World(catalogInput({ shares: [data] }));
  const root = world.vfs.addSnapshot("/srv/data", THEN);
  world.vfs.addSnapshot("/srv/data", LATER);
  const policy = { caseSensitive: false, symlinks: "none", fileMode: 0o644, directoryMode: 0o755 };
  const past = world.vfs.openShare(root, policy as Parameters<typeof world.vfs.openShare>[1]);
  assert.ok(typeof past === "object");
  fill(past);
  past.close();
  const alice = new InfoClient(world.connected("alice"));
  alice.put("a.txt", "today");
  return { world, alice };
}

function fill(past: VfsShare): void {
  const top = past.lookup([]);
  assert.ok(typeof top === "object" && top.node !== null);
  const common = { uid: 0, gid: 0, attributes: 0, descriptor: null };
  const folder = past.create(top.node, "folder", { ...common, directory: true });
  assert.ok(typeof folder === "object");
  for (const parent of [top.node, folder]) {
    const file = past.create(parent, "a.txt", { ...common, directory: false });
    assert.ok(typeof file === "object");
    const data = file.openData(true);
    assert.ok(typeof data === "object");
    data.write(0, new TextEncoder().encode("back then"), false, () => {});
    data.close();
    file.close();
  }
  folder.close();
  top.node.close();
  top.parent.close();
}

function at(unixSeconds: number, change: Partial<CreateRequest> = {}): Partial<CreateRequest> {
  const timestamp = (BigInt(unixSeconds) + 11_644_473_600n) * 10_000_000n;
  const context = createContext(CREATE_TIMEWARP_TOKEN, encodeTimewarp, { timestamp });
  return { createDisposition: FILE_OPEN, contexts: [context], ...change };
}

function text(client: InfoClient, name: string, change: Partial<CreateRequest>): string {
  const fileId = client.open(name, { createDisposition: FILE_OPEN, ...change });
  const { data } = client.read(fileId, 0, 100);
  client.close(fileId);
  return new TextDecoder().decode(data);
}

describe("previous versions", () => {
  it("are what the snapshot has, beside what there is today", () => {
    const { world, alice } = box();
    assert.equal(text(alice, "a.txt", {}), "today");
    assert.equal(text(alice, "a.txt", at(THEN)), "back then");
    assert.equal(text(alice, "FOLDER\\A.TXT", at(THEN)), "back then");
    assert.deepEqual(world.leftovers(), {});
  });

  it("are found by a token in the path, too, wherever it stands", () => {
    const { world, alice } = box();
    const token = snapshotToken(THEN);
    assert.equal(text(alice, `${token}\\a.txt`, {}), "back then");
    assert.equal(text(alice, `folder\\${token}\\a.txt`, {}), "back then");
    const list = alice.open(token, { createDisposition: FILE_OPEN, desiredAccess: FILE_READ_DATA });
    const names = alice.list(list).entries.map(({ fileName }) => fileName);
    assert.deepEqual(names.sort(), [".", "..", "a.txt", "folder"]);
    alice.close(list);
    assert.deepEqual(world.leftovers(), {});
  });

  it("are not there at another moment, nor where the share shows none", () => {
    const { world, alice } = box();
    assert.equal(alice.create("a.txt", at(THEN + 1)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(alice.create("a.txt", at(LATER)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.deepEqual(world.leftovers(), {});
    const without = box(false);
    assert.equal(without.alice.create("a.txt", at(THEN)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    const path = `${snapshotToken(THEN)}\\a.txt`;
    const { status } = without.alice.create(path, { createDisposition: FILE_OPEN });
    assert.equal(status, STATUS_OBJECT_PATH_NOT_FOUND);
    assert.deepEqual(without.world.leftovers(), {});
  });

  it("are listed, the newest first, once there is room for all of them", () => {
    const { world, alice } = box();
    const fileId = alice.open("");
    const ask = (maxOutputResponse: number) => {
      const nothing = new Uint8Array(0);
      const code = FSCTL_SRV_ENUMERATE_SNAPSHOTS;
      const { output } = alice.ioctl(fileId, code, nothing, maxOutputResponse);
      return decodeSnapshotArray(new Reader(output));
    };
    const count = ask(16);
    assert.deepEqual([count.numberOfSnapshots, count.snapshots.length], [2, 0]);
    const whole = ask(12 + count.snapshotArraySize);
    assert.deepEqual(whole.snapshots, [snapshotToken(LATER), snapshotToken(THEN)]);
    alice.close(fileId);
    assert.deepEqual(world.leftovers(), {});
  });

  it("are SNAPSHOT_COUNT_MAX at most", () => {
    const { world, alice } = box();
    for (let index = 0; index <= SNAPSHOT_COUNT_MAX; index++) {
      world.vfs.addSnapshot("/srv/data", LATER + 60 + index);
    }
    const { catalog, pastVolumes } = world.engine;
    const list = pastVolumes.list(catalog.shareByName("data")!);
    assert.equal(list.length, SNAPSHOT_COUNT_MAX);
    assert.equal(list[0]?.unixSeconds, LATER + 60 + SNAPSHOT_COUNT_MAX);
    alice.close(alice.open("a.txt"));
    assert.deepEqual(world.leftovers(), {});
  });

  it("cannot be changed, whatever rights were granted", () => {
    const { world, alice } = box();
    for (const [name, createDisposition, expected] of [
      ["a.txt", FILE_OPEN_IF, STATUS_SUCCESS],
      ["a.txt", FILE_CREATE, STATUS_OBJECT_NAME_COLLISION],
      ["a.txt", FILE_OVERWRITE, STATUS_MEDIA_WRITE_PROTECTED],
      ["a.txt", FILE_SUPERSEDE, STATUS_MEDIA_WRITE_PROTECTED],
      ["new.txt", FILE_CREATE, STATUS_MEDIA_WRITE_PROTECTED],
      ["new.txt", FILE_OPEN_IF, STATUS_MEDIA_WRITE_PROTECTED],
      ["new.txt", FILE_OPEN, STATUS_OBJECT_NAME_NOT_FOUND],
      ["a.txt:stream", FILE_OPEN_IF, STATUS_MEDIA_WRITE_PROTECTED],
    ] as const) {
      const { status, response } = alice.create(name, at(THEN, { createDisposition }));
      assert.equal(status, expected, `${name} ${createDisposition}`);
      if (response !== null) alice.close(response.fileId);
    }
    const directory = at(THEN, {
      createDisposition: FILE_CREATE,
      createOptions: FILE_DIRECTORY_FILE,
    });
    assert.equal(alice.create("new", directory).status, STATUS_MEDIA_WRITE_PROTECTED);
    const deletes = at(THEN, { createOptions: FILE_DELETE_ON_CLOSE });
    assert.equal(alice.create("a.txt", deletes).status, STATUS_MEDIA_WRITE_PROTECTED);
    const fileId = alice.open("a.txt", at(THEN));
    assert.equal(alice.write(fileId, 0, Uint8Array.of(1)).status, STATUS_MEDIA_WRITE_PROTECTED);
    assert.equal(alice.rename(fileId, "b.txt"), STATUS_NOT_SAME_DEVICE);
    const times = { creationTime: 0n, lastAccessTime: 0n, lastWriteTime: 0n, changeTime: 0n };
    const set = alice.set(fileId, FileInformationClass.BASIC, (writer) =>
      encodeBasicInformation(writer, { ...times, fileAttributes: 2 }),
    );
    assert.equal(set, STATUS_MEDIA_WRITE_PROTECTED);
    const sparse = alice.ioctl(fileId, FSCTL_SET_SPARSE, Uint8Array.of(1));
    assert.equal(sparse.status, STATUS_MEDIA_WRITE_PROTECTED);
    alice.close(fileId);
    assert.deepEqual(world.leftovers(), {});
  });

  it("stand beside today's files: neither keeps the other from being changed", () => {
    const { world, alice } = box();
    const past = alice.open("a.txt", at(THEN, { shareAccess: 0 }));
    assert.equal(text(alice, "a.txt", { shareAccess: 0 }), "today");
    alice.close(alice.open("folder", { createOptions: FILE_DIRECTORY_FILE }));
    const below = alice.open("folder\\a.txt", at(THEN));
    const folder = alice.open("folder");
    assert.equal(alice.rename(folder, "renamed"), STATUS_SUCCESS);
    alice.close(folder);
    assert.equal(new TextDecoder().decode(alice.read(below, 0, 9).data), "back then");
    alice.close(past);
    alice.close(below);
    assert.deepEqual(world.leftovers(), {});
  });

  it("let their snapshot go with the last open in it", () => {
    const { world, alice } = box();
    const first = alice.open("a.txt", at(THEN));
    const second = alice.open("folder", at(THEN));
    assert.equal(world.engine.pastVolumes.size, 1);
    alice.close(first);
    assert.equal(world.engine.pastVolumes.size, 1);
    alice.close(second);
    assert.equal(world.engine.pastVolumes.size, 0);
    assert.deepEqual(world.leftovers(), {});
  });
});
