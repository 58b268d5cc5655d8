import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL_WATCH_COUNT_MAX } from "../limits.ts";
import { InfoClient } from "../test/info-client.ts";
import { World } from "../test/world.ts";
import { CREATE_REQUEST_LEASE, createContext } from "../wire/context/create-context.ts";
import {
  encodeLease,
  LEASE_HANDLE_CACHING,
  LEASE_READ_CACHING,
  LEASE_WRITE_CACHING,
} from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { decodeNotifyList } from "../wire/fscc/notify.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { Command } from "../wire/header.ts";
import {
  decodeChangeNotifyResponse,
  encodeChangeNotifyRequest,
  FILE_NOTIFY_CHANGE_DIR_NAME,
  FILE_NOTIFY_CHANGE_SECURITY,
  WATCH_TREE,
} from "../wire/message/change-notify.ts";
import {
  FILE_DIRECTORY_FILE,
  OPLOCK_LEVEL_BATCH,
  OPLOCK_LEVEL_II,
  OPLOCK_LEVEL_LEASE,
  OPLOCK_LEVEL_NONE,
} from "../wire/message/create.ts";
import {
  decodeOplockBreakNotification,
  type OplockBreakNotification,
} from "../wire/message/oplock-break.ts";
import { Reader } from "../wire/reader.ts";
import { FILE_READ_DATA } from "../wire/security/access-mask.ts";
import { STATUS_NOTIFY_ENUM_DIR, STATUS_SUCCESS } from "../wire/status.ts";

const ROOT = "/srv/data";
const ALL = 0xfff;
const ACTIONS = ["", "+", "-", "~", "old", "new"];
const DIRECTORY = { createOptions: FILE_DIRECTORY_FILE };
const READER = { ...DIRECTORY, desiredAccess: FILE_READ_DATA };
const R = LEASE_READ_CACHING;
const RH = R | LEASE_HANDLE_CACHING;
const RWH = RH | LEASE_WRITE_CACHING;
const KEY = "ab".repeat(16);

class Bench {
  readonly world = new World();
  readonly local = this.world.vfs.local;
  readonly files = new InfoClient(this.world.connected());

  watch(fileId: FileId, filter = ALL, flags = 0): bigint {
    const request = { flags, outputBufferLength: 1000, fileId, completionFilter: filter };
    const [id] = this.files.client.send({
      command: Command.CHANGE_NOTIFY,
      encode: (writer) => encodeChangeNotifyRequest(writer, request),
    });
    return id as bigint;
  }

  /** Null: it waits. */
  seen(id: bigint): string[] | number | null {
    if (this.files.client.count(id) < 2) return null;
    const { status, body } = this.files.client.take(id);
    if (status !== STATUS_SUCCESS) return status;
    const list = decodeNotifyList(new Reader(decodeChangeNotifyResponse(body).outputView));
    return list.map(({ action, fileName }) => `${ACTIONS[action]} ${fileName}`);
  }

  breaks(): OplockBreakNotification[] {
    const { replies } = this.files.client;
    const found = replies.filter((reply) => reply.header.messageId === 0xffffffffffffffffn);
    for (const reply of found) replies.splice(replies.indexOf(reply), 1);
    return found.map((reply) => decodeOplockBreakNotification(reply.body));
  }

  /** What each break leaves, and whether it is to be answered. */
  leaseBreaks(): [number, boolean][] {
    return this.breaks().map((one) => {
      assert.ok(one.kind === "lease-notification");
      return [one.newLeaseState, one.flags !== 0];
    });
  }

  end(): void {
    assert.deepEqual(this.world.leftovers(), {});
  }
}

function lease(leaseState: number) {
  const body = {
    version: 2,
    leaseKey: KEY,
    leaseState,
    leaseFlags: 0,
    parentLeaseKey: GUID_ZERO,
    epoch: 0,
  } as const;
  return {
    requestedOplockLevel: OPLOCK_LEVEL_LEASE,
    contexts: [createContext(CREATE_REQUEST_LEASE, encodeLease, body)],
  };
}

describe("what another program of the machine changes", () => {
  it("is told to who watches: names that come, change and go, contents and attributes", () => {
    const bench = new Bench();
    bench.local.makeDirectory(ROOT, ["d"]);
    bench.local.write(ROOT, ["d", "f"], "");
    const folder = bench.files.open("d", DIRECTORY);
    const sees = (act: () => void): unknown => {
      const id = bench.watch(folder);
      act();
      return bench.seen(id);
    };
    const { local } = bench;
    assert.deepEqual(
      sees(() => local.write(ROOT, ["d", "f"], "more")),
      ["~ f"],
    );
    assert.deepEqual(
      sees(() => local.touch(ROOT, ["d", "f"])),
      ["~ f"],
    );
    assert.deepEqual(
      sees(() => local.rename(ROOT, ["d", "f"], ["d", "g"])),
      ["old f", "new g"],
    );
    assert.deepEqual(
      sees(() => local.rename(ROOT, ["d", "g"], ["h"])),
      ["- g"],
    );
    assert.deepEqual(
      sees(() => local.rename(ROOT, ["h"], ["d", "h"])),
      ["+ h"],
    );
    assert.deepEqual(
      sees(() => local.remove(ROOT, ["d", "h"])),
      ["- h"],
    );
    assert.deepEqual(
      sees(() => local.makeDirectory(ROOT, ["d", "made"])),
      ["+ made"],
    );
    bench.end();
  });

  it("is left out where the filter asks for other things, or it lies deeper", () => {
    const bench = new Bench();
    bench.local.makeDirectory(ROOT, ["d"]);
    bench.local.makeDirectory(ROOT, ["d", "deep"]);
    const names = bench.files.open("d", DIRECTORY);
    const security = bench.files.open("d", DIRECTORY);
    const tree = bench.files.open("d", DIRECTORY);
    const byName = bench.watch(names, FILE_NOTIFY_CHANGE_DIR_NAME);
    const bySecurity = bench.watch(security, FILE_NOTIFY_CHANGE_SECURITY);
    const inTree = bench.watch(tree, ALL, WATCH_TREE);
    bench.local.write(ROOT, ["d", "deep", "f"], "");
    assert.equal(bench.seen(byName), null);
    assert.equal(bench.seen(bySecurity), null);
    assert.deepEqual(bench.seen(inTree), ["+ deep\\f"]);
    bench.local.makeDirectory(ROOT, ["d", "made"]);
    bench.local.touch(ROOT, ["d", "made"]);
    assert.deepEqual(bench.seen(byName), ["+ made"]);
    assert.deepEqual(bench.seen(bySecurity), ["~ made"]);
    bench.end();
  });

  it("breaks what caches the data: a read lease at once, a write lease with an answer", () => {
    for (const [state, isAnswered] of [
      [R, false],
      [RWH, true],
    ] as const) {
      const bench = new Bench();
      bench.local.write(ROOT, ["f"], "old");
      bench.files.open("f", lease(state));
      bench.local.write(ROOT, ["f"], "new");
      assert.deepEqual(bench.leaseBreaks(), [[0, isAnswered]]);
      bench.local.write(ROOT, ["f"], "newer");
      assert.deepEqual(bench.leaseBreaks(), [], "it was told already");
      bench.end();
    }
  });

  it("breaks oplocks as a client's write does", () => {
    for (const level of [OPLOCK_LEVEL_II, OPLOCK_LEVEL_BATCH]) {
      const bench = new Bench();
      bench.local.write(ROOT, ["f"], "old");
      const { oplockLevel, fileId } = bench.files.opened("f", { requestedOplockLevel: level });
      assert.equal(oplockLevel, level);
      bench.local.write(ROOT, ["f"], "new");
      assert.deepEqual(bench.breaks(), [
        { kind: "oplock", oplockLevel: OPLOCK_LEVEL_NONE, fileId },
      ]);
      bench.end();
    }
  });

  it("leaves alone who caches data where only the mode or times changed", () => {
    const bench = new Bench();
    bench.files.open("f", lease(RWH));
    bench.local.touch(ROOT, ["f"]);
    assert.deepEqual(bench.leaseBreaks(), []);
    bench.end();
  });

  it("asks who keeps a handle for its cache to close it when the file goes or moves", () => {
    for (const act of ["remove", "rename"] as const) {
      const bench = new Bench();
      bench.files.open("f", lease(RH));
      if (act === "remove") bench.local.remove(ROOT, ["f"]);
      else bench.local.rename(ROOT, ["f"], ["g"]);
      assert.deepEqual(bench.leaseBreaks(), [[R, true]]);
      bench.end();
    }
  });

  it("breaks leases on the directory that shows it", () => {
    const bench = new Bench();
    bench.local.makeDirectory(ROOT, ["d"]);
    const acts = [
      () => bench.local.write(ROOT, ["d", "f"], ""),
      () => bench.local.touch(ROOT, ["d", "f"]),
      () => bench.local.remove(ROOT, ["d", "f"]),
    ];
    for (const act of acts) {
      const fileId = bench.files.open("d", { ...DIRECTORY, ...lease(R) });
      act();
      assert.deepEqual(bench.leaseBreaks(), [[0, false]]);
      bench.files.close(fileId);
    }
    bench.end();
  });

  it("takes opens and watches along when a directory moves", () => {
    const bench = new Bench();
    bench.local.makeDirectory(ROOT, ["d"]);
    bench.local.makeDirectory(ROOT, ["d", "sub"]);
    bench.local.write(ROOT, ["d", "sub", "f"], "");
    const above = bench.watch(bench.files.open("d", READER));
    const inner = bench.watch(bench.files.open("d\\sub", READER));
    const open = bench.files.open("d\\sub\\f");
    bench.local.rename(ROOT, ["d", "sub"], ["d", "moved"]);
    assert.deepEqual(bench.seen(above), ["old sub", "new moved"]);
    const other = new InfoClient(bench.world.connected("bob"));
    other.put("d\\moved\\n", "");
    assert.deepEqual(bench.seen(inner), ["+ n"]);
    assert.equal(bench.files.rename(open, "d\\moved\\g"), STATUS_SUCCESS);
    bench.end();
  });

  it("makes everybody look again where the kernel could not keep it all", () => {
    const bench = new Bench();
    bench.local.write(ROOT, ["f"], "old");
    const folder = bench.files.open("", DIRECTORY);
    bench.files.open("f", lease(R));
    const waiting = bench.watch(folder);
    bench.local.loseChanges();
    assert.equal(bench.seen(waiting), STATUS_NOTIFY_ENUM_DIR);
    assert.deepEqual(bench.leaseBreaks(), [[0, false]]);
    bench.local.loseChanges();
    const next = bench.watch(folder);
    assert.equal(bench.files.client.take(next).status, STATUS_NOTIFY_ENUM_DIR);
    const lost = bench.world.events.filter(({ type }) => type === "local.lost");
    assert.equal(lost.length, 4);
    bench.end();
  });

  it("is looked for in so many places and no more, which is counted", () => {
    const bench = new Bench();
    const { engine } = bench.world;
    const full = { configurable: true, get: () => LOCAL_WATCH_COUNT_MAX };
    Object.defineProperty(engine.localChanges, "size", full);
    bench.files.open("f", lease(R));
    assert.equal(bench.local.watchCount, 0);
    const told = bench.world.events.filter(({ type }) => type === "local.unwatched");
    assert.deepEqual(told, [{ type: "local.unwatched", reason: "limit" }]);
    Reflect.deleteProperty(engine.localChanges, "size");
    bench.end();
  });
});
