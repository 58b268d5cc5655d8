/** The engine's side of the socket to the RDMA helper, against a helper that says what the test wants. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import pino from "pino";
import type { Placement, PlacementSlab } from "../../port/placement.ts";
import type { Transport } from "../../port/transport.ts";
import { World } from "../../test/world.ts";
import { FrameJoiner } from "./frame-joiner.ts";
import { LINK_MAGIC, LINK_VERSION } from "./link-frame.ts";
import { RdmaListener } from "./rdma-listener.ts";

const SETTINGS = { isEnabled: true, port: 445, iwarpPort: 5445, devices: ["rxe0", "siw0"] };
const STATUS = {
  problem: "",
  devices: [
    {
      name: "rxe0",
      kind: "roce",
      state: "ACTIVE",
      rate: "10 Gb/sec (4X SDR)",
      networkDevice: "eth7",
      retries: 0,
      notReady: 0,
      port: 445,
      problem: "",
    },
  ],
  channels: [],
  counters: {
    connectionsAccepted: 1,
    connectionsRefused: 0,
    messagesIn: 0,
    messagesOut: 0,
    messageBytesIn: 0,
    messageBytesOut: 0,
    sends: 0,
    receives: 0,
    writes: 0,
    writeBytes: 0,
    reads: 0,
    readBytes: 0,
    invalidations: 0,
    errors: { "keep-alive-timeout": 2 },
  },
};

/** Kinds, as smbd/native/rdma-helper/src/frame.rs has them. */
const HELLO = 1;
const MESSAGE = 2;
const DONE = 3;
const CONNECTED = 4;
const DISCONNECTED = 5;
const SENT = 6;
const TOLD = 7;

class Helper {
  readonly socket: Socket;
  readonly frames: { kind: number; channel: number; body: Buffer }[] = [];
  readonly #joiner = new FrameJoiner();

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.on("error", () => {});
    this.socket.on("data", (chunk: Buffer) => {
      this.#joiner.push(new Uint8Array(chunk));
      for (let one = this.#joiner.next(); one !== null; one = this.#joiner.next()) {
        const frame = Buffer.from(one);
        const [kind, channel] = [frame.readUInt16LE(4), frame.readUInt32LE(8)];
        this.frames.push({ kind, channel, body: frame.subarray(12) });
      }
    });
  }

  say(kind: number, channel: number, body: Uint8Array): void {
    const header = Buffer.alloc(12);
    header.writeUInt32LE(body.length, 0);
    header.writeUInt16LE(kind, 4);
    header.writeUInt32LE(channel, 8);
    this.socket.write(Buffer.concat([header, body]));
  }

  hello(magic = LINK_MAGIC, version = LINK_VERSION): void {
    const body = Buffer.alloc(8);
    body.writeUInt32LE(magic, 0);
    body.writeUInt16LE(version, 4);
    this.say(HELLO, 0, body);
  }

  connected(channel: number, messageBytesMax = 1_048_576): void {
    const text = (value: string) => {
      const bytes = Buffer.from(value);
      const length = Buffer.alloc(2);
      length.writeUInt16LE(bytes.length, 0);
      return Buffer.concat([length, bytes]);
    };
    const fixed = Buffer.alloc(8);
    fixed.writeUInt16LE(50_000, 0);
    fixed.writeUInt16LE(445, 2);
    fixed.writeUInt32LE(messageBytesMax, 4);
    const texts = ["192.0.2.7", "192.0.2.1", "rxe0"].map(text);
    this.say(CONNECTED, channel, Buffer.concat([fixed, ...texts]));
  }

  numbers(kind: number, channel: number, ...values: readonly number[]): void {
    const body = Buffer.alloc(values.length * 4);
    for (const [index, value] of values.entries()) body.writeUInt32LE(value, index * 4);
    this.say(kind, channel, body);
  }

  async frame(kind: number) {
    return await until(() => {
      const index = this.frames.findIndex((frame) => frame.kind === kind);
      return index < 0 ? null : (this.frames.splice(index, 1)[0] ?? null);
    });
  }
}

async function until<T>(found: () => T | null): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    const value = found();
    if (value !== null && value !== false) return value;
    await new Promise((wake) => setTimeout(wake, 4));
  }
  throw new Error("it did not come");
}

describe("the socket of the RDMA helper", () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-rdma-"));
  const path = join(folder, "rdma.sock");
  const world = new World();
  const { engine } = world;
  const listener = new RdmaListener(engine, folder, SETTINGS, pino({ level: "silent" }));
  after(() => {
    listener.close();
    rmSync(folder, { recursive: true });
    assert.deepEqual(world.leftovers(), {});
  });

  async function helper(): Promise<Helper> {
    await until(() => !listener.isServed);
    const one = new Helper(path);
    await once(one.socket, "connect");
    one.hello();
    await until(() => listener.isServed);
    return one;
  }

  async function transport(from: Helper, channel = 1): Promise<Transport & Placement> {
    from.connected(channel);
    const driver = await until(() => [...engine.connections.values()].at(-1) ?? null);
    return driver.connection.transport as Transport & Placement;
  }

  async function gone(from: Helper): Promise<void> {
    await until(() => from.socket.closed && engine.connections.size === 0 && !listener.isServed);
  }

  async function leave(from: Helper): Promise<void> {
    from.socket.destroy();
    await gone(from);
  }

  const slab = async (from: Transport & Placement, byteCount: number) =>
    await new Promise<PlacementSlab | null>((resolve) => from.acquire(byteCount, resolve));

  it("is for the engine's account alone", async () => {
    await listener.listen();
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it("greets with settings and memory, and learns of devices", async () => {
    const one = await helper();
    const { body } = await one.frame(HELLO);
    assert.equal(body.readUInt32LE(0), LINK_MAGIC);
    assert.deepEqual([body.readUInt16LE(4), body.readUInt16LE(6)], [LINK_VERSION, 1]);
    assert.equal(body.readBigUInt64LE(8), 67_108_864n);
    assert.deepEqual([body.readUInt16LE(16), body.readUInt16LE(18)], [445, 5445]);
    assert.equal(body.subarray(22).toString(), "rxe0,siw0");
    assert.equal(listener.networkDevices.size, 0);
    one.say(TOLD, 0, Buffer.from(JSON.stringify(STATUS)));
    await until(() => listener.status);
    assert.deepEqual([...listener.networkDevices], ["eth7"]);
    assert.equal(listener.status?.counters.errors["keep-alive-timeout"], 2);
    await leave(one);
    assert.equal(listener.status, null);
  });

  it("serves one helper at a time", async () => {
    const one = await helper();
    const other = new Helper(path);
    await once(other.socket, "close");
    assert.ok(listener.isServed);
    await leave(one);
    await leave(await helper());
  });

  it("carries messages both ways, and lets go of one when it is sent", async () => {
    const one = await helper();
    const carrier = await transport(one, 9);
    assert.deepEqual([carrier.remoteAddress, carrier.remotePort], ["192.0.2.7", 50_000]);
    assert.equal(carrier.placement?.messageBytesMax, 1_048_576);
    one.say(MESSAGE, 9, negotiateRequest());
    const { channel, body } = await one.frame(2);
    assert.equal(channel, 9);
    assert.deepEqual([...body.subarray(0, 8)], [0, 0, 0, 0, 0, 0, 0, 0], "voids nothing");
    assert.equal(body.readUInt32LE(8), 0x424d53fe);
    const { length } = body.subarray(8);
    assert.equal(carrier.unsentBytes, length);
    one.numbers(SENT, 9, length);
    await until(() => carrier.unsentBytes === 0);
    let released = 0;
    carrier.send(new Uint8Array(104), () => released++, 0xabcdef01);
    const voiding = await one.frame(2);
    assert.deepEqual([voiding.body.readUInt32LE(0), voiding.body[4]], [0xabcdef01, 1]);
    assert.deepEqual([released, carrier.delivery()?.acknowledgedBytes], [0, length]);
    one.numbers(SENT, 9, 100);
    await until(() => released === 1);
    await leave(one);
  });

  it("asks for payload to be moved, and hears what came of it", async () => {
    const one = await helper();
    const carrier = await transport(one);
    const [first, second] = [await slab(carrier, 100_000), await slab(carrier, 10)];
    assert.ok(first !== null && second !== null);
    const answers: (string | boolean)[] = [];
    const buffers = [
      { offset: 0x1_0000_0002n, token: 0xffff_fff0, length: 60_000 },
      { offset: 5n, token: 7, length: 40_000 },
    ];
    carrier.write(first, 100_000, buffers, (isPlaced) => answers.push("write", isPlaced));
    carrier.read(second, 10, buffers.slice(1), (isPlaced) => answers.push("read", isPlaced));
    const { body: write } = await one.frame(3);
    assert.deepEqual([write.readUInt32LE(4), write.readUInt32LE(16)], [2, 100_000]);
    assert.equal(write.readBigUInt64LE(24), 0x1_0000_0002n);
    assert.deepEqual([write.readUInt32LE(32), write.readUInt32LE(36)], [0xffff_fff0, 60_000]);
    const { body: read } = await one.frame(4);
    assert.equal(write.readBigUInt64LE(8), 0n);
    assert.equal(read.readBigUInt64LE(8), 131_072n, "it lies behind the other");
    one.numbers(DONE, 1, read.readUInt32LE(0), 1);
    one.numbers(DONE, 1, write.readUInt32LE(0), 0);
    await until(() => answers.length === 4);
    assert.deepEqual(answers, ["read", false, "write", true]);
    first.release();
    second.release();
    await leave(one);
  });

  it("says when it takes no more, and ends connections", async () => {
    const one = await helper();
    const carrier = await transport(one, 4);
    carrier.pause();
    carrier.pause();
    carrier.resume();
    carrier.close(true);
    assert.equal((await one.frame(6)).channel, 4);
    assert.equal((await one.frame(7)).channel, 4);
    assert.deepEqual([...(await one.frame(5)).body], [1]);
    assert.equal(one.frames.filter(({ kind }) => kind === 6).length, 0);
    one.say(DISCONNECTED, 4, Buffer.from("closed by the client"));
    await until(() => engine.connections.size === 0);
    let released = false;
    carrier.send(new Uint8Array(8), () => {
      released = true;
    });
    assert.ok(released, "nobody takes it");
    assert.equal(await slab(carrier, 10), null);
    await leave(one);
  });

  it("answers all that waits when the helper dies", async () => {
    const one = await helper();
    const carrier = await transport(one);
    const held = await slab(carrier, 67_108_864);
    assert.ok(held !== null);
    const answers: unknown[] = [];
    carrier.send(new Uint8Array(20), () => answers.push("released"));
    carrier.write(held, 10, [{ offset: 0n, token: 1, length: 10 }], (isPlaced) =>
      answers.push(isPlaced),
    );
    carrier.acquire(1, (none) => answers.push(none));
    await leave(one);
    assert.deepEqual(answers.sort(), [false, null, "released"].sort());
    held.release();
  });

  const nonsense: readonly (readonly [string, (one: Helper) => void])[] = [
    ["a kind that is none", (one) => one.say(99, 0, Buffer.alloc(0))],
    ["a second hello", (one) => one.hello()],
    ["a status that is not JSON", (one) => one.say(TOLD, 0, Buffer.from("{"))],
    ["a status of another shape", (one) => one.say(TOLD, 0, Buffer.from('{"problem":1}'))],
    ["a job that nobody gave it", (one) => one.numbers(DONE, 1, 12_345, 0)],
    ["a job twice", (one) => one.numbers(DONE, 1, 1, 0)],
    ["an answer to a job that is cut short", (one) => one.numbers(DONE, 1, 1)],
    ["a connection twice", (one) => one.connected(1)],
    ["a connection that is cut short", (one) => one.say(CONNECTED, 2, Buffer.alloc(9))],
    ["more sent than it had", (one) => one.numbers(SENT, 1, 100)],
    ["a message of nothing", (one) => one.say(MESSAGE, 1, Buffer.alloc(0))],
    ["a frame that is too long", (one) => one.socket.write(Buffer.alloc(12, 0xff))],
  ];
  for (const [title, speak] of nonsense) {
    it(`ends a helper that tells of ${title}, and takes the next one`, async () => {
      const one = await helper();
      await transport(one);
      speak(one);
      await gone(one);
      const next = await helper();
      await transport(next);
      await leave(next);
    });
  }

  it("ends a helper of another release, and one that is none", async () => {
    for (const [magic, version] of [
      [LINK_MAGIC, LINK_VERSION + 1],
      [LINK_MAGIC + 1, LINK_VERSION],
    ]) {
      const one = new Helper(path);
      await once(one.socket, "connect");
      one.hello(magic, version);
      await gone(one);
    }
  });

  it("lets late words about a connection pass that is gone", async () => {
    const one = await helper();
    await transport(one, 3);
    one.say(DISCONNECTED, 3, Buffer.from("gone"));
    one.say(MESSAGE, 3, Buffer.from("late"));
    one.numbers(SENT, 3, 5);
    one.say(DISCONNECTED, 3, Buffer.from("again"));
    await until(() => engine.connections.size === 0);
    await transport(one, 5);
    assert.ok(listener.isServed);
    await leave(one);
  });

  it("reads frames however they are cut", async () => {
    const one = await helper();
    const bytes = negotiateRequest();
    const header = Buffer.alloc(12);
    header.writeUInt32LE(bytes.length, 0);
    header.writeUInt16LE(MESSAGE, 4);
    header.writeUInt32LE(2, 8);
    await transport(one, 2);
    for (const byte of Buffer.concat([header, bytes])) {
      one.socket.write(Buffer.from([byte]));
      await new Promise((wake) => setImmediate(wake));
    }
    assert.equal((await one.frame(2)).channel, 2);
    await leave(one);
  });
});

/** [MS-SMB2] 2.2.3 with the one dialect 2.1. */
function negotiateRequest(): Buffer {
  const bytes = Buffer.alloc(64 + 36 + 2);
  bytes.writeUInt32LE(0x424d53fe, 0);
  bytes.writeUInt16LE(64, 4);
  bytes.writeUInt16LE(1, 14);
  bytes.writeUInt16LE(36, 64);
  bytes.writeUInt16LE(1, 66);
  bytes.writeUInt16LE(1, 68);
  bytes.writeUInt16LE(0x0210, 100);
  return bytes;
}
