/** Large READs of what the page cache has: the transport is given the range of the file, and no bytes. */
import assert from "node:assert/strict";
import { fstatSync, mkdtempSync, readSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { Engine } from "../engine/engine.ts";
import type { FileRange } from "../port/transport.ts";
import { Catalog } from "../state/catalog.ts";
import { FileClient } from "../test/file-client.ts";
import { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, PASSWORD, seeded, share } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { encodeCloseRequest } from "../wire/message/close.ts";
import { encodeReadRequest } from "../wire/message/read.ts";
import { STATUS_END_OF_FILE, STATUS_FILE_LOCK_CONFLICT, STATUS_SUCCESS } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";
import { MemoryPersistentStore } from "./memory/persistent-store.ts";
import { native } from "./native.ts";
import { nodeCrypto } from "./node-crypto.ts";
import { closePending } from "./posix/late-closes.ts";
import { PosixVfs } from "./posix/posix-vfs.ts";

const MIB = 1_048_576;
const folder = mkdtempSync(join(tmpdir(), "larder-lent-range-"));
after(() => rmSync(folder, { recursive: true }));

const content = new Uint8Array(3 * MIB + 1000).map((_, at) => at * 7 + (at >> 12));
writeFileSync(join(folder, "file"), content);

describe("a large READ of a cached file", () => {
  const lent: FileRange[] = [];
  let files: FileClient;
  let client: VirtualClient;
  let engine: Engine;

  beforeEach(() => {
    lent.length = 0;
    ({ engine, client } = start((range) => lent.push(range)));
    files = new FileClient(client);
  });

  /** The first MiB; the reply may wait. */
  function sendRead(fileId: FileId): void {
    const request = {
      flags: 0,
      length: MIB,
      offset: 0,
      fileId,
      minimumCount: 0,
      channel: 0,
      remainingBytes: 0,
      readChannelInfoView: new Uint8Array(0),
    };
    const encode = (writer: Writer) => encodeReadRequest(writer, request);
    client.send({ command: Command.READ, encode, creditCharge: 16 });
  }

  it("is sent from where it lies, in one frame with its header", () => {
    const fileId = files.open("file");
    const { calls, answer } = counted(() => files.read(fileId, 5000, MIB));
    assert.deepEqual(calls, { statx: 1, cachedBytes: 1, readCached: 1 });
    assert.deepEqual(answer.data, content.slice(5000, 5000 + MIB));
    assert.deepEqual(lent.map(describeRange), [[5000, MIB]]);
    assert.equal(engine.slabs.outCount, 0);
  });

  it("ends where the file does", () => {
    const fileId = files.open("file");
    const offset = content.length - 200_000;
    assert.deepEqual(files.read(fileId, offset, MIB).data, content.slice(offset));
    assert.deepEqual(lent.map(describeRange), [[offset, 200_000]]);
    const short = files.read(fileId, offset, MIB, { minimumCount: MIB });
    assert.equal(short.status, STATUS_END_OF_FILE);
    assert.equal(files.read(fileId, content.length, MIB).status, STATUS_END_OF_FILE);
    assert.equal(lent.length, 1);
  });

  it("counts for the open's position and meets locks", () => {
    const fileId = files.open("file");
    files.read(fileId, 0, MIB);
    const [open] = [...engine.sessions.values()].flatMap(({ opens }) => [...opens.values()]);
    assert.equal(open?.position, MIB);
    const other = files.open("file");
    const lock = { offset: BigInt(MIB), length: 10n, flags: EXCLUSIVE_AT_ONCE };
    assert.equal(files.lock(other, lock), STATUS_SUCCESS);
    assert.equal(files.read(fileId, 0, 2 * MIB).status, STATUS_FILE_LOCK_CONFLICT);
    assert.equal(lent.length, 1);
  });

  it("is read by a worker where its end is still on its way from the disk", () => {
    const fileId = files.open("file");
    const { readCached } = native;
    native.readCached = () => -constants.errno.EAGAIN;
    try {
      sendRead(fileId);
    } finally {
      native.readCached = readCached;
    }
    assert.equal(lent.length, 0);
    sendRead(fileId);
    assert.equal(lent.length, 1);
  });

  it("is read where it is to be signed or sealed", () => {
    const fileId = files.open("file");
    for (const how of ["signs", "seals"] as const) {
      client.signs = how === "signs";
      client.seals = how === "seals";
      sendRead(fileId);
    }
    assert.equal(lent.length, 0);
  });

  it("keeps its descriptor until it is out, also when the file is closed or the client is gone", () => {
    const before = openDescriptors();
    for (const isClosed of [true, false]) {
      const fileId = files.open("file");
      client.transport.isClogged = true;
      sendRead(fileId);
      const close = (writer: Writer) => encodeCloseRequest(writer, { flags: 0, fileId });
      if (isClosed) client.send({ command: Command.CLOSE, encode: close });
      else client.driver?.ended("gone");
      const range = lent.at(-1) as FileRange;
      assert.equal(fstatSync(range.fd).size, content.length);
      client.transport.drain();
      range.release();
    }
    closePending();
    assert.equal(openDescriptors(), before);
    assert.equal(engine.slabs.outCount, 0);
  });
});

const EXCLUSIVE_AT_ONCE = 0x12;

function describeRange({ offset, length }: FileRange): number[] {
  return [offset, length];
}

function openDescriptors(): number {
  // Whatever is open has a number below the next one that is free and a few more.
  let count = 0;
  for (let fd = 0; fd < 256; fd++) {
    try {
      fstatSync(fd);
      count++;
    } catch {}
  }
  return count;
}

/** The calls of the addon meanwhile. */
function counted<T>(work: () => T): { calls: Record<string, number>; answer: T } {
  const calls: Record<string, number> = {};
  const before = { ...native };
  const all = native as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(before)) {
    if (typeof value !== "function" || /^[A-Z]/.test(name)) continue;
    all[name] = (...values: unknown[]) => {
      calls[name] = (calls[name] ?? 0) + 1;
      return (value as (...values: unknown[]) => unknown)(...values);
    };
  }
  try {
    return { answer: work(), calls };
  } finally {
    Object.assign(all, before);
  }
}

function start(onLent: (range: FileRange) => void) {
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
  const transport = Object.assign(client.transport, { sendsFiles: true });
  const send = transport.send.bind(transport) as typeof transport.send;
  transport.send = (bytes, released, invalidates, tail?: FileRange) => {
    if (tail === undefined) {
      send(bytes, released, invalidates);
      return;
    }
    onLent(tail);
    const whole = new Uint8Array(bytes.length + tail.length);
    whole.set(bytes);
    readSync(tail.fd, whole, bytes.length, tail.length, tail.offset);
    send(whole, () => {
      tail.release();
      released();
    });
  };
  client.driver = engine.accept(client.transport);
  client.negotiate();
  assert.equal(client.logon("alice", PASSWORD) || client.tree("data"), STATUS_SUCCESS);
  client.signs = false;
  return { engine, client };
}
