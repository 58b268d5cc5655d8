/** Large plain WRITEs whose payload stays with the kernel until the file takes it. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import type { ConnectionDriver } from "../engine/connection-driver.ts";
import { Engine } from "../engine/engine.ts";
import type { HeldBytes } from "../port/transport.ts";
import { Catalog } from "../state/catalog.ts";
import { FileClient } from "../test/file-client.ts";
import { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, PASSWORD, seeded, share } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { encodeWriteRequest, WRITEFLAG_WRITE_THROUGH } from "../wire/message/write.ts";
import { FILE_READ_DATA } from "../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_DISK_FULL,
  STATUS_FILE_CLOSED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";
import { MemoryPersistentStore } from "./memory/persistent-store.ts";
import { native } from "./native.ts";
import { nodeCrypto } from "./node-crypto.ts";
import { PosixVfs } from "./posix/posix-vfs.ts";

const PAYLOAD_BYTES = 500_000;
const folder = mkdtempSync(join(tmpdir(), "larder-held-write-"));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "file");
const payload = new Uint8Array(PAYLOAD_BYTES).map((_, at) => at * 11 + (at >> 11));

describe("a large plain WRITE", () => {
  const pipes: TestPipe[] = [];
  /** Of a large frame and its length, so much comes before the rest. */
  let firstBytes = 300;
  /** Called when a payload is there and nobody knows yet. */
  let whenWhole = () => {};
  let files: FileClient;
  let client: VirtualClient;
  let engine: Engine;

  beforeEach(() => {
    pipes.length = 0;
    firstBytes = 300;
    whenWhole = () => {};
    rmSync(path, { force: true });
    writeFileSync(path, "");
    ({ engine, client } = start(
      (pipe) => {
        pipes.push(pipe);
        whenWhole();
      },
      () => firstBytes,
    ));
    files = new FileClient(client);
  });

  function written(offset: number): Uint8Array {
    return new Uint8Array(readFileSync(path)).subarray(offset);
  }

  it("goes from the pipe to the file, behind its beginning", () => {
    const fileId = files.open("file");
    const { calls, answer } = counted(() => files.write(fileId, 10_000, payload));
    assert.deepEqual(answer, { status: STATUS_SUCCESS, count: PAYLOAD_BYTES });
    assert.equal(calls.writeHeld, 1);
    assert.equal(calls.write ?? calls.writeLater ?? calls.pipeRead, undefined);
    assert.deepEqual(written(10_000), payload);
    assert.deepEqual(pipes.map(fate), ["released"]);
    assert.equal(engine.slabs.outCount, 0);
  });

  /** A WRITE whose answer comes later. */
  async function write(fileId: FileId, flags: number): Promise<NtStatus> {
    const request = { offset: 0, fileId, channel: 0, remainingBytes: 0, flags };
    const body = { ...request, writeChannelInfoView: new Uint8Array(0), dataView: payload };
    const encode = (writer: Writer) => encodeWriteRequest(writer, body);
    const [id] = client.send({ command: Command.WRITE, encode, creditCharge: 8 });
    while (client.count(id as bigint) === 0) await new Promise(setImmediate);
    return client.take(id as bigint).status;
  }

  it("is gathered where it is to be on stable storage", async () => {
    assert.equal(await write(files.open("file"), WRITEFLAG_WRITE_THROUGH), STATUS_SUCCESS);
    assert.deepEqual(written(0), payload);
    assert.deepEqual(pipes.map(fate), ["copied, released"]);
  });

  it("is gathered where it goes to a stream", async () => {
    const stream = files.open("file:stream");
    assert.equal(await write(stream, 0), STATUS_SUCCESS);
    assert.deepEqual(pipes.map(fate), ["copied, released"]);
    assert.deepEqual(files.read(stream, 400_000, 1000).data, payload.slice(400_000, 401_000));
  });

  it("is gathered where something follows the payload", () => {
    const fileId = files.open("file");
    const padded = new Uint8Array(PAYLOAD_BYTES + 8);
    padded.set(payload);
    const frame = lengthTaken(PAYLOAD_BYTES);
    assert.equal(frame(() => files.write(fileId, 0, padded)).status, STATUS_SUCCESS);
    assert.deepEqual(written(0), payload);
    assert.deepEqual(pipes.map(fate), ["copied, released"]);
  });

  /** WRITEs meanwhile say that their payload is so long, whatever follows. */
  function lengthTaken(length: number) {
    return <T>(work: () => T): T => {
      const { driver } = client;
      if (driver === null) throw new Error("not connected");
      client.driver = {
        ...driver,
        connection: driver.connection,
        receive: (bytes) => {
          new DataView(bytes.buffer, bytes.byteOffset).setUint32(4 + 64 + 4, length, true);
          driver.receive(bytes);
        },
      };
      try {
        return work();
      } finally {
        client.driver = driver;
      }
    };
  }

  it("meets every check, and leaves nothing in the file", () => {
    const readable = files.open("file", { desiredAccess: FILE_READ_DATA });
    assert.equal(files.write(readable, 0, payload).status, STATUS_ACCESS_DENIED);
    const other = files.open("file");
    const lock = { offset: 400_000n, length: 10n, flags: EXCLUSIVE_AT_ONCE };
    assert.equal(files.lock(other, lock), STATUS_SUCCESS);
    const fileId = files.open("file");
    assert.equal(files.write(fileId, 0, payload).status, STATUS_FILE_LOCK_CONFLICT);
    files.close(fileId);
    assert.equal(files.write(fileId, 0, payload).status, STATUS_FILE_CLOSED);
    assert.equal(written(0).length, 0);
    assert.equal(pipes.length, 3);
    for (const pipe of pipes) assert.match(fate(pipe), /released$/);
    assert.equal(engine.slabs.outCount, 0);
  });

  it("is received into memory where it is signed or sealed", async () => {
    const fileId = files.open("file");
    for (const how of ["signs", "seals"] as const) {
      client.signs = how === "signs";
      client.seals = how === "seals";
      assert.equal(await write(fileId, 0), STATUS_SUCCESS);
    }
    assert.equal(pipes.length, 0);
    assert.deepEqual(written(0), payload);
  });

  it("is received into memory where its first part ends before it says what goes where", async () => {
    const fileId = files.open("file");
    for (firstBytes of [4 + 64, 4 + 64 + 16, 4 + 64 + 47]) {
      assert.equal(await write(fileId, 0), STATUS_SUCCESS);
      assert.deepEqual(written(0), payload);
      assert.equal(pipes.length, 0, `${firstBytes}`);
    }
    firstBytes = 4 + 64 + 48;
    assert.equal(await write(fileId, 0), STATUS_SUCCESS);
    assert.deepEqual(pipes.map(fate), ["released"]);
  });

  it("is written by a worker while the disk is slow, and the pipe stays until that is over", async () => {
    const fileId = files.open("file");
    const all = native as { -readonly [Name in keyof typeof native]: (typeof native)[Name] };
    const { writeHeld, writeHeldLater } = native;
    all.writeHeld = (...values) => {
      const endMs = performance.now() + SLOW_WRITE_MS;
      while (performance.now() < endMs);
      return writeHeld(...values);
    };
    let laterCount = 0;
    all.writeHeldLater = (...values) => {
      laterCount++;
      return writeHeldLater(...values);
    };
    try {
      assert.equal(await write(fileId, 0), STATUS_SUCCESS);
      const answered = write(fileId, 0);
      assert.deepEqual(pipes.map(fate), ["released", ""]);
      // The handle is the client's to close; the bytes are on their way all the same.
      files.close(fileId);
      assert.equal(await answered, STATUS_SUCCESS);
    } finally {
      Object.assign(all, { writeHeld, writeHeldLater });
    }
    assert.equal(laterCount, 1);
    assert.deepEqual(pipes.map(fate), ["released", "released"]);
    assert.deepEqual(written(0), payload);
    assert.equal(engine.slabs.outCount, 0);
  });

  it("that finds the disk full half-way says so, and the file changed for whoever looks", () => {
    const fileId = files.open("file");
    const all = native as { -readonly [Name in keyof typeof native]: (typeof native)[Name] };
    const { writeHeld } = native;
    all.writeHeld = (fd, head, start, length, pipe, held, position) => {
      const count = writeHeld(fd, head, start, length, pipe, Math.floor(held / 2), position);
      return count < 0 ? count : ENOSPC;
    };
    try {
      assert.equal(files.write(fileId, 0, payload).status, STATUS_DISK_FULL);
    } finally {
      Object.assign(all, { writeHeld });
    }
    const { length } = written(0);
    assert.ok(length > 0 && length < PAYLOAD_BYTES, `${length}`);
    assert.deepEqual(written(0), payload.slice(0, length));
    assert.deepEqual(pipes.map(fate), ["released"]);
    assert.equal(engine.slabs.outCount, 0);
    // What the half that was written left in the pipe is nobody's: the next WRITE is whole.
    assert.equal(files.write(fileId, 0, payload).status, STATUS_SUCCESS);
    assert.deepEqual(written(0), payload);
  });

  it("gives its pipe back where the client is gone when it is whole", () => {
    const fileId = files.open("file");
    whenWhole = () => client.driver?.ended("gone");
    files.sendWrite(fileId, 0, payload);
    assert.deepEqual(pipes.map(fate), ["released"]);
    assert.equal(written(0).length, 0);
  });
});

const EXCLUSIVE_AT_ONCE = 0x12;
const ENOSPC = -28;
/** Above what slow-writes takes for a disk that keeps up. */
const SLOW_WRITE_MS = 8;

interface TestPipe extends HeldBytes {
  copyCount: number;
  releaseCount: number;
}

function fate({ copyCount, releaseCount }: TestPipe): string {
  return [...Array(copyCount).fill("copied"), ...Array(releaseCount).fill("released")].join(", ");
}

function pipeWith(bytes: Uint8Array): TestPipe {
  const ends = new Float64Array(2);
  assert.equal(native.pipeOpen(ends, 256), 0);
  const [fd, writing] = ends as unknown as [number, number];
  for (let at = 0; at < bytes.length; ) at += writeSync(writing, bytes.subarray(at));
  native.close(writing);
  const pipe = {
    fd,
    length: bytes.length,
    copyCount: 0,
    releaseCount: 0,
    copyTo: (target: Uint8Array) => {
      pipe.copyCount++;
      return native.pipeRead(fd, target, 0, bytes.length) === bytes.length;
    },
    release: () => {
      pipe.releaseCount++;
      native.close(fd);
    },
  };
  return pipe;
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

/** A client whose large frames come in two parts, as over a socket. */
function start(onPipe: (pipe: TestPipe) => void, firstBytes: () => number) {
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
  const driver = engine.accept(client.transport) as ConnectionDriver;
  client.driver = {
    connection: driver.connection,
    ended: (reason) => driver.ended(reason),
    receive: (bytes) => {
      if (bytes.length < PAYLOAD_BYTES) {
        driver.receive(bytes);
        return;
      }
      const count = firstBytes();
      driver.receive(bytes.slice(0, count));
      if (driver.room === null || !driver.takesHeld) {
        driver.receive(bytes.slice(count));
        return;
      }
      const pipe = pipeWith(bytes.subarray(count));
      onPipe(pipe);
      driver.held(pipe);
    },
  };
  client.negotiate();
  assert.equal(client.logon("alice", PASSWORD) || client.tree("data"), STATUS_SUCCESS);
  client.signs = false;
  return { engine, client };
}
