import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, share, user, World } from "../test/world.ts";
import {
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OVERWRITE,
} from "../wire/message/create.ts";
import {
  DELETE,
  FILE_APPEND_DATA,
  FILE_READ_DATA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
  MAXIMUM_ALLOWED,
  WRITE_DAC,
  WRITE_OWNER,
} from "../wire/security/access-mask.ts";
import { STATUS_ACCESS_DENIED, STATUS_SUCCESS } from "../wire/status.ts";

type Policy = Partial<ReturnType<typeof share>>;

function box(policy: Policy) {
  const users = [user("alice", 0), user("bob", 1), { ...user("carol", 2), isAdministrator: true }];
  const world = new World(
    catalogInput({ users, shares: [{ ...share("data", "/srv/data"), ...policy }] }),
  );
  const client = (name: string) => new InfoClient(world.connected(name));
  return { world, alice: client("alice"), bob: client("bob"), carol: client("carol") };
}

function names(client: InfoClient, name = ""): string[] {
  const fileId = client.open(name, {
    desiredAccess: FILE_READ_DATA,
    createOptions: FILE_DIRECTORY_FILE,
  });
  const { entries } = client.list(fileId);
  client.close(fileId);
  return entries.map((entry) => entry.fileName).filter((entry) => !/^\.+$/.test(entry));
}

const EXISTING = { createDisposition: FILE_OPEN };

describe("an archive", () => {
  const archive = () => {
    const all = box({ writeOnceMinutes: 10 });
    all.alice.put("a.txt", "text");
    all.alice.close(all.alice.open("folder", { createOptions: FILE_DIRECTORY_FILE }));
    return all;
  };

  it("lets a file be finished for as long as it says", () => {
    const { world, alice } = archive();
    world.pass(9 * 60_000);
    assert.equal(alice.create("a.txt", EXISTING).status, STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });

  it("then refuses whatever changes it, to administrators too, and lets everybody read", () => {
    const { world, alice, carol } = archive();
    world.pass(10 * 60_000);
    const rights = [
      FILE_WRITE_DATA,
      FILE_APPEND_DATA,
      FILE_WRITE_ATTRIBUTES,
      DELETE,
      WRITE_DAC,
      WRITE_OWNER,
    ];
    for (const client of [alice, carol]) {
      for (const desiredAccess of rights) {
        const { status } = client.create("a.txt", { ...EXISTING, desiredAccess });
        assert.equal(status, STATUS_ACCESS_DENIED, desiredAccess.toString(16));
      }
      const overwrite = { desiredAccess: FILE_READ_DATA, createDisposition: FILE_OVERWRITE };
      assert.equal(client.create("a.txt", overwrite).status, STATUS_ACCESS_DENIED);
      const deletes = { ...EXISTING, createOptions: FILE_DELETE_ON_CLOSE, desiredAccess: DELETE };
      assert.equal(client.create("a.txt", deletes).status, STATUS_ACCESS_DENIED);
      const reads = client.create("a.txt", { ...EXISTING, desiredAccess: MAXIMUM_ALLOWED });
      assert.equal(reads.status, STATUS_SUCCESS);
    }
    assert.deepEqual(world.leftovers(), {});
  });

  it("takes new files all the time, in old folders too, and nothing over old ones", () => {
    const { world, alice } = archive();
    world.pass(11 * 60_000);
    alice.put("folder\\new.txt", "new");
    alice.put("b.txt", "new");
    const fileId = alice.open("b.txt");
    assert.equal(alice.rename(fileId, "a.txt", true), STATUS_ACCESS_DENIED);
    assert.equal(alice.rename(fileId, "folder\\b.txt"), STATUS_SUCCESS);
    const deletes = { ...EXISTING, desiredAccess: DELETE };
    assert.equal(alice.create("folder", deletes).status, STATUS_ACCESS_DENIED);
    alice.close(fileId);
    assert.deepEqual(world.leftovers(), {});
  });
});

describe("a drop box", () => {
  it("shows each what is that user's own, and administrators all of it", () => {
    const { world, alice, bob, carol } = box({ ownFilesOnly: true });
    alice.put("a.txt", "alice's");
    bob.put("b.txt", "bob's");
    assert.deepEqual(names(alice), ["a.txt"]);
    assert.deepEqual(names(bob), ["b.txt"]);
    assert.deepEqual(names(carol), ["a.txt", "b.txt"]);
    assert.equal(bob.create("a.txt", EXISTING).status, STATUS_ACCESS_DENIED);
    assert.equal(carol.create("a.txt", EXISTING).status, STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });

  it("says whose a file is where all belong to one account of the box, too", () => {
    const { world, alice, bob } = box({ ownFilesOnly: true, forceUid: 1000, forceGid: 1000 });
    alice.close(alice.open("folder", { createOptions: FILE_DIRECTORY_FILE }));
    alice.put("folder\\a.txt", "alice's");
    assert.equal(bob.create("folder\\b.txt").status, STATUS_ACCESS_DENIED);
    assert.equal(bob.create("folder\\a.txt", EXISTING).status, STATUS_ACCESS_DENIED);
    assert.equal(alice.create("folder\\a.txt", EXISTING).status, STATUS_SUCCESS);
    const other = bob.open("b.txt");
    assert.equal(bob.rename(other, "folder\\b.txt"), STATUS_ACCESS_DENIED);
    bob.close(other);
    assert.deepEqual(world.leftovers(), {});
  });
});
