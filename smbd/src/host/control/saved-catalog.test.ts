import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { test } from "node:test";
import pino from "pino";
import { Catalog, type CatalogInput } from "../../state/catalog.ts";
import { changedCatalog } from "../../state/catalog-change.ts";
import { changesBetween } from "../../test/catalog-changes.ts";
import { catalogInput, user } from "../../test/world.ts";
import { snapshotSchema } from "./contract.ts";
import { SavedCatalog } from "./saved-catalog.ts";

const WHOLE = "engine-snapshot.sealed";
const CHANGES = "engine-changes.sealed";

class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), "larder-saved-"));
  readonly lines: string[] = [];
  saved = this.again();

  /** As the next run has it. */
  again(): SavedCatalog {
    const sink = new Writable({
      write: (line, _encoding, done) => {
        this.lines.push(JSON.parse(line).msg);
        done();
      },
    });
    return new SavedCatalog(this.folder, pino(sink));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** The revision that the next run begins with. */
  get revision(): number | undefined {
    return this.again().read()?.revision;
  }

  async change(before: Catalog, userCount: number): Promise<Catalog> {
    const changes = changesBetween(inputOf(before), {
      ...inputOf(before),
      revision: before.revision + 1,
      users: users(userCount),
    });
    const { catalog } = changedCatalog(before, changes)!;
    await this.saved.saveChanges(changes, catalog);
    return catalog;
  }
}

function saving(name: string, body: (bench: Bench) => Promise<void>): void {
  test(name, async () => {
    const bench = new Bench();
    try {
      await body(bench);
    } finally {
      await bench.saved.close();
      rmSync(bench.folder, { recursive: true, force: true });
    }
  });
}

function users(count: number) {
  return Array.from({ length: count }, (_, at) => user(`user${at}`, at));
}

function catalog(revision: number, change: Partial<CatalogInput> = {}): Catalog {
  return new Catalog(
    snapshotSchema.parse({ contractVersion: 1, ...catalogInput(change), revision }),
  );
}

function inputOf({ revision, server, settings, users, groups, shares }: Catalog): CatalogInput {
  return { revision, server, settings, users, groups, shares };
}

saving("a whole is read as it was, however many slices it took", async (bench) => {
  assert.equal(bench.saved.read(), null);
  const groups = [{ id: "g", name: "staff", rid: 900, gid: 9, memberIds: ["u-user1", "u-user7"] }];
  const whole = catalog(3, { users: users(1_200), groups });
  await bench.saved.saveWhole(whole);
  assert.deepEqual(inputOf(bench.again().read()!), inputOf(whole));
  assert.ok(!readFileSync(bench.path(WHOLE)).includes("user1"), "names are sealed");
});

saving(
  "changes after a whole are read with it, and a new whole makes an end of them",
  async (bench) => {
    let now = catalog(1);
    await bench.saved.saveWhole(now);
    const size = readFileSync(bench.path(WHOLE)).length;
    for (const count of [3, 1, 500]) now = await bench.change(now, count);
    assert.equal(readFileSync(bench.path(WHOLE)).length, size, "the whole was left alone");
    const read = bench.again().read();
    assert.deepEqual([read?.revision, read?.users.length], [4, 500]);
    const old = readFileSync(bench.path(CHANGES));
    await bench.saved.saveWhole(catalog(9));
    assert.equal(bench.revision, 9);
    // As after a crash between the new whole and the end of the old changes.
    writeFileSync(bench.path(CHANGES), old);
    assert.equal(bench.revision, 9);
    assert.ok(!old.includes("user1"), "names are sealed");
  },
);

saving("a change that was torn off, or is not what was sealed, ends the reading", async (bench) => {
  let now = catalog(1);
  await bench.saved.saveWhole(now);
  const ends: number[] = [];
  for (const count of [3, 4, 5]) {
    now = await bench.change(now, count);
    ends.push(readFileSync(bench.path(CHANGES)).length);
  }
  const whole = readFileSync(bench.path(CHANGES));
  for (let length = ends[1]!; length < ends[2]!; length += 7) {
    writeFileSync(bench.path(CHANGES), whole.subarray(0, length));
    assert.equal(bench.revision, 3, `${length} bytes`);
  }
  for (let at = ends[0]!; at < ends[1]!; at += 11) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1;
    writeFileSync(bench.path(CHANGES), damaged);
    assert.equal(bench.revision, 2, `byte ${at}`);
  }
  // The second in the place of the first.
  writeFileSync(
    bench.path(CHANGES),
    Buffer.concat([whole.subarray(0, 8), whole.subarray(ends[0]!, ends[1]!)]),
  );
  assert.equal(bench.revision, 1);
  assert.ok(bench.lines.includes("the last saved change was torn off"));
});

saving("after more changes than a whole has, the whole is written anew", async (bench) => {
  let now = catalog(1);
  await bench.saved.saveWhole(now);
  const first = readFileSync(bench.path(WHOLE));
  let largest = 0;
  for (let step = 0; step < 8; step++) {
    // Some 300 bytes for each of them that comes or goes.
    now = await bench.change(now, step % 2 === 0 ? 1_500 : 1);
    largest = Math.max(largest, readFileSync(bench.path(CHANGES)).length);
    assert.equal(bench.revision, now.revision);
  }
  assert.ok(largest > 1024 * 1024);
  assert.notDeepEqual(readFileSync(bench.path(WHOLE)), first);
  assert.ok(readFileSync(bench.path(CHANGES)).length < largest);
});

saving(
  "what a full disk takes only in part leaves the last one as it is, and is saved when there is room",
  async (bench) => {
    const { saved, lines } = bench;
    await saved.saveWhole(catalog(1));
    // What is written to it finds no room, as the kernel says it of a disk.
    const full = () => makeFull(bench.path(`${WHOLE}.new`));
    full();
    await saved.saveWhole(catalog(2));
    assert.equal(bench.revision, 1);
    assert.deepEqual(readdirSync(bench.folder).sort(), [CHANGES, WHOLE, "engine.key"]);
    full();
    await saved.retry();
    assert.equal(bench.revision, 1);
    await saved.retry();
    assert.equal(bench.revision, 2);
    assert.deepEqual(lines, [
      "the configuration cannot be saved",
      "the configuration is saved again",
    ]);
    await saved.retry();
    assert.equal(lines.length, 2, "once it is saved nothing is tried again");
  },
);

/** The device that is /dev/full: a link to it would not be followed. */
function makeFull(path: string): void {
  execFileSync("mknod", [path, "c", "1", "7"]);
}

saving(
  "a change that finds no room is saved with the whole, when there is room again",
  async (bench) => {
    const now = catalog(1);
    await bench.saved.saveWhole(now);
    rmSync(bench.path(CHANGES));
    makeFull(bench.path(CHANGES));
    // A whole writes down that there are no changes yet, and cannot.
    await bench.saved.saveWhole(catalog(2));
    assert.deepEqual(bench.lines, ["the configuration cannot be saved"]);
    rmSync(bench.path(CHANGES));
    const next = await bench.change(catalog(2), 5);
    assert.equal(bench.revision, next.revision);
  },
);
