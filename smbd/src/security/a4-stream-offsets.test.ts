/**
 * Offsets of reads and writes in named streams: behind the end, beyond what a stream may hold, negative. The unnamed
 * stream is in command/read.test.ts and command/write.test.ts, the store's own limits in host/posix/posix-vfs.test.ts.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { expectNoPoison, expectSound } from "../test/expect-sound.ts";
import { InfoClient } from "../test/info-client.ts";
import { World } from "../test/world.ts";
import { FileInformationClass } from "../wire/fscc/information-class.ts";
import { Command } from "../wire/header.ts";
import { decodeReadResponse, encodeReadRequest } from "../wire/message/read.ts";
import { encodeWriteRequest } from "../wire/message/write.ts";
import { STATUS_END_OF_FILE, STATUS_SUCCESS } from "../wire/status.ts";

const CONTENT = new TextEncoder().encode("0123456789");
const NOTHING = new Uint8Array(0);
/** Where sums wrap, signs change and doubles lose the last bit. */
const EDGES = [
  0n,
  1n,
  9n,
  10n,
  11n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
]
  .concat([2n ** 53n, 2n ** 53n + 1n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 2n])
  .concat([2n ** 64n - 1n, 2n ** 64n - 10n]);
const LENGTHS = [0, 1, 10, 11, 65_536];

class Streams {
  readonly world = new World();
  readonly files = new InfoClient(this.world.connected());
  readonly base = this.files.open("f");
  readonly stream = this.files.open("f:s");

  constructor() {
    this.files.write(this.base, 0, new TextEncoder().encode("base"));
    this.files.write(this.stream, 0, CONTENT);
  }

  read(offset: bigint, length: number) {
    const request = {
      flags: 0,
      minimumCount: 0,
      channel: 0,
      remainingBytes: 0,
      readChannelInfoView: NOTHING,
      fileId: this.stream,
      offset: 0,
      length,
    };
    return this.files.client.call(Command.READ, (writer) => {
      const body = writer.position;
      encodeReadRequest(writer, request);
      writer.patchU64Big(body + 8, offset);
    });
  }

  write(offset: bigint, dataView: Uint8Array): number {
    const request = {
      channel: 0,
      remainingBytes: 0,
      flags: 0,
      writeChannelInfoView: NOTHING,
      fileId: this.stream,
      offset: 0,
      dataView,
    };
    return this.files.client.call(Command.WRITE, (writer) => {
      const body = writer.position;
      encodeWriteRequest(writer, request);
      writer.patchU64Big(body + 8, offset);
    }).status;
  }

  get content(): Uint8Array {
    return this.files.read(this.stream, 0, 65_536).data;
  }
}

describe("A4: offsets in a named stream", () => {
  test("a read gives what is there and nothing else, wherever it begins", () => {
    const streams = new Streams();
    for (const offset of EDGES) {
      for (const length of LENGTHS) {
        const reply = streams.read(offset, length);
        const data =
          reply.status === STATUS_SUCCESS
            ? decodeReadResponse(reply.body).dataView.slice()
            : NOTHING;
        const there =
          offset < 10n ? CONTENT.subarray(Number(offset), Number(offset) + length) : NOTHING;
        assert.deepEqual(data, there.slice(), `${offset} ${length}`);
        if (offset >= 10n && offset < 2n ** 52n && length > 0)
          assert.equal(reply.status, STATUS_END_OF_FILE, `${offset} ${length}`);
        if (offset >= 2n ** 63n) assert.notEqual(reply.status, STATUS_SUCCESS);
      }
    }
    expectNoPoison(streams.files.client);
    expectSound(streams.world);
  });

  test("a write far out or negative changes nothing of the stream, nor of the file it belongs to", () => {
    const streams = new Streams();
    for (const offset of EDGES.filter((edge) => edge >= 2n ** 53n)) {
      assert.notEqual(streams.write(offset, Uint8Array.of(1, 2, 3)), STATUS_SUCCESS, `${offset}`);
      assert.deepEqual(streams.content, CONTENT, `${offset}`);
    }
    const { data } = streams.files.read(streams.base, 0, 100);
    assert.equal(new TextDecoder().decode(data), "base");
    expectSound(streams.world);
  });

  test("an end of file that is negative or out of reach is refused, and the stream is as it was", () => {
    const streams = new Streams();
    const { END_OF_FILE, ALLOCATION } = FileInformationClass;
    for (const size of [2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n]) {
      for (const one of [END_OF_FILE, ALLOCATION]) {
        const status = streams.files.set(streams.stream, one, (writer) => writer.u64Big(size));
        assert.notEqual(status, STATUS_SUCCESS, `${one} ${size}`);
        assert.deepEqual(streams.content, CONTENT);
      }
    }
    expectSound(streams.world);
  });

  test("reads, writes and sizes in any order leave what a plain array would hold", () => {
    const offset = fc.nat(40);
    const step = fc.oneof(
      fc.record({ kind: fc.constant("write" as const), offset, count: fc.nat(20) }),
      fc.record({ kind: fc.constant("read" as const), offset, count: fc.nat(20) }),
      fc.record({ kind: fc.constant("size" as const), offset, count: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const streams = new Streams();
        let expected = [...CONTENT];
        for (const [index, { kind, offset: from, count }] of steps.entries()) {
          if (kind === "write" && count > 0) {
            const bytes = new Uint8Array(count).fill(index + 1);
            assert.equal(streams.write(BigInt(from), bytes), STATUS_SUCCESS);
            while (expected.length < from + count) expected.push(0);
            // What lies between the old end and the write reads as zeros.
            expected.splice(from, count, ...bytes);
          } else if (kind === "size") {
            const { END_OF_FILE } = FileInformationClass;
            streams.files.set(streams.stream, END_OF_FILE, (writer) => writer.u64(from));
            expected = expected.slice(0, from);
            while (expected.length < from) expected.push(0);
          }
          assert.deepEqual([...streams.content], expected);
          const { data } = streams.files.read(streams.stream, from, count);
          assert.deepEqual([...data], expected.slice(from, from + count));
        }
        expectSound(streams.world);
      }),
      { numRuns: 60 },
    );
  });
});
