import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, share, user, World } from "../test/world.ts";
import { FILE_DELETE_ON_CLOSE, FILE_DIRECTORY_FILE, FILE_OPEN } from "../wire/message/create.ts";
import { DELETE, FILE_READ_DATA } from "../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_DISK_FULL,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";

type Policy = Partial<ReturnType<typeof share>>;

/** Alice and bob, and carol who administrates, in a share with a bin. */
function box(policy: Policy = {}) {
  const users = [user("alice", 0), user("bob", 1), { ...user("carol", 2), isAdministrator: true }];
  const shares = [{ ...share("data", "/srv/data"), recycleBin: true, ...policy }];
  const world = new World(catalogInput({ users, shares }));
  const client = (name: string) => new InfoClient(world.connected(name));
  return { world, alice: client("alice"), bob: client("bob"), carol: client("carol") };
}

function folder(client: InfoClient, name: string): void {
  client.close(client.open(name, { createOptions: FILE_DIRECTORY_FILE }));
}

function remove(client: InfoClient, name: string): void {
  const change = { desiredAccess: DELETE, createDisposition: FILE_OPEN };
  client.close(client.open(name, { ...change, createOptions: FILE_DELETE_ON_CLOSE }));
}

function text(client: InfoClient, name: string): string {
  const opened = client.create(name, {
    desiredAccess: FILE_READ_DATA,
    createDisposition: FILE_OPEN,
  });
  if (opened.response === null) return `status ${opened.status.toString(16)}`;
  const { data } = client.read(opened.response.fileId, 0, 100);
  client.close(opened.response.fileId);
  return new TextDecoder().decode(data);
}

function names(client: InfoClient, name: string): string[] {
  const fileId = client.open(name, {
    desiredAccess: FILE_READ_DATA,
    createDisposition: FILE_OPEN,
    createOptions: FILE_DIRECTORY_FILE,
  });
  const { entries } = client.list(fileId);
  client.close(fileId);
  return entries.map((entry) => entry.fileName).filter((entry) => !/^\.+$/.test(entry));
}

describe("a share's bin", () => {
  it("has what was deleted, under the way to it, for who deleted it", () => {
    const { world, alice } = box();
    folder(alice, "a");
    folder(alice, "a\\b");
    alice.put("a\\b\\x.txt", "one");
    remove(alice, "a\\b\\x.txt");
    assert.deepEqual(names(alice, "a\\b"), []);
    assert.equal(text(alice, ".recycle\\alice\\a\\b\\x.txt"), "one");
    const told = world.events.filter((event) => event.type === "audit" && event.kind === "delete");
    assert.match(JSON.stringify(told), /kept as \.recycle\/alice\/a\/b\/x\.txt/);
    assert.deepEqual(world.leftovers(), {});
  });

  it("numbers what has the same name, and takes folders of emptied folders along", () => {
    const { world, alice } = box();
    for (const round of ["one", "two", "three"]) {
      alice.put("x.tar.gz", round);
      remove(alice, "x.tar.gz");
    }
    assert.equal(text(alice, ".recycle\\alice\\x.tar.gz"), "one");
    assert.equal(text(alice, ".recycle\\alice\\x.tar (2).gz"), "two");
    assert.equal(text(alice, ".recycle\\alice\\x.tar (3).gz"), "three");
    assert.deepEqual(world.leftovers(), {});
  });

  it("shows each user what is that user's, and administrators all of it", () => {
    const { world, alice, bob, carol } = box();
    alice.put("a.txt", "alice's");
    remove(alice, "a.txt");
    bob.put("b.txt", "bob's");
    remove(bob, "b.txt");
    assert.deepEqual(names(alice, ".recycle"), ["alice"]);
    assert.deepEqual(names(bob, ".recycle"), ["bob"]);
    assert.deepEqual(names(carol, ".recycle").sort(), ["alice", "bob"]);
    assert.equal(bob.create(".recycle\\alice\\a.txt").status, STATUS_ACCESS_DENIED);
    assert.equal(bob.create(".recycle\\alice\\new.txt").status, STATUS_ACCESS_DENIED);
    assert.equal(bob.create(".recycle\\ALICE").status, STATUS_ACCESS_DENIED);
    assert.equal(text(carol, ".recycle\\alice\\a.txt"), "alice's");
    assert.deepEqual(world.leftovers(), {});
  });

  it("is made by the server alone, and stays", () => {
    const { world, alice } = box();
    alice.put("a.txt", "1");
    remove(alice, "a.txt");
    assert.equal(alice.create(".recycle\\mine").status, STATUS_ACCESS_DENIED);
    const deletes = { desiredAccess: DELETE, createDisposition: FILE_OPEN };
    assert.equal(alice.create(".recycle", deletes).status, STATUS_ACCESS_DENIED);
    assert.equal(alice.create(".recycle\\alice", deletes).status, STATUS_ACCESS_DENIED);
    assert.deepEqual(world.leftovers(), {});
  });

  it("lets go for good of what is deleted in it", () => {
    const { world, alice } = box();
    alice.put("a.txt", "1");
    remove(alice, "a.txt");
    remove(alice, ".recycle\\alice\\a.txt");
    assert.deepEqual(names(alice, ".recycle\\alice"), []);
    assert.deepEqual(world.leftovers(), {});
  });

  it("gives a file back with its contents and streams, by a rename", () => {
    const { world, alice, bob } = box();
    alice.put("a.txt", "text");
    alice.put("a.txt:notes", "stream");
    remove(alice, "a.txt");
    const fileId = alice.open(".recycle\\alice\\a.txt", { createDisposition: FILE_OPEN });
    assert.equal(alice.rename(fileId, "back.txt"), STATUS_SUCCESS);
    alice.close(fileId);
    assert.equal(text(bob, "back.txt"), "text");
    assert.equal(text(bob, "back.txt:notes"), "stream");
    assert.deepEqual(world.leftovers(), {});
  });

  it("waits for the last of several opens, as every deletion does", () => {
    const { world, alice, bob } = box();
    alice.put("a.txt", "1");
    const reader = bob.open("a.txt", { desiredAccess: FILE_READ_DATA });
    remove(alice, "a.txt");
    assert.equal(text(alice, ".recycle\\bob\\a.txt").startsWith("status"), true);
    bob.close(reader);
    // Bob's open was the last; whose bin it is says who asked.
    assert.equal(text(alice, ".recycle\\alice\\a.txt"), "1");
    assert.deepEqual(world.leftovers(), {});
  });

  it("keeps what a rename puts another file in the place of", () => {
    const { world, alice } = box();
    alice.put("a.txt", "old");
    alice.put("a.new", "new");
    const fileId = alice.open("a.new");
    assert.equal(alice.rename(fileId, "a.txt", true), STATUS_SUCCESS);
    alice.close(fileId);
    assert.equal(text(alice, "a.txt"), "new");
    assert.equal(text(alice, ".recycle\\alice\\a.txt"), "old");
    assert.deepEqual(world.leftovers(), {});
  });

  it("leaves out what programs make in passing, and what is larger than all of it may be", () => {
    const { world, alice } = box({ recycleBytesMax: 10 });
    for (const name of ["~$letter.docx", "x.tmp", "Thumbs.db", "large.bin"]) {
      alice.put(name, "more than ten bytes");
      remove(alice, name);
      assert.equal(
        alice.create(`.recycle\\alice\\${name}`, { createDisposition: FILE_OPEN }).status >>> 0 !==
          STATUS_SUCCESS,
        true,
      );
    }
    alice.put("small.bin", "ten bytes.");
    remove(alice, "small.bin");
    assert.equal(text(alice, ".recycle\\alice\\small.bin"), "ten bytes.");
    assert.deepEqual(world.leftovers(), {});
  });

  it("is no reason to keep a file that must go: where it cannot take one, that is deleted", () => {
    const { world, alice } = box();
    alice.put("a.txt", "1");
    world.fault = (operation) => (operation === "rename" ? STATUS_DISK_FULL : STATUS_SUCCESS);
    remove(alice, "a.txt");
    assert.equal(
      alice.create("a.txt", { createDisposition: FILE_OPEN }).status,
      STATUS_OBJECT_NAME_NOT_FOUND,
    );
    assert.deepEqual(world.leftovers(), {});
  });
});
