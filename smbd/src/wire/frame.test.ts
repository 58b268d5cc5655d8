import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Deframer, encodeFrameHeader, FRAME_LENGTH_MAX } from "./frame.ts";
import { WIRE_TOO_LARGE, WIRE_VALUE } from "./wire-error.ts";

describe("the deframer", () => {
  const messages = [bytesOf(5, 1), bytesOf(0, 0), bytesOf(70, 2), bytesOf(1, 3), bytesOf(300, 4)];
  const stream = frames(messages);

  test("gives the same messages for every split of the stream in two", () => {
    for (let at = 0; at <= stream.length; at++) {
      assert.deepEqual(collect([stream.slice(0, at), stream.slice(at)]), messages);
    }
  });

  test("gives the same messages for every chunk size", () => {
    for (let size = 1; size <= stream.length; size++) {
      assert.deepEqual(collect(chunksOf(stream, size)), messages);
    }
  });

  test("gives the same messages for any chunks", () => {
    const cuts = fc.array(fc.nat(stream.length), { maxLength: 20 });
    fc.assert(
      fc.property(cuts, (positions) => {
        const sorted = [0, ...positions.sort((left, right) => left - right), stream.length];
        const chunks = sorted.slice(1).map((end, index) => stream.slice(sorted[index], end));
        assert.deepEqual(collect(chunks), messages);
      }),
    );
  });

  test("answers a view where the message lies in one chunk", () => {
    const deframer = new Deframer(1024);
    const chunk = frames([bytesOf(5, 1)]);
    deframer.push(chunk);
    assert.equal(deframer.next()?.buffer, chunk.buffer);
  });

  test("tells how many more there are in the chunk", () => {
    const deframer = new Deframer(1024);
    assert.equal(deframer.ahead(0), 0);
    deframer.push(frames([bytesOf(5, 1), bytesOf(5, 2), bytesOf(5, 3)]));
    const seen: number[] = [];
    while (deframer.next() !== null) seen.push(deframer.ahead(5));
    assert.deepEqual(seen, [2, 1, 0]);
  });

  test("answers a copy of exactly its length where it straddles, even from a larger buffer", () => {
    const deframer = new Deframer(1024, (length) => new Uint8Array(length + 100).fill(0xdd));
    const chunk = frames([bytesOf(5, 1)]);
    deframer.push(chunk.slice(0, 6));
    assert.equal(deframer.next(), null);
    assert.equal(deframer.pendingBytes, 2);
    deframer.push(chunk.slice(6));
    assert.deepEqual(deframer.next(), bytesOf(5, 1));
    assert.equal(deframer.pendingBytes, 0);
  });

  test("refuses a message above the limit before it allocates for it", () => {
    const asked: number[] = [];
    const deframer = new Deframer(100, (length) => {
      asked.push(length);
      return new Uint8Array(length);
    });
    deframer.push(header(101));
    assert.throws(
      () => deframer.next(),
      (error) => error === WIRE_TOO_LARGE,
    );
    assert.deepEqual(asked, []);
  });

  test("takes a message at the limit, and a longer one once the limit is raised", () => {
    const deframer = new Deframer(100);
    deframer.push(frames([bytesOf(100, 1), bytesOf(101, 2)]));
    assert.deepEqual(deframer.next(), bytesOf(100, 1));
    deframer.lengthMax = 101;
    assert.deepEqual(deframer.next(), bytesOf(101, 2));
  });

  test("refuses every type but a message and an empty keep-alive", () => {
    for (let type = 1; type < 256; type++) {
      const deframer = new Deframer(100);
      deframer.push(Uint8Array.of(type, 0, 0, 0));
      if (type === 0x85) assert.equal(deframer.next(), null);
      else
        assert.throws(
          () => deframer.next(),
          (error) => error === WIRE_VALUE,
        );
    }
    const deframer = new Deframer(100);
    deframer.push(Uint8Array.of(0x85, 0, 0, 1));
    assert.throws(
      () => deframer.next(),
      (error) => error === WIRE_VALUE,
    );
  });

  test("skips keep-alives between messages", () => {
    const keepAlive = Uint8Array.of(0x85, 0, 0, 0);
    const whole = concat([keepAlive, frames([bytesOf(3, 1)]), keepAlive, frames([bytesOf(4, 2)])]);
    assert.deepEqual(collect(chunksOf(whole, 3)), [bytesOf(3, 1), bytesOf(4, 2)]);
  });

  test("does not take a chunk while it holds another", () => {
    const deframer = new Deframer(100);
    deframer.push(frames([bytesOf(3, 1)]));
    assert.throws(() => deframer.push(Uint8Array.of(0)), /before next answered null/);
  });
});

describe("the frame header", () => {
  test("is a zero and a big-endian length", () => {
    assert.deepEqual(header(0x012345), Uint8Array.of(0, 0x01, 0x23, 0x45));
    assert.deepEqual(header(FRAME_LENGTH_MAX), Uint8Array.of(0, 0xff, 0xff, 0xff));
  });

  test("refuses a length that 24 bits do not hold", () => {
    assert.throws(
      () => header(FRAME_LENGTH_MAX + 1),
      (error) => error === WIRE_TOO_LARGE,
    );
  });
});

function collect(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
  const deframer = new Deframer(1024);
  const messages: Uint8Array[] = [];
  for (const chunk of chunks) {
    deframer.push(chunk);
    for (let message = deframer.next(); message !== null; message = deframer.next()) {
      // A view dies with its chunk, so that keeping it takes a copy.
      messages.push(message.slice());
    }
    // What the socket does with a chunk that was used up.
    chunk.fill(0xdd);
  }
  assert.equal(deframer.pendingBytes, 0);
  return messages;
}

function chunksOf(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
  return chunks;
}

function frames(messages: readonly Uint8Array[]): Uint8Array {
  return concat(messages.flatMap((message) => [header(message.length), message]));
}

function header(length: number): Uint8Array {
  const bytes = new Uint8Array(4).fill(0xdd);
  encodeFrameHeader(bytes, 0, length);
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function bytesOf(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + seed) % 251);
}
