import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OWN_CHANGE_COUNT_MAX } from "../limits.ts";
import type { Change } from "../state/change.ts";
import type { NotifyChange } from "../state/notify-change.ts";
import { FileClient } from "../test/file-client.ts";
import { World } from "../test/world.ts";
import { OwnChanges } from "./own-changes.ts";

const FOLDER = ["srv", "data"];

function change(event: NotifyChange): Change {
  const path = event.path;
  const rest = { child: null, path, newPath: path, parentKey: null, hasMoved: false };
  return { ...rest, events: [event] };
}

function added(name: string): Change {
  return change({ kind: "added", path: [...FOLDER, name], isDirectory: false });
}

describe("what clients changed themselves, where the store cannot tell", () => {
  it("is known for two seconds, with all that the change touched", () => {
    let nowMs = 0;
    const own = new OwnChanges(() => nowMs);
    own.keep();
    own.changed(added("f"));
    const isDirectory = false;
    const isOwn = (kind: "added" | "removed", name: string) =>
      own.has({ kind, path: [name], isDirectory }, FOLDER);
    assert.equal(isOwn("added", "f"), true);
    assert.equal(own.has({ kind: "touched", path: ["f"] }, FOLDER), true);
    assert.equal(own.has({ kind: "written", path: [] }, [...FOLDER, "f"]), true);
    assert.deepEqual([isOwn("removed", "f"), isOwn("added", "g")], [false, false]);
    assert.equal(own.has({ kind: "lost" }, FOLDER), false);
    nowMs = 2_000;
    assert.equal(isOwn("added", "f"), false);
  });

  it("knows both ends of a rename, for who sees only one of them", () => {
    const own = new OwnChanges(() => 0);
    own.keep();
    const [path, newPath] = [
      [...FOLDER, "a", "f"],
      [...FOLDER, "b", "g"],
    ];
    own.changed(change({ kind: "renamed", path, newPath, isDirectory: false }));
    const isDirectory = false;
    assert.ok(own.has({ kind: "removed", path: ["f"], isDirectory }, [...FOLDER, "a"]));
    assert.ok(own.has({ kind: "added", path: ["g"], isDirectory }, [...FOLDER, "b"]));
    const both = { path: ["a", "f"], newPath: ["b", "g"], isDirectory } as const;
    assert.ok(own.has({ kind: "renamed", ...both }, FOLDER));
    assert.ok(own.has({ kind: "renamed", path: [], newPath: [], isDirectory }, newPath));
  });

  it("is remembered so often and no more, the oldest going first", () => {
    const own = new OwnChanges(() => 0);
    own.keep();
    for (let index = 0; index < OWN_CHANGE_COUNT_MAX; index++) {
      own.changed(added(`f${index}`));
      assert.ok(own.size <= OWN_CHANGE_COUNT_MAX);
    }
    const isOwn = (name: string) =>
      own.has({ kind: "added", path: [name], isDirectory: false }, FOLDER);
    assert.deepEqual([isOwn("f0"), isOwn(`f${OWN_CHANGE_COUNT_MAX - 1}`)], [false, true]);
  });

  it("costs nothing where the store tells it apart", () => {
    const world = new World();
    new FileClient(world.connected()).put("f", "text");
    assert.equal(world.engine.ownChanges.size, 0);
    assert.deepEqual(world.leftovers(), {});
  });

  it("keeps the lease of who writes, when the store tells of that write", () => {
    const world = new World();
    const { local } = world.vfs;
    local.tellsOwn = true;
    const files = new FileClient(world.connected());
    const fileId = files.opened("f", { requestedOplockLevel: 9 }).fileId;
    files.write(fileId, 0, new Uint8Array(1));
    const breaks = () =>
      files.client.replies.filter(({ header }) => header.messageId === 0xffffffffffffffffn).length;
    local.write("/srv/data", ["f"], "x");
    assert.equal(breaks(), 0, "taken for the client's own");
    world.pass(2_001);
    local.write("/srv/data", ["f"], "y");
    assert.equal(breaks(), 1);
    assert.deepEqual(world.leftovers(), {});
  });
});
