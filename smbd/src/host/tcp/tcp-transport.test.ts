import assert from "node:assert/strict";
import { once } from "node:events";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Engine } from "../../engine/engine.ts";
import type { FileRange, HeldBytes, Transport } from "../../port/transport.ts";
import { native } from "../native.ts";
import { HeldPipe } from "./held-pipe.ts";
import { TcpListener } from "./tcp-listener.ts";
import type { TcpTransport, TransportSink } from "./tcp-transport.ts";

/** What came over a transport, in the order in which it came. */
class Sink implements TransportSink {
  readonly chunks: Uint8Array[] = [];
  readonly ends: string[] = [];
  /** A large frame that is being received. */
  frame: Uint8Array | null = null;
  frameHas = 0;
  filledCount = 0;
  takesHeld = false;
  readonly heldPayloads: HeldBytes[] = [];
  onReceive: (chunk: Uint8Array) => void = () => {};

  get room(): Uint8Array | null {
    const isPart = this.frame !== null && this.frameHas < this.frame.length;
    return isPart ? (this.frame as Uint8Array).subarray(this.frameHas) : null;
  }

  receive(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.onReceive(chunk);
  }

  filled(count: number): void {
    this.frameHas += count;
    this.filledCount++;
    this.takesHeld = false;
  }

  held(bytes: HeldBytes): void {
    this.heldPayloads.push(bytes);
    this.filled(bytes.length);
  }
  ended(reason: string): void {
    this.ends.push(reason);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

describe("a TCP connection", () => {
  let accept: (transport: TcpTransport) => void = () => {};
  const engine = {
    // The test starts the transport itself.
    accept: (transport: Transport) => {
      accept(transport as TcpTransport);
      return null;
    },
  } as Pick<Engine, "accept">;
  const listener = new TcpListener(engine);
  let port = 0;

  before(async () => {
    await listener.listen({ host: "127.0.0.1", port: 0 });
    port = Number(listener.listening?.split(":")[1]);
  });
  after(() => listener.close());

  async function pair(): Promise<{ transport: TcpTransport; client: Socket; sink: Sink }> {
    const accepted = new Promise<TcpTransport>((resolve) => {
      accept = resolve;
    });
    const client = connect(port, "127.0.0.1");
    const transport = await accepted;
    const sink = new Sink();
    transport.start(sink);
    return { transport, client, sink };
  }

  it("knows both ends by address", async () => {
    const { transport, client } = await pair();
    assert.equal(transport.remoteAddress, "127.0.0.1");
    assert.equal(transport.localAddress, "127.0.0.1");
    assert.equal(transport.remotePort, client.localPort);
    assert.equal(transport.isLoopback, true);
    transport.close(false);
    await once(client, "close");
  });

  it("knows what of the sent bytes the peer's machine has", async () => {
    const { transport, client } = await pair();
    assert.deepEqual(transport.delivery(), { sentBytes: 0, acknowledgedBytes: 0 });
    transport.send(new Uint8Array(1000), () => {});
    await once(client, "data");
    assert.deepEqual(transport.delivery(), { sentBytes: 1000, acknowledgedBytes: 1000 });
    await gone(transport, client);
  });

  it("knows that a peer takes no more than its buffers hold", async () => {
    const { transport, client } = await pair();
    client.pause();
    const sentBytes = 64 * 1024 * 1024;
    let isReleased = false;
    transport.send(new Uint8Array(sentBytes), () => {
      isReleased = true;
    });
    await nap();
    const delivery = transport.delivery();
    assert.equal(delivery?.sentBytes, sentBytes);
    assert.ok((delivery?.acknowledgedBytes ?? sentBytes) < sentBytes);
    assert.equal(isReleased, false);
    assert.ok(transport.unsentBytes > 0);
    await gone(transport, client);
    assert.equal(isReleased, true, "its end gives back what was not sent");
    assert.equal(transport.unsentBytes, 0);
  });

  it("sends what a slow peer takes bit by bit, whole and in order", async () => {
    const { transport, client } = await pair();
    client.pause();
    const order: number[] = [];
    const sent: Uint8Array[] = [];
    for (let number = 0; number < 1500; number++) {
      // From one byte to many, so that sends end within parts and between them.
      const part = new Uint8Array((number % 7) ** 6 + 1).fill(number);
      sent.push(part);
      transport.send(part, () => order.push(number));
    }
    await nap();
    assert.ok(order.length < 1500);
    const whole = Buffer.concat(sent);
    const received = readAll(client, whole.length);
    assert.ok((await received).equals(whole));
    await nap();
    assert.deepEqual(
      order,
      sent.map((_, number) => number),
    );
    assert.equal(transport.unsentBytes, 0);
    await gone(transport, client);
  });

  it("is waited for awake while its peer asks on and on, and not for longer", async () => {
    const { transport, client, sink } = await pair();
    sink.onReceive = () => transport.send(Buffer.from("pong"), () => {});
    let awakeCount = 0;
    const { readinessTake } = native;
    native.readinessTake = (pairs, awakeUs) => {
      if (awakeUs > 0) awakeCount++;
      return readinessTake(pairs, awakeUs);
    };
    try {
      client.on("data", () => client.write("ping"));
      client.write("ping");
      // On a busy machine it may take a while: others need the processor.
      await until(() => awakeCount > 0);
      client.removeAllListeners("data");
      await nap();
      const before = awakeCount;
      await nap();
      assert.equal(awakeCount, before);
    } finally {
      native.readinessTake = readinessTake;
    }
    await gone(transport, client);
  });

  describe("with frames that end in a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "larder-send-file-"));
    const content = Buffer.alloc(24_000_000);
    for (let at = 0; at < content.length; at += 4) content.writeUInt32LE(at, at);
    const path = join(folder, "file");
    writeFileSync(path, content);
    after(() => rmSync(folder, { recursive: true }));

    /** A range of a descriptor of its own, which is closed with its release. */
    function range(offset: number, length: number): FileRange & { releaseCount: number } {
      const lent = {
        fd: openSync(path, "r+"),
        offset,
        length,
        releaseCount: 0,
        release: () => {
          lent.releaseCount++;
          closeSync(lent.fd);
        },
      };
      return lent;
    }

    it("sends them whole and in order, to a slow peer, too", async () => {
      const { transport, client } = await pair();
      client.pause();
      const ranges = [range(5, 9_000_000), range(10_000_001, 77), range(0, content.length)];
      const expected: Uint8Array[] = [];
      for (const [number, one] of ranges.entries()) {
        const before = Buffer.from(`before ${number}`);
        const between = Buffer.alloc(number * 50_000, number);
        transport.send(before, () => {}, undefined, one);
        transport.send(between, () => {});
        expected.push(before, content.subarray(one.offset, one.offset + one.length), between);
      }
      assert.ok(transport.unsentBytes > content.length / 2);
      const whole = Buffer.concat(expected);
      assert.ok((await readAll(client, whole.length)).equals(whole));
      await until(() => transport.unsentBytes === 0);
      assert.deepEqual(
        ranges.map((one) => one.releaseCount),
        [1, 1, 1],
      );
      await gone(transport, client);
    });

    it("ends a frame with zeros whose file became shorter meanwhile", async () => {
      const { transport, client } = await pair();
      client.pause();
      const one = range(0, content.length);
      transport.send(Buffer.from("head"), () => {}, undefined, one);
      await nap();
      // Far past what the buffers of both ends hold, and not at the end of a page.
      const cut = content.length - 5_000_001;
      ftruncateSync(one.fd, cut);
      transport.send(Buffer.from("next"), () => {});
      const got = await readAll(client, 4 + content.length + 4);
      writeFileSync(path, content);
      assert.equal(got.subarray(0, 4).toString(), "head");
      assert.ok(got.subarray(4, 4 + cut).equals(content.subarray(0, cut)));
      assert.ok(got.subarray(4 + cut, -4).every((byte) => byte === 0));
      assert.equal(got.subarray(-4).toString(), "next");
      await gone(transport, client);
    });

    it("gives them back when the peer goes in the middle", async () => {
      const { transport, client, sink } = await pair();
      client.pause();
      const ranges = [range(0, content.length), range(0, 1_000_000)];
      for (const one of ranges) transport.send(Buffer.from("head"), () => {}, undefined, one);
      client.resetAndDestroy();
      await until(() => sink.ends.length > 0);
      assert.deepEqual(
        ranges.map((one) => one.releaseCount),
        [1, 1],
      );
      const late = range(0, 10);
      transport.send(Buffer.from("late"), () => {}, undefined, late);
      assert.equal(late.releaseCount, 1);
    });

    it("ends the connection where the file cannot be read at all", async () => {
      const { transport, client, sink } = await pair();
      const one = { ...range(0, 1000), fd: openSync(folder, "r") };
      client.resume();
      transport.send(Buffer.from("head"), () => {}, undefined, one);
      await until(() => sink.ends.length > 0);
      closeSync(one.fd);
    });
  });

  it("answers all that came in one visit together", async () => {
    const { transport, client, sink } = await pair();
    sink.onReceive = () => {
      for (let number = 0; number < 10; number++) transport.send(new Uint8Array(8), () => {});
      assert.equal(transport.unsentBytes, 80);
    };
    client.write("x");
    const [chunk] = (await once(client, "data")) as [Buffer];
    assert.equal(chunk.length, 80);
    await gone(transport, client);
  });

  it("sends what one visit says to several in the order in which it is said", async () => {
    const asking = await pair();
    const other = await pair();
    const sent: string[] = [];
    const say = ({ transport }: { transport: TcpTransport }, what: string) =>
      transport.send(new Uint8Array(8), () => sent.push(what));
    asking.sink.onReceive = () => {
      say(asking, "an earlier reply");
      say(other, "a break");
      say(asking, "the reply to who caused it");
    };
    asking.client.write("x");
    await Promise.all([readAll(asking.client, 16), readAll(other.client, 8)]);
    assert.deepEqual(sent, ["an earlier reply", "a break", "the reply to who caused it"]);
    await gone(asking.transport, asking.client);
    await gone(other.transport, other.client);
  });

  it("does not keep much back until the visit ends", async () => {
    const { transport, client, sink } = await pair();
    sink.onReceive = () => {
      transport.send(new Uint8Array(200_000), () => {});
      assert.ok(transport.unsentBytes < 200_000);
    };
    client.write("x");
    assert.equal((await readAll(client, 200_000)).length, 200_000);
    await gone(transport, client);
  });

  it("receives the rest of a large frame where it is to lie", async () => {
    const { transport, client, sink } = await pair();
    const frame = new Uint8Array(3_000_000);
    sink.onReceive = (chunk) => {
      if (sink.frame !== null) return;
      sink.frame = frame;
      frame.set(chunk);
      sink.frameHas = chunk.length;
    };
    const sent = Buffer.alloc(frame.length);
    for (let at = 0; at < sent.length; at += 4) sent.writeUInt32LE(at, at);
    client.write(sent);
    client.write("next");
    await until(() => sink.bytes.toString("latin1").endsWith("next"));
    assert.equal(sink.frameHas, frame.length);
    assert.ok(sink.filledCount > 0);
    assert.ok(sent.equals(frame));
    assert.equal(sink.chunks.length, 2, "only its beginning, and what came behind it");
    await gone(transport, client);
  });

  describe("with a frame whose payload may stay with the kernel", () => {
    /** From "head" on, which is looked at first. */
    async function pairWithFrame(length: number) {
      const { transport, client, sink } = await pair();
      const frame = new Uint8Array(length);
      sink.onReceive = (chunk) => {
        if (sink.frame !== null) return;
        sink.frame = frame;
        sink.takesHeld = true;
        frame.set(chunk);
        sink.frameHas = chunk.length;
      };
      client.setNoDelay(true);
      client.write("head");
      await until(() => sink.frameHas === 4);
      const payload = Buffer.alloc(length - 4);
      for (let at = 0; at + 4 <= payload.length; at += 4) payload.writeUInt32LE(at, at);
      return { transport, client, sink, frame, payload };
    }

    it("holds it whole, and goes on behind it", async () => {
      const { transport, client, sink, payload } = await pairWithFrame(1_000_004);
      client.write(payload.subarray(0, 300_000));
      await nap();
      client.write(payload.subarray(300_000));
      client.write("next");
      await until(() => sink.bytes.toString("latin1").endsWith("next"));
      const [held] = sink.heldPayloads as [HeldBytes];
      assert.equal(held.length, payload.length);
      assert.equal(sink.filledCount, 1);
      const target = new Uint8Array(payload.length);
      assert.equal(held.copyTo(target), true);
      assert.ok(payload.equals(target));
      held.release();
      await gone(transport, client);
    });

    it("receives it into memory where it comes in more packets than a pipe takes", async () => {
      const ends = new Float64Array(2);
      assert.equal(native.pipeOpen(ends, 1), 0);
      // The next one to be taken.
      new HeldPipe(ends[0] as number, ends[1] as number).release();
      const { transport, client, sink, frame, payload } = await pairWithFrame(500_004);
      client.write(payload);
      client.write("next");
      await until(() => sink.bytes.toString("latin1").endsWith("next"));
      assert.equal(sink.heldPayloads.length, 0);
      assert.equal(sink.frameHas, frame.length);
      assert.ok(payload.equals(frame.subarray(4)));
      assert.equal(HeldPipe.take()?.fd, ends[0], "it was given back, empty");
      for (const end of ends) native.close(end);
      await gone(transport, client);
    });

    it("lets go of it when the peer goes in the middle, and uses the pipe again", async () => {
      for (let time = 0; time < 40; time++) {
        const { client, sink, payload } = await pairWithFrame(500_004);
        client.write(payload.subarray(0, 200_000));
        await nap();
        client.resetAndDestroy();
        await until(() => sink.ends.length > 0);
        assert.equal(sink.heldPayloads.length, 0);
      }
      const { transport, client, sink, payload } = await pairWithFrame(500_004);
      client.write(payload);
      await until(() => sink.heldPayloads.length === 1);
      const target = new Uint8Array(payload.length);
      assert.equal(sink.heldPayloads[0]?.copyTo(target), true);
      assert.ok(payload.equals(target), "and nothing of before");
      sink.heldPayloads[0]?.release();
      await gone(transport, client);
    });

    it("receives into memory when all pipes are taken", async () => {
      const pipes: HeldBytes[] = [];
      for (let pipe = HeldPipe.take(); pipe !== null; pipe = HeldPipe.take()) pipes.push(pipe);
      const { transport, client, sink, frame, payload } = await pairWithFrame(500_004);
      client.write(payload);
      await until(() => sink.frameHas === frame.length);
      assert.equal(sink.heldPayloads.length, 0);
      assert.ok(payload.equals(frame.subarray(4)));
      for (const pipe of pipes) pipe.release();
      await gone(transport, client);
    });
  });

  it("is alone while it is served and nobody else was ready", async () => {
    const { transport, client, sink } = await pair();
    const seen: boolean[] = [];
    sink.onReceive = () => seen.push(transport.isAlone);
    client.write("x");
    await until(() => seen.length === 1);
    assert.deepEqual([...seen, transport.isAlone], [true, false]);
    const other = await pair();
    for (const one of [sink, other.sink]) one.onReceive = () => seen.push(transport.isAlone);
    for (const one of [client, other.client]) one.write("y");
    // Both are there before either is looked at.
    const until10 = performance.now() + 10;
    while (performance.now() < until10);
    await until(() => seen.length === 3);
    assert.deepEqual(seen.slice(1), [false, false]);
    await gone(other.transport, other.client);
    await gone(transport, client);
  });

  it("hears of a peer that goes in the middle of a large frame", async () => {
    const { transport, client, sink } = await pair();
    sink.onReceive = () => {
      sink.frame = new Uint8Array(1_048_576);
      sink.frameHas = 1;
    };
    client.write("x");
    await until(() => sink.frame !== null);
    client.write(Buffer.alloc(5_000));
    client.end();
    await until(() => sink.ends.length === 1);
    assert.equal(sink.frameHas, 5_001);
    await gone(transport, client);
  });

  it("reads nothing while it is paused, and all of it later", async () => {
    const { transport, client, sink } = await pair();
    transport.pause();
    client.write("one");
    await nap();
    assert.equal(sink.bytes.toString(), "");
    transport.resume();
    await until(() => sink.bytes.toString() === "one");
    await gone(transport, client);
  });

  it("that is paused hears of a reset all the same", async () => {
    const { transport, client, sink } = await pair();
    transport.pause();
    client.write("one");
    await nap();
    client.resetAndDestroy();
    await until(() => sink.ends.length > 0);
    assert.deepEqual(sink.ends, ["connection reset"]);
    assert.equal(sink.bytes.toString(), "");
    assert.equal(transport.delivery(), null);
  });

  it("that pauses itself while it receives reads no further", async () => {
    const { transport, client, sink } = await pair();
    sink.onReceive = () => transport.pause();
    client.write(Buffer.alloc(1_000_000));
    await nap();
    assert.equal(sink.chunks.length, 1);
    sink.onReceive = () => {};
    transport.resume();
    await until(() => sink.bytes.length === 1_000_000);
    await gone(transport, client);
  });

  it("answers a peer that ended its own direction with its last request", async () => {
    const { client, sink, transport } = await pair();
    sink.onReceive = () => transport.send(Buffer.from("answer"), () => {});
    client.allowHalfOpen = true;
    client.end("last");
    const [chunk] = (await once(client, "data")) as [Buffer];
    assert.equal(chunk.toString(), "answer");
    await until(() => sink.ends.length > 0);
    assert.deepEqual(sink.ends, ["closed by the client"]);
    client.destroy();
  });

  it("gives back everything once when the peer resets with replies on their way", async () => {
    const { transport, client, sink } = await pair();
    client.pause();
    const released = new Map<number, number>();
    for (let number = 0; number < 64; number++) {
      transport.send(new Uint8Array(1_000_000), () => {
        released.set(number, (released.get(number) ?? 0) + 1);
      });
    }
    await nap();
    assert.ok(released.size < 64);
    client.resetAndDestroy();
    await until(() => sink.ends.length > 0);
    assert.deepEqual(sink.ends, ["connection reset"]);
    assert.equal(released.size, 64);
    assert.ok([...released.values()].every((count) => count === 1));
  });

  it("sends what a release brings, and nothing after its end", async () => {
    const { transport, client } = await pair();
    transport.send(Buffer.from("one"), () => transport.send(Buffer.from("two"), () => {}));
    assert.equal((await readAll(client, 6)).toString(), "onetwo");
    transport.close(false);
    let isReleased = false;
    transport.send(Buffer.from("three"), () => {
      isReleased = true;
    });
    assert.equal(isReleased, true);
    client.destroy();
  });

  it("that is closed has sent what was handed over, as far as the socket takes it", async () => {
    const { transport, client } = await pair();
    transport.send(Buffer.from("last words"), () => {});
    transport.close(false);
    assert.equal((await readAll(client, 10)).toString(), "last words");
    client.destroy();
  });

  it("that is closed gracefully waits until all is out", async () => {
    const { transport, client } = await pair();
    client.pause();
    const length = 32 * 1024 * 1024;
    transport.send(new Uint8Array(length), () => {});
    transport.close(true);
    await nap();
    assert.notEqual(transport.delivery(), null);
    const ended = once(client, "end");
    assert.equal((await readAll(client, length)).length, length);
    await ended;
    assert.equal(transport.delivery(), null);
    client.destroy();
  });

  it("that is reset ends at the peer at once, whatever was on its way", async () => {
    const { transport, client, sink } = await pair();
    client.pause();
    transport.send(new Uint8Array(64 * 1024 * 1024), () => {});
    transport.reset();
    client.resume();
    const [error] = (await once(client, "error")) as [NodeJS.ErrnoException];
    assert.equal(error.code, "ECONNRESET");
    assert.equal(transport.delivery(), null);
    assert.deepEqual(sink.ends, ["connection reset"]);
  });

  it("among many: each gets its own", async () => {
    const pairs: Awaited<ReturnType<typeof pair>>[] = [];
    for (let number = 0; number < 300; number++) pairs.push(await pair());
    for (const [number, { client }] of pairs.entries()) client.write(`from ${number}`);
    await until(() => pairs.every(({ sink }) => sink.chunks.length > 0));
    for (const [number, { sink }] of pairs.entries())
      assert.equal(sink.bytes.toString(), `from ${number}`);
    for (const { transport, client } of pairs) {
      transport.close(false);
      client.destroy();
    }
  });
});

describe("a TCP listener", () => {
  const engine = { accept: () => null } as Pick<Engine, "accept">;

  it("says why it cannot listen", async () => {
    const first = new TcpListener(engine);
    await first.listen({ host: "127.0.0.1", port: 0 });
    const port = Number(first.listening?.split(":")[1]);
    const second = new TcpListener(engine);
    await assert.rejects(second.listen({ host: "127.0.0.1", port }), { code: "EADDRINUSE" });
    await assert.rejects(second.listen({ host: "192.0.2.1", port: 0 }), { code: "EADDRNOTAVAIL" });
    assert.equal(second.listening, null);
    first.close();
    await second.listen({ host: "localhost", port });
    second.close();
  });

  it("takes both kinds of addresses on ::", async (test) => {
    const addresses: string[] = [];
    const listener = new TcpListener({
      accept: (transport: Transport) => {
        addresses.push(transport.remoteAddress);
        transport.close(false);
        return null;
      },
    } as Pick<Engine, "accept">);
    try {
      await listener.listen({ host: "::", port: 0 });
    } catch {
      test.skip("this machine has no IPv6");
      return;
    }
    assert.match(listener.listening ?? "", /^\[::\]:\d+$/);
    const port = Number(listener.listening?.split("]:")[1]);
    for (const host of ["127.0.0.1", "::1"]) await once(connect(port, host), "close");
    assert.deepEqual(addresses, ["127.0.0.1", "::1"]);
    listener.close();
  });
});

function nap(): Promise<void> {
  return new Promise((wake) => setTimeout(wake, 50));
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isSo()) {
    assert.ok(Date.now() < deadline, "it does not come to pass");
    await new Promise((wake) => setTimeout(wake, 2));
  }
}

async function readAll(client: Socket, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let count = 0;
  client.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    count += chunk.length;
  });
  client.resume();
  await until(() => count >= length);
  return Buffer.concat(chunks);
}

async function gone(transport: TcpTransport, client: Socket): Promise<void> {
  client.on("error", () => {});
  client.destroy();
  await until(() => transport.delivery() === null);
}
