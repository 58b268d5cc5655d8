import assert from "node:assert/strict";
import { once } from "node:events";
import { closeSync, fstatSync, ftruncateSync, readSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { native } from "../native.ts";
import { createSharedMemory } from "./shared-memory.ts";

const BYTES = 2 * 1024 * 1024;
const EBADF = -9;

describe("shared memory", () => {
  it("is what its descriptor leads to", () => {
    const memory = createSharedMemory(BYTES);
    assert.ok(memory !== null);
    memory.bytes.set([1, 2, 3], 4096);
    const found = new Uint8Array(3);
    const again = native.sharedMemoryMap(memory.fd, BYTES);
    assert.ok(again !== null);
    found.set(new Uint8Array(again, 4096, 3));
    assert.deepEqual([...found], [1, 2, 3]);
    native.close(memory.fd);
  });

  it("keeps its size whoever has the descriptor", () => {
    const memory = createSharedMemory(BYTES);
    assert.ok(memory !== null);
    assert.throws(() => ftruncateSync(memory.fd, 0), { code: "EPERM" });
    assert.throws(() => ftruncateSync(memory.fd, BYTES * 2), { code: "EPERM" });
    assert.equal(fstatSync(memory.fd).size, BYTES);
    native.close(memory.fd);
  });

  it("is not mapped past its end, nor without a descriptor", () => {
    const memory = createSharedMemory(BYTES);
    assert.ok(memory !== null);
    for (const wrong of [0, BYTES - 1, BYTES + 1, BYTES * 2, -1, 0.5, Number.NaN, 2 ** 53]) {
      assert.equal(native.sharedMemoryMap(memory.fd, wrong), null);
    }
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 40]) {
      assert.equal(native.sharedMemoryMap(wrong, BYTES), null);
    }
    native.close(memory.fd);
    for (const wrong of ["1", null, {}, undefined, 1n]) {
      assert.throws(() => native.sharedMemoryMap(wrong as number, BYTES));
      assert.throws(() => native.sharedMemoryMap(0, wrong as number));
    }
  });
});

describe("a descriptor on its way through a socket", () => {
  const path = join(tmpdir(), `larder-shared-${process.pid}.sock`);
  const server = createServer();
  after(() => server.close());

  it("goes with the bytes, and only through a socket of this machine", async () => {
    server.listen(path);
    await once(server, "listening");
    const memory = createSharedMemory(BYTES);
    assert.ok(memory !== null);
    assert.equal(native.sendDescriptor(memory.fd, memory.fd, new Uint8Array(3)), -88);
    assert.equal(native.sendDescriptor(999_999, memory.fd, new Uint8Array(3)), EBADF);
    const client = connect(path);
    const [socket] = (await once(server, "connection")) as [Socket];
    const { _handle: handle } = socket as unknown as { _handle: { fd: number } };
    assert.equal(native.sendDescriptor(handle.fd, 999_999, new Uint8Array(3)), EBADF);
    assert.equal(native.sendDescriptor(handle.fd, memory.fd, new Uint8Array([7, 8, 9])), 0);
    const [bytes] = (await once(client, "data")) as [Buffer];
    assert.deepEqual([...bytes], [7, 8, 9]);
    memory.bytes[0] = 42;
    const target = new Uint8Array(1);
    readSync(memory.fd, target, 0, 1, 0);
    assert.equal(target[0], 42);
    client.destroy();
    socket.destroy();
    closeSync(memory.fd);
  });
});
