import assert from "node:assert/strict";
import { test } from "node:test";
import { applyCatalog } from "../engine/apply-catalog.ts";
import { Catalog, type CatalogInput } from "../state/catalog.ts";
import { FileClient } from "../test/file-client.ts";
import { catalogInput, PASSWORD, share, World } from "../test/world.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_NETWORK_NAME_DELETED,
  STATUS_SUCCESS,
} from "../wire/status.ts";

type Policy = Partial<CatalogInput["shares"][number]>;

function withPolicy(policy: Policy, revision = 1): CatalogInput {
  return catalogInput({ revision, shares: [{ ...share("data", "/srv/data"), ...policy }] });
}

/** Logged on from `address`, and what its TREE_CONNECT says. */
function from(world: World, address: string, securityMode = 2) {
  const client = world.client({ address, securityMode });
  client.negotiate();
  assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
  return { client, status: client.tree("data") };
}

test("a share is reached from where it may be, and the audit says why not from elsewhere", () => {
  const world = new World(withPolicy({ hostsAllow: ["192.168.1.0/24"] }));
  const near = from(world, "192.168.1.9");
  assert.equal(near.status, STATUS_SUCCESS);
  assert.equal(new FileClient(near.client).create("a.txt").status, STATUS_SUCCESS);
  assert.equal(from(world, "192.168.2.9").status, STATUS_ACCESS_DENIED);
  const denied = world.events.filter(
    (event) => event.type === "audit" && event.kind === "connectDenied",
  );
  assert.match(JSON.stringify(denied), /may not be reached from this address/);
  assert.deepEqual(world.leftovers(), {});
});

test("a rule that is made while clients are connected ends their trees, and those alone", () => {
  const world = new World(withPolicy({}));
  const near = new FileClient(from(world, "192.168.1.9").client);
  const far = new FileClient(from(world, "10.0.0.9").client);
  const fileId = far.open("a.txt");
  const next = withPolicy({ hostsDeny: ["10.0.0.0/8"] }, 2);
  const effects = applyCatalog(world.engine, new Catalog(next));
  assert.equal(effects.opensClosed, 1);
  assert.equal(far.read(fileId, 0, 1).status, STATUS_NETWORK_NAME_DELETED);
  assert.equal(far.client.tree("data"), STATUS_ACCESS_DENIED);
  assert.equal(near.create("b.txt").status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("a share that requires signing turns those away who do not sign", () => {
  const world = new World(withPolicy({ signingRequired: true }));
  assert.equal(from(world, "10.0.0.9", 1).status, STATUS_ACCESS_DENIED);
  const signing = from(world, "10.0.0.9", 2);
  assert.equal(signing.status, STATUS_SUCCESS);
  assert.equal(new FileClient(signing.client).create("a.txt").status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("each request on such a tree is held against the rules of now", () => {
  const world = new World(withPolicy({}));
  const files = new FileClient(from(world, "10.0.0.9", 1).client);
  assert.equal(files.create("a.txt").status, STATUS_SUCCESS);
  files.client.signs = false;
  assert.equal(files.create("b.txt").status, STATUS_SUCCESS);
  for (const session of world.engine.sessions.values()) {
    for (const tree of session.trees.values()) {
      tree.share = { ...share("data", "/srv/data"), signingRequired: true };
      tree.isGuarded = true;
    }
  }
  assert.equal(files.create("c.txt").status, STATUS_ACCESS_DENIED);
  files.client.signs = true;
  assert.equal(files.create("c.txt").status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});
