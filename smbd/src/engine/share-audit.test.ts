import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalog } from "../state/catalog.ts";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, share, World } from "../test/world.ts";
import { FILE_DELETE_ON_CLOSE, FILE_OPEN } from "../wire/message/create.ts";
import { DELETE } from "../wire/security/access-mask.ts";
import { applyCatalog } from "./apply-catalog.ts";

function inputWith(auditExcept: ReturnType<typeof share>["auditExcept"]) {
  return catalogInput({
    shares: [{ ...share("data", "/srv/data"), ...(auditExcept && { auditExcept }) }],
  });
}

function kindsTold(world: World): string[] {
  return world.events.flatMap((event) => (event.type === "audit" ? [event.kind] : []));
}

/** Makes a file and deletes it. */
function visit(client: InfoClient, name: string): void {
  client.put(name, "one");
  const change = { desiredAccess: DELETE, createDisposition: FILE_OPEN };
  client.close(client.open(name, { ...change, createOptions: FILE_DELETE_ON_CLOSE }));
}

test("the audit log is told of everything but what the share keeps out, and of every sign-in", () => {
  const world = new World(inputWith(["create", "connect"]));
  const alice = new InfoClient(world.connected("alice"));
  visit(alice, "x");
  assert.deepEqual(kindsTold(world), ["logon", "delete"]);
  assert.deepEqual(world.leftovers(), {});
});

test("a share that keeps nothing out tells of everything", () => {
  const world = new World(inputWith(undefined));
  visit(new InfoClient(world.connected("alice")), "x");
  assert.deepEqual(kindsTold(world), ["logon", "connect", "create", "delete"]);
  assert.deepEqual(world.leftovers(), {});
});

test("what is kept out changes with the next catalog, for who is connected, too", () => {
  const world = new World(inputWith(["create", "delete"]));
  const alice = new InfoClient(world.connected("alice"));
  visit(alice, "x");
  applyCatalog(world.engine, new Catalog({ ...inputWith(["create"]), revision: 2 }));
  visit(alice, "y");
  assert.deepEqual(kindsTold(world), ["logon", "connect", "delete"]);
  assert.deepEqual(world.leftovers(), {});
});

test("a name is the share's however it is written", () => {
  const catalog = new Catalog(inputWith(["connectDenied"]));
  assert.equal(catalog.isAudited("DATA", "connectDenied"), false);
  assert.equal(catalog.isAudited("data", "connect"), true);
  assert.equal(catalog.isAudited("other", "connectDenied"), true);
});
