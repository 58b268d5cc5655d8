import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { VfsShare } from "../../port/vfs.ts";
import { ALICE, allow, BOB, DACL, descriptor, SecurityClient } from "../../test/security-client.ts";
import { World } from "../../test/world.ts";
import type { FileId } from "../../wire/file-id.ts";
import { FileInformationClass } from "../../wire/fscc/information-class.ts";
import { encodeLinkInformation } from "../../wire/fscc/link.ts";
import { FILE_DIRECTORY_FILE, FILE_OPEN } from "../../wire/message/create.ts";
import { FILE_ALL_ACCESS, FILE_READ_DATA } from "../../wire/security/access-mask.ts";
import {
  CONTAINER_INHERIT_ACE,
  INHERITED_ACE,
  OBJECT_INHERIT_ACE,
} from "../../wire/security/ace.ts";
import { SE_DACL_AUTO_INHERITED } from "../../wire/security/descriptor.ts";
import { STATUS_ACCESS_DENIED, STATUS_SUCCESS } from "../../wire/status.ts";

const HANDED_DOWN = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
const FOLDER = { createOptions: FILE_DIRECTORY_FILE };

/** "mine" is alice's alone, and so is what local processes made in it; "open" is everybody's. */
class Bench {
  readonly world = new World();
  readonly alice = new SecurityClient(this.world.connected("alice"));
  readonly bob = new SecurityClient(this.world.connected("bob"));

  constructor() {
    const own = descriptor([allow(ALICE, FILE_ALL_ACCESS, HANDED_DOWN)]);
    this.alice.make("mine", own, FILE_DIRECTORY_FILE);
    this.alice.close(this.alice.open("open", FOLDER));
    this.#makeLocally("mine", "f", false);
    this.#makeLocally("mine", "d", true);
    this.#makeLocally("open", "f", false);
  }

  #volume(): VfsShare {
    const volume = this.world.vfs.openShare("/srv/data", {
      caseSensitive: false,
      symlinks: "none",
      fileMode: 0o644,
      directoryMode: 0o755,
    });
    assert.ok(typeof volume !== "number");
    return volume;
  }

  #makeLocally(folder: string, name: string, directory: boolean): void {
    const volume = this.#volume();
    const found = volume.lookup([folder]);
    assert.ok(typeof found !== "number" && found.node !== null);
    const by = { uid: 0, gid: 0, attributes: 0, descriptor: null };
    const made = volume.create(found.node, name, { directory, ...by });
    assert.ok(typeof made !== "number");
    made.close();
    found.node.close();
    found.parent.close();
    volume.close();
  }

  isStored(...path: readonly string[]): boolean {
    const volume = this.#volume();
    const found = volume.lookup(path);
    assert.ok(typeof found !== "number" && found.node !== null);
    const isStored = found.node.descriptor() !== null;
    found.node.close();
    found.parent.close();
    volume.close();
    return isStored;
  }

  mayRead(files: SecurityClient, name: string): boolean {
    const access = { desiredAccess: FILE_READ_DATA, createDisposition: FILE_OPEN };
    const { status, response } = files.create(name, access);
    if (response !== null) files.close(response.fileId);
    else assert.equal(status, STATUS_ACCESS_DENIED, name);
    return response !== null;
  }

  link(fileId: FileId, fileName: string): number {
    const body = { replaceIfExists: false, rootDirectory: 0n, fileName };
    return this.alice.set(fileId, FileInformationClass.LINK, (writer) =>
      encodeLinkInformation(writer, body),
    );
  }

  end(): void {
    assert.deepEqual(this.world.leftovers(), {});
  }
}

describe("a file that has its rights from its place", () => {
  it("keeps them when it moves to another folder, and hands them down there", () => {
    const bench = new Bench();
    const { alice, bob } = bench;
    assert.equal(bench.mayRead(bob, "mine\\f"), false);
    assert.equal(alice.rename(alice.open("mine\\f"), "open\\moved"), STATUS_SUCCESS);
    assert.equal(alice.rename(alice.open("mine\\d", FOLDER), "open\\d"), STATUS_SUCCESS);
    alice.put("open\\d\\below", "");
    for (const name of ["open\\moved", "open\\d\\below"]) {
      assert.equal(bench.mayRead(bob, name), false, name);
      assert.equal(bench.mayRead(alice, name), true, name);
    }
    bench.end();
  });

  it("is judged the same by each of its names", () => {
    const bench = new Bench();
    const { alice, bob } = bench;
    assert.equal(bench.link(alice.open("mine\\f"), "open\\link"), STATUS_SUCCESS);
    assert.deepEqual(
      [bench.mayRead(bob, "open\\link"), bench.mayRead(bob, "mine\\f")],
      [false, false],
    );
    assert.equal(bench.link(alice.open("open\\f"), "mine\\link"), STATUS_SUCCESS);
    assert.deepEqual(
      [bench.mayRead(bob, "mine\\link"), bench.mayRead(bob, "open\\f")],
      [true, true],
    );
    bench.end();
  });

  it("says of each entry that it is inherited, whatever the folder's own say", () => {
    const bench = new Bench();
    const fileId = bench.alice.open("mine\\f");
    const { dacl, control } = bench.alice.security(fileId, DACL);
    assert.deepEqual(dacl?.aces, [allow(ALICE, FILE_ALL_ACCESS, INHERITED_ACE)]);
    assert.equal(control & SE_DACL_AUTO_INHERITED, SE_DACL_AUTO_INHERITED);
    bench.end();
  });

  it("goes on without a descriptor where both places mean the same", () => {
    const bench = new Bench();
    const { alice } = bench;
    assert.equal(alice.rename(alice.open("mine\\f"), "mine\\g"), STATUS_SUCCESS);
    assert.equal(alice.rename(alice.open("open\\f"), "moved"), STATUS_SUCCESS);
    assert.equal(bench.link(alice.open("moved"), "open\\f"), STATUS_SUCCESS);
    assert.equal(bench.isStored("mine", "g") || bench.isStored("moved"), false);
    bench.end();
  });
});

it("a descriptor counts through every name, and after its folder moved", () => {
  const bench = new Bench();
  const { alice, bob } = bench;
  const fileId = alice.open("open\\f");
  assert.equal(bench.link(fileId, "other"), STATUS_SUCCESS);
  const onlyBob = descriptor([allow(BOB, FILE_ALL_ACCESS)]);
  assert.equal(alice.setSecurity(fileId, DACL, onlyBob), STATUS_SUCCESS);
  alice.close(fileId);
  assert.equal(alice.rename(alice.open("open", FOLDER), "mine\\open"), STATUS_SUCCESS);
  for (const name of ["other", "mine\\open\\f"]) {
    assert.deepEqual([bench.mayRead(alice, name), bench.mayRead(bob, name)], [false, true], name);
  }
  bench.end();
});
