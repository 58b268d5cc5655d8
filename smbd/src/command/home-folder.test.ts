import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyCatalog } from "../engine/apply-catalog.ts";
import { Catalog } from "../state/catalog.ts";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, PASSWORD, share, user, World } from "../test/world.ts";
import { FILE_DELETE_ON_CLOSE, FILE_OPEN } from "../wire/message/create.ts";
import { DELETE } from "../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const HOMES = { ...share("home", "/srv/home"), homes: true, recycleBin: true };
const WHOLE = share("all", "/srv/home");

function box(names = ["alice", "bob"]) {
  const users = names.map((name, index) => user(name, index));
  const world = new World(catalogInput({ users, shares: [HOMES, WHOLE] }));
  // The memory store opens the roots that were made; homes are folders of one.
  const open = world.vfs.openShare.bind(world.vfs);
  world.vfs.openShare = (root, policy) => {
    const folder = root.startsWith("/srv/home/") ? root.slice("/srv/home/".length) : null;
    if (folder !== null) world.vfs.shareFolder("/srv/home", folder, root);
    return open(root, policy);
  };
  return { world, client: (name: string) => new InfoClient(world.connected(name, "home")) };
}

describe("private homes", () => {
  it("are a folder for each user, made when that user first comes", () => {
    const { world, client } = box();
    const alice = client("alice");
    alice.put("mine.txt", "alice's");
    const bob = client("bob");
    const there = { createDisposition: FILE_OPEN };
    assert.equal(bob.create("mine.txt", there).status, STATUS_OBJECT_NAME_NOT_FOUND);
    bob.put("mine.txt", "bob's");
    assert.equal(client("alice").create("mine.txt", there).status, STATUS_SUCCESS);
    const whole = new InfoClient(world.connected("bob", "all"));
    assert.equal(whole.create("bob\\mine.txt", there).status, STATUS_SUCCESS);
    assert.equal(whole.create("alice\\mine.txt", there).status, STATUS_ACCESS_DENIED);
    assert.deepEqual(world.leftovers(), {});
  });

  it("have a bin each", () => {
    const { world, client } = box();
    const alice = client("alice");
    alice.put("a.txt", "1");
    const change = { desiredAccess: DELETE, createDisposition: FILE_OPEN };
    alice.close(alice.open("a.txt", { ...change, createOptions: FILE_DELETE_ON_CLOSE }));
    const kept = alice.create(".recycle\\alice\\a.txt", { createDisposition: FILE_OPEN });
    assert.equal(kept.status, STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });

  it("go on when the share is changed in something else, and end with it", () => {
    const { world, client } = box();
    const alice = client("alice");
    const fileId = alice.open("a.txt");
    const users = [user("alice", 0), user("bob", 1)];
    const next = (revision: number, change: object) =>
      new Catalog(catalogInput({ revision, users, shares: [{ ...HOMES, ...change }, WHOLE] }));
    applyCatalog(world.engine, next(2, { comment: "new" }));
    assert.equal(alice.write(fileId, 0, Uint8Array.of(1)).status, STATUS_SUCCESS);
    const effects = applyCatalog(world.engine, next(3, { homes: false }));
    assert.equal(effects.opensClosed, 1);
    assert.deepEqual(world.leftovers(), {});
  });

  it("are not to be had by a file in their place, nor by a name that is no folder's", () => {
    const { world } = box(["alice", ".recycle", "a/b"]);
    const whole = new InfoClient(world.connected("alice", "all"));
    whole.put("alice", "a file");
    const at = (name: string) => {
      const client = world.client();
      client.negotiate();
      client.logon(name, PASSWORD);
      return client.tree("home");
    };
    assert.equal(at("alice"), STATUS_OBJECT_NAME_COLLISION);
    assert.equal(at(".recycle"), STATUS_ACCESS_DENIED);
    assert.equal(at("a/b"), STATUS_ACCESS_DENIED);
    assert.deepEqual(world.leftovers(), {});
  });
});
