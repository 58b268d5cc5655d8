/**
 * What READ, WRITE and CREATE cost when everything is warm, in things that can be counted: calls of the addon (each a
 * system call or a job for a worker), frames handed to the transport, buffers taken and made. No clocks.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Engine } from "../engine/engine.ts";
import { Catalog } from "../state/catalog.ts";
import { FileClient } from "../test/file-client.ts";
import { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, seeded, share } from "../test/world.ts";
import { FILE_CREATE, FILE_DELETE_ON_CLOSE } from "../wire/message/create.ts";
import {
  DELETE,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
} from "../wire/security/access-mask.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import { MemoryPersistentStore } from "./memory/persistent-store.ts";
import { native } from "./native.ts";
import { nodeCrypto } from "./node-crypto.ts";
import { keepsChangeTime } from "./posix/inode-memory.ts";
import { closePending } from "./posix/late-closes.ts";
import { PosixVfs } from "./posix/posix-vfs.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-hot-path-"));
after(() => rmSync(folder, { recursive: true }));

describe("the hot path, warm", () => {
  const { engine, files, measured } = start();
  const fileId = files.open("file");
  const bytes = new Uint8Array(65_536).fill(7);
  files.write(fileId, 0, bytes);
  files.read(fileId, 0, 65_536);

  for (const length of [4_096, 65_536]) {
    it(`a READ of ${length} is one read of the page cache and one frame`, () => {
      const cost = measured(() => {
        assert.equal(files.read(fileId, 0, length).data.length, length);
      });
      assert.deepEqual(cost.calls, { readCached: 1 });
      assert.deepEqual([cost.jobs, cost.sends, cost.madeBuffers], [0, 1, 0]);
      // Of the payload's size from the first byte on: it is read where it is sent from.
      assert.equal(cost.buffers, 1);
    });

    it(`a WRITE of ${length} is one write and one frame`, () => {
      const cost = measured(() => {
        assert.equal(files.write(fileId, 0, bytes.subarray(0, length)).status, STATUS_SUCCESS);
      });
      assert.deepEqual(cost.calls, { write: 1 });
      assert.deepEqual([cost.jobs, cost.sends, cost.madeBuffers], [0, 1, 0]);
      assert.equal(cost.buffers, 1);
    });
  }

  it("a CREATE of what is there needs no worker, and as many calls the next time", () => {
    const visit = () => files.close(files.open("file"));
    visit();
    const first = measured(visit);
    const second = measured(visit);
    assert.deepEqual(second.calls, first.calls);
    assert.deepEqual([second.jobs, second.sends, second.madeBuffers], [0, 2, 0]);
    assert.deepEqual(unless("statAttributes", second.calls), {
      // The name, what was opened by it, and the root for its descriptor.
      statx: 3,
      openBeneath: 1,
      // For writing.
      reopen: 1,
      close: 2,
    });
  });

  it("a CREATE to read has one descriptor for the file and its data", () => {
    const visit = () => files.close(files.open("file", { desiredAccess: FILE_READ_DATA }));
    visit();
    const { calls } = measured(visit);
    assert.deepEqual(unless("statAttributes", calls), { statx: 3, openBeneath: 1, close: 1 });
  });

  it("an open has one descriptor, to look, to read or to write", () => {
    const count = () => readdirSync("/proc/self/fd").length;
    closePending();
    for (const desiredAccess of [
      FILE_READ_ATTRIBUTES,
      FILE_READ_DATA,
      FILE_READ_DATA | FILE_WRITE_DATA,
    ]) {
      const before = count();
      const opened = files.open("file", { desiredAccess });
      assert.equal(count(), before + 1);
      files.close(opened);
      closePending();
      assert.equal(count(), before);
    }
  });

  it("a CREATE in a folder where clients are at work opens no folder", async () => {
    mkdirSync(join(folder, "folder"));
    files.put("folder\\file", "content");
    await sleep(80);
    const how = { desiredAccess: FILE_READ_ATTRIBUTES };
    const visit = () => files.close(files.open("folder\\file", how));
    visit();
    visit();
    const { calls } = measured(visit);
    if (!keepsChangeTime(statfsSync(folder).type)) return;
    // The folder and the file by their names, what was opened, and the root for its descriptor.
    assert.deepEqual(calls, { statx: 4, openBeneath: 1, close: 1 });
  });

  it("a file is made, written, and deleted with calls that each do something", () => {
    let number = 0;
    const cycle = () => {
      const name = `made-${++number}`;
      const made = files.open(name, { createDisposition: FILE_CREATE });
      files.write(made, 0, bytes.subarray(0, 4_096));
      files.close(made);
      const doomed = { desiredAccess: DELETE, createOptions: FILE_DELETE_ON_CLOSE };
      files.close(files.open(name, doomed));
    };
    cycle();
    const { calls, jobs } = measured(cycle);
    assert.equal(jobs, 0);
    // Who may give files away does, and what the umask took is put back.
    const { setOwner = 0, setMode = 0, ...others } = calls;
    assert.ok(setOwner <= 1 && setMode <= 1);
    if (!keepsChangeTime(statfsSync(folder).type)) return;
    assert.deepEqual(others, {
      // Whether the name is free is known.
      watchRead: 1,
      openBeneath: 2,
      // Root, file and file again; name, file and root; name, and whether it was the last.
      statx: 3 + 3 + 2,
      // Of the root what its new entry may have changed, twice; of the file what CREATE did not know.
      statAttributes: 2 + 2,
      setAttribute: 1,
      write: 1,
      unlink: 1,
      listAttributes: 1,
      close: 2,
    });
  });

  it("a CREATE of a file at rest asks for none of its attributes", async () => {
    await sleep(80);
    const visit = () => files.close(files.open("file", { desiredAccess: FILE_READ_ATTRIBUTES }));
    visit();
    const { calls } = measured(visit);
    // The name, what was opened by it, and the root for its descriptor.
    assert.deepEqual(calls, { statx: 3, openBeneath: 1, close: 1, ...unremembered(folder) });
  });

  it("leaves no buffer out", () => {
    assert.equal(engine.slabs.outCount, 0);
  });
});

/** Where change times do not tell, attributes are read each time: of the file and of the root. */
function unremembered(path: string) {
  return keepsChangeTime(statfsSync(path).type) ? {} : { statAttributes: 2 };
}

/** Whether attributes are read anew of what was written a moment ago depends on the kernel. */
function unless(name: string, calls: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(calls).filter(([called]) => called !== name));
}

interface Cost {
  readonly calls: Record<string, number>;
  readonly jobs: number;
  readonly sends: number;
  readonly buffers: number;
  readonly madeBuffers: number;
}

function start() {
  const nowMs = Date.UTC(2026, 0, 1);
  const random = seeded(1);
  const engine = new Engine(
    {
      vfs: new PosixVfs(),
      clock: { nowMs: () => nowMs, monotonicUs: () => 0, wakeAt: () => {} },
      random,
      crypto: nodeCrypto,
      observer: { emit: () => {} },
      persistentStore: new MemoryPersistentStore(),
      massChangeStore: new MemoryPersistentStore(),
      networkInterfaces: () => [],
      openPipe: () => null,
      isTest: true,
    },
    new Catalog(catalogInput({ shares: [share("data", folder)] })),
  );
  const nowFiletime = () => BigInt(nowMs) * 10_000n + 116_444_736_000_000_000n;
  const client = new VirtualClient({ crypto: nodeCrypto, random, nowFiletime });
  client.driver = engine.accept(client.transport);
  client.negotiate();
  assert.equal(client.logon("alice", "pass1234") || client.tree("data"), STATUS_SUCCESS);
  client.signs = false;
  const files = new FileClient(client);
  files.put("file", "content");
  return { engine, files, measured: (work: () => void) => measure(engine, client, work) };
}

function measure(engine: Engine, client: VirtualClient, work: () => void): Cost {
  const calls: Record<string, number> = {};
  let [sends, buffers, madeBuffers] = [0, 0, 0];
  const before = { ...native };
  const all = native as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(before)) {
    if (typeof value !== "function" || /^[A-Z]/.test(name)) continue;
    all[name] = (...values: unknown[]) => {
      calls[name] = (calls[name] ?? 0) + 1;
      return (value as (...values: unknown[]) => unknown)(...values);
    };
  }
  const { slabs } = engine;
  const { transport } = client;
  const seen = new Set<Uint8Array>();
  const [acquire, send] = [slabs.acquire.bind(slabs), transport.send.bind(transport)];
  // Whatever is taken twice was made once: the first round fills the pool, and the second one is counted.
  let isCounting = false;
  slabs.acquire = (minimum) => {
    const slab = acquire(minimum);
    if (isCounting) {
      buffers++;
      if (!seen.has(slab)) madeBuffers++;
    }
    seen.add(slab);
    return slab;
  };
  transport.send = (frame, released) => {
    if (isCounting) sends++;
    send(frame, released);
  };
  try {
    work();
    closePending();
    for (const name of Object.keys(calls)) delete calls[name];
    isCounting = true;
    work();
    closePending();
  } finally {
    Object.assign(all, before);
    slabs.acquire = acquire;
    transport.send = send;
  }
  const jobs = Object.entries(calls).reduce(
    (sum, [name, count]) => sum + (name.endsWith("Later") ? count : 0),
    0,
  );
  return { calls, jobs, sends, buffers, madeBuffers };
}
