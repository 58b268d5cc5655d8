import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { measureShare } from "../command/measure-share.ts";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, share, World } from "../test/world.ts";
import { FsInformationClass } from "../wire/fscc/information-class.ts";
import { FILE_DELETE_ON_CLOSE, FILE_DIRECTORY_FILE, FILE_OPEN } from "../wire/message/create.ts";
import { INFO_FILESYSTEM } from "../wire/message/query-info.ts";
import { Reader } from "../wire/reader.ts";
import { DELETE } from "../wire/security/access-mask.ts";
import { STATUS_DISK_FULL, STATUS_SUCCESS } from "../wire/status.ts";

const LIMIT = 64 * 1024;

function box() {
  const data = { ...share("data", "/srv/data"), sizeLimitBytes: LIMIT };
  const world = new World(catalogInput({ shares: [data] }));
  const alice = new InfoClient(world.connected("alice"));
  const measure = () => {
    const volume = world.engine.volume(world.engine.catalog.shareByName("data")!);
    assert.ok(typeof volume === "object");
    measureShare(
      world.engine,
      volume,
      (next) => next(),
      (bytes) => {
        for (const { usage } of world.engine.usages.inUse()) usage.usedBytes = bytes;
      },
    );
  };
  return { world, alice, measure };
}

/** FileFsSizeInformation: what there is, and what is left. */
function space(alice: InfoClient): { totalBytes: number; freeBytes: number } {
  const root = alice.open("");
  const { output } = alice.query(root, FsInformationClass.SIZE, { infoType: INFO_FILESYSTEM });
  alice.close(root);
  const reader = new Reader(output);
  const [total, free] = [Number(reader.u64Big()), Number(reader.u64Big())];
  const unitBytes = reader.u32() * reader.u32();
  return { totalBytes: total * unitBytes, freeBytes: free * unitBytes };
}

describe("a share with a limit", () => {
  it("tells of the limit as its size, and of what is left of it", () => {
    const { world, alice, measure } = box();
    alice.close(alice.open("a", { createOptions: FILE_DIRECTORY_FILE }));
    alice.put("a\\file", "x".repeat(16 * 1024));
    measure();
    assert.deepEqual(space(alice), { totalBytes: LIMIT, freeBytes: LIMIT - 16 * 1024 });
    assert.deepEqual(world.leftovers(), {});
  });

  it("takes no more than that, and lets what is there be written anew", () => {
    const { world, alice, measure } = box();
    alice.put("file", "x".repeat(60 * 1024));
    measure();
    const fileId = alice.open("file");
    const block = new Uint8Array(8 * 1024);
    assert.equal(alice.write(fileId, 60 * 1024, block).status, STATUS_DISK_FULL);
    assert.equal(alice.write(fileId, 0, block).status, STATUS_SUCCESS);
    alice.close(fileId);
    assert.deepEqual(world.leftovers(), {});
  });

  it("counts what was written and deleted since it was measured", () => {
    const { world, alice, measure } = box();
    measure();
    alice.put("file", "x".repeat(32 * 1024));
    assert.equal(space(alice).freeBytes, LIMIT - 32 * 1024);
    const change = { desiredAccess: DELETE, createDisposition: FILE_OPEN };
    alice.close(alice.open("file", { ...change, createOptions: FILE_DELETE_ON_CLOSE }));
    assert.equal(space(alice).freeBytes, LIMIT);
    assert.deepEqual(world.leftovers(), {});
  });

  it("refuses nothing before it was measured", () => {
    const { world, alice } = box();
    alice.put("file", "x".repeat(60 * 1024));
    alice.put("other", "x".repeat(60 * 1024));
    assert.deepEqual(world.leftovers(), {});
  });
});
