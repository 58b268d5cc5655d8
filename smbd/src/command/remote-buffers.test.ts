/** READ and WRITE whose payload is placed by RDMA. [MS-SMB2] 3.3.5.12, 3.3.5.13. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RDMA_DESCRIPTOR_COUNT_MAX } from "../limits.ts";
import { FileClient } from "../test/file-client.ts";
import { MemoryPlacement } from "../test/memory-placement.ts";
import type { ClientOptions } from "../test/virtual-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import {
  type BufferDescriptor,
  encodeBufferDescriptors,
} from "../wire/message/buffer-descriptor.ts";
import { DIALECT_3_0, DIALECT_3_0_2 } from "../wire/message/negotiate.ts";
import {
  CHANNEL_RDMA_TRANSFORM,
  CHANNEL_RDMA_V1,
  CHANNEL_RDMA_V1_INVALIDATE,
  decodeReadResponse,
  encodeReadRequest,
  type ReadRequest,
} from "../wire/message/read.ts";
import {
  decodeWriteResponse,
  encodeWriteRequest,
  type WriteRequest,
} from "../wire/message/write.ts";
import {
  STATUS_CONNECTION_DISCONNECTED,
  STATUS_END_OF_FILE,
  STATUS_FILE_CLOSED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";

const NOTHING = new Uint8Array(0);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (string: string) => new TextEncoder().encode(string);

function start(options: Partial<ClientOptions> = {}) {
  const world = new World();
  const client = world.client(options);
  const placement = MemoryPlacement.on(client.transport);
  client.negotiate();
  client.logon("alice", PASSWORD);
  client.tree("data");
  const files = new FileClient(client);
  files.put("x", "0123456789");
  const memory = new Uint8Array(4096);
  placement.region(7, memory);
  return { world, files, client, placement, memory, fileId: files.open("x") };
}

type Started = ReturnType<typeof start>;

function descriptors(...list: readonly BufferDescriptor[]): Uint8Array {
  const writer = new Writer(new Uint8Array(64));
  encodeBufferDescriptors(writer, list);
  return writer.written();
}

const ALL = descriptors({ offset: 0n, token: 7, length: 4096 });

function sendRead({ client, fileId }: Started, change: Partial<ReadRequest>) {
  const request = {
    flags: 0,
    length: 10,
    offset: 0,
    fileId,
    minimumCount: 0,
    channel: CHANNEL_RDMA_V1,
    remainingBytes: 0,
    readChannelInfoView: ALL,
    ...change,
  };
  return client.send({
    command: Command.READ,
    encode: (writer) => encodeReadRequest(writer, request),
  })[0] as bigint;
}

function read(started: Started, change: Partial<ReadRequest> = {}) {
  const reply = started.client.take(sendRead(started, change));
  const response = reply.status === STATUS_SUCCESS ? decodeReadResponse(reply.body) : null;
  return { status: reply.status, response };
}

function write(
  { client, fileId }: Started,
  remainingBytes: number,
  change: Partial<WriteRequest> = {},
) {
  const request = {
    offset: 0,
    fileId,
    channel: CHANNEL_RDMA_V1,
    remainingBytes,
    flags: 0,
    writeChannelInfoView: ALL,
    dataView: NOTHING,
    ...change,
  };
  const encode = (writer: Writer) => encodeWriteRequest(writer, request);
  const reply = client.call(Command.WRITE, encode);
  const count = reply.status === STATUS_SUCCESS ? decodeWriteResponse(reply.body).count : 0;
  return { status: reply.status, count };
}

/** Less than this is no payload but what is said of it. */
const COPY_BYTES_MIN = 1024;
const PAYLOAD_BYTES = 65_536;

/** How many bytes of payload went from one place in memory to another, whoever moved them. */
function movedBytes(work: () => void): number {
  const plain = Uint8Array.prototype;
  const { set, slice, copyWithin } = plain;
  let moved = 0;
  const count = (byteCount: number) => {
    if (byteCount >= COPY_BYTES_MIN) moved += byteCount;
  };
  plain.set = function (source, at) {
    count(source.length);
    set.call(this, source, at);
  };
  plain.slice = function (from, to) {
    const bytes = slice.call(this, from, to) as ReturnType<typeof slice>;
    count(bytes.length);
    return bytes;
  };
  plain.copyWithin = function (to, from, end) {
    count((end ?? this.length) - from);
    return copyWithin.call(this, to, from, end) as typeof this;
  };
  try {
    work();
  } finally {
    // What they stood in front of is of all typed arrays.
    for (const name of ["set", "slice", "copyWithin"]) Reflect.deleteProperty(plain, name);
  }
  return moved;
}

describe("a payload that is placed", () => {
  const everything = descriptors({ offset: 0n, token: 9, length: PAYLOAD_BYTES });
  const startLarge = () => {
    const started = start();
    const memory = new Uint8Array(PAYLOAD_BYTES).fill(0x61);
    started.placement.region(9, memory);
    return { started, memory };
  };

  it("is moved by the disk and by the device, and by nobody else", () => {
    const { started, memory } = startLarge();
    const writeChannelInfoView = everything;
    const written = movedBytes(() => {
      const { count } = write(started, PAYLOAD_BYTES, { writeChannelInfoView });
      assert.equal(count, PAYLOAD_BYTES);
    });
    assert.equal(written, 2 * PAYLOAD_BYTES);
    memory.fill(0);
    const length = PAYLOAD_BYTES;
    const placed = movedBytes(() => {
      const { response } = read(started, { length, readChannelInfoView: everything });
      assert.equal(response?.dataRemaining, PAYLOAD_BYTES);
    });
    assert.equal(placed, 2 * PAYLOAD_BYTES);
    assert.ok(memory.every((byte) => byte === 0x61));
  });

  it("would be moved once more if it were sent: the count counts", () => {
    const { started } = startLarge();
    write(started, PAYLOAD_BYTES, { writeChannelInfoView: everything });
    const sent = movedBytes(() => {
      started.files.read(started.fileId, 0, PAYLOAD_BYTES);
    });
    assert.ok(sent > PAYLOAD_BYTES, `${sent} bytes were moved`);
  });
});

describe("a READ by RDMA", () => {
  it("places the payload and sends none", () => {
    const started = start();
    const { status, response } = read(started);
    assert.equal(status, STATUS_SUCCESS);
    assert.deepEqual([response?.dataView.length, response?.dataRemaining], [0, 10]);
    assert.equal(text(started.memory.subarray(0, 10)), "0123456789");
    assert.deepEqual(started.placement.operations, ["write 7 0 10"]);
    assert.equal(started.placement.slabsOut, 0);
  });

  it("places what there is, and no byte more, at the end of the file", () => {
    const started = start();
    const { response } = read(started, { offset: 8, length: 4000 });
    assert.equal(response?.dataRemaining, 2);
    assert.equal(text(started.memory.subarray(0, 2)), "89");
    assert.ok(started.memory.subarray(2).every((byte) => byte === 0));
    assert.equal(read(started, { offset: 10 }).status, STATUS_END_OF_FILE);
    assert.equal(read(started, { minimumCount: 11, length: 11 }).status, STATUS_END_OF_FILE);
    assert.equal(started.placement.slabsOut, 0);
  });

  it("goes into several parts of the client's memory in their order", () => {
    const started = start();
    started.placement.region(8, new Uint8Array(16));
    const readChannelInfoView = descriptors(
      { offset: 100n, token: 7, length: 3 },
      { offset: 2n, token: 8, length: 4 },
      { offset: 0n, token: 7, length: 50 },
    );
    assert.equal(read(started, { readChannelInfoView }).status, STATUS_SUCCESS);
    assert.deepEqual(started.placement.operations, ["write 7 100 3", "write 8 2 4", "write 7 0 3"]);
    assert.equal(text(started.memory.subarray(100, 103)), "012");
    assert.equal(text(started.memory.subarray(0, 3)), "789");
  });

  it("voids the token with its reply, whatever that says, where the client asks for it", () => {
    const started = start();
    const channel = CHANNEL_RDMA_V1_INVALIDATE;
    read(started, { channel });
    read(started, { channel, offset: 10 });
    read(started, { channel, length: 5000 });
    assert.deepEqual(started.placement.invalidated, [7, 7, 7]);
    read(started);
    assert.equal(started.placement.invalidated.length, 3);
  });

  it("refuses lengths and descriptors that do not fit together", () => {
    const started = start();
    const refused: Partial<ReadRequest>[] = [
      { length: 0 },
      { length: 4097 },
      { readChannelInfoView: NOTHING },
      { readChannelInfoView: ALL.subarray(0, 15) },
      { readChannelInfoView: new Uint8Array(17) },
      { channel: CHANNEL_RDMA_TRANSFORM },
      { channel: 9 },
      { offset: -1 },
    ];
    for (const change of refused) {
      assert.equal(read(started, change).status, STATUS_INVALID_PARAMETER, JSON.stringify(change));
    }
    const many = (count: number) => {
      const one = { offset: 0n, token: 7, length: 1 };
      return descriptors(...Array.from({ length: count }, () => one));
    };
    const countMax = RDMA_DESCRIPTOR_COUNT_MAX;
    assert.equal(read(started, { readChannelInfoView: many(countMax) }).status, STATUS_SUCCESS);
    const { status } = read(started, { readChannelInfoView: many(countMax + 1) });
    assert.equal(status, STATUS_INVALID_PARAMETER);
    assert.equal(started.placement.operations.length, 10);
    assert.equal(started.placement.slabsOut, 0);
  });

  it("is no way around locks, nor around a seal", () => {
    const started = start();
    const other = new FileClient(started.world.connected("bob"));
    const theirs = other.open("x");
    other.lock(theirs, { offset: 0n, length: 5n, flags: 0x12 });
    assert.equal(read(started).status, STATUS_FILE_LOCK_CONFLICT);
    assert.equal(read(started, { offset: 5, length: 5 }).status, STATUS_SUCCESS);
    started.client.seals = true;
    assert.equal(read(started, { offset: 5 }).status, STATUS_INVALID_PARAMETER);
    assert.equal(started.placement.operations.length, 1);
  });

  it("that the device fails answers so and gives its slab back", () => {
    const started = start();
    started.placement.isBroken = true;
    assert.equal(read(started).status, STATUS_CONNECTION_DISCONNECTED);
    assert.equal(started.placement.slabsOut, 0);
  });

  it("is answered behind its payload, and keeps the slab until the device is done with it", () => {
    const started = start();
    started.placement.isSlow = true;
    assert.equal(read(started).response?.dataRemaining, 10);
    assert.equal(started.placement.slabsOut, 1);
    started.placement.settle();
    assert.equal(text(started.memory.subarray(0, 10)), "0123456789");
    assert.equal(started.placement.slabsOut, 0);
  });

  it("waits for a slab, and decides anew when there is one", () => {
    const started = start();
    started.placement.isFull = true;
    const good = sendRead(started, {});
    const late = sendRead(started, {});
    assert.equal(started.client.count(good), 0);
    started.placement.isFull = true;
    const other = new FileClient(started.world.connected("bob"));
    other.lock(other.open("x"), { offset: 0n, length: 5n, flags: 0x12 });
    started.placement.free();
    assert.equal(started.client.take(good).status, STATUS_FILE_LOCK_CONFLICT);
    assert.equal(started.client.take(late).status, STATUS_FILE_LOCK_CONFLICT);
    assert.equal(started.placement.slabsOut, 0);
  });

  it("that waits while its file is closed, or its client goes, ends without a slab", () => {
    const started = start();
    started.placement.isFull = true;
    const id = sendRead(started, {});
    started.files.close(started.fileId);
    started.placement.free();
    assert.equal(started.client.take(id).status, STATUS_FILE_CLOSED);
    const again = start();
    again.placement.isFull = true;
    sendRead(again, {});
    again.client.vanish();
    again.placement.free();
    assert.equal(again.placement.slabsOut, 0);
    assert.deepEqual(again.world.leftovers(), {});
  });

  it("of a length that needs no placement may be sent, as far as the client's reassembly goes", () => {
    const started = start();
    started.placement.messageBytesMax = 131_072;
    const sent = read(started, { channel: 0, readChannelInfoView: NOTHING });
    assert.equal(sent.response?.dataView.length, 10);
    const { status } = read(started, {
      channel: 0,
      readChannelInfoView: NOTHING,
      length: 131_072,
    });
    assert.equal(status, STATUS_INVALID_PARAMETER);
  });
});

describe("a WRITE by RDMA", () => {
  it("fetches the payload and writes it", () => {
    const started = start();
    started.memory.set(bytesOf("abcdefgh"), 0);
    assert.deepEqual(write(started, 8, { offset: 5 }), { status: STATUS_SUCCESS, count: 8 });
    assert.equal(text(started.files.read(started.fileId, 0, 100).data), "01234abcdefgh");
    assert.deepEqual(started.placement.operations, ["read 7 0 8"]);
    assert.equal(started.placement.slabsOut, 0);
  });

  it("refuses lengths and descriptors that do not fit together", () => {
    const started = start();
    const refused: [number, Partial<WriteRequest>][] = [
      [0, {}],
      [4097, {}],
      [8, { dataView: bytesOf("beside") }],
      [8, { writeChannelInfoView: NOTHING }],
      [8, { writeChannelInfoView: ALL.subarray(0, 8) }],
      [8, { channel: CHANNEL_RDMA_TRANSFORM }],
      [
        0xffff_ffff,
        { writeChannelInfoView: descriptors({ offset: 0n, token: 7, length: 0xffff_ffff }) },
      ],
    ];
    for (const [count, change] of refused) {
      assert.equal(write(started, count, change).status, STATUS_INVALID_PARAMETER);
    }
    assert.equal(write(started, 8, { offset: -1 }).status, STATUS_INVALID_PARAMETER);
    assert.equal(text(started.files.read(started.fileId, 0, 100).data), "0123456789");
    assert.equal(started.placement.slabsOut, 0);
  });

  it("voids the token with its reply", () => {
    const started = start();
    write(started, 8, { channel: CHANNEL_RDMA_V1_INVALIDATE });
    write(started, 0, { channel: CHANNEL_RDMA_V1_INVALIDATE });
    assert.deepEqual(started.placement.invalidated, [7, 7]);
  });

  it("is no way around locks, nor around a seal", () => {
    const started = start();
    const other = new FileClient(started.world.connected("bob"));
    other.lock(other.open("x"), { offset: 0n, length: 5n, flags: 0x12 });
    assert.equal(write(started, 8).status, STATUS_FILE_LOCK_CONFLICT);
    started.client.seals = true;
    assert.equal(write(started, 8, { offset: 10 }).status, STATUS_INVALID_PARAMETER);
    assert.equal(started.placement.slabsOut, 0);
  });

  it("that the device fails writes nothing", () => {
    const started = start();
    started.placement.isBroken = true;
    assert.equal(write(started, 8).status, STATUS_CONNECTION_DISCONNECTED);
    assert.equal(text(started.files.read(started.fileId, 0, 100).data), "0123456789");
    assert.equal(started.placement.slabsOut, 0);
  });
});

describe("the channels of SMB Direct", () => {
  it("are refused on a connection over TCP", () => {
    const world = new World();
    const files = new FileClient(world.connected());
    files.put("x", "0123456789");
    const fileId = files.open("x");
    const request = { channel: CHANNEL_RDMA_V1, readChannelInfoView: ALL };
    assert.equal(files.read(fileId, 0, 4, request).status, STATUS_INVALID_PARAMETER);
  });

  it("void no tokens in 3.0, which does not know of that", () => {
    const is30 = start({ dialects: [DIALECT_3_0] });
    const channel = CHANNEL_RDMA_V1_INVALIDATE;
    assert.equal(read(is30, { channel }).status, STATUS_INVALID_PARAMETER);
    assert.equal(read(is30).status, STATUS_SUCCESS);
    const is302 = start({ dialects: [DIALECT_3_0_2] });
    assert.equal(read(is302, { channel }).status, STATUS_SUCCESS);
    assert.deepEqual(is302.placement.invalidated, [7]);
  });

  it("are what makes large transfers possible: other messages fit the client's reassembly", () => {
    const { client } = start();
    assert.equal(client.negotiated?.maxReadSize, 8_388_608);
    assert.equal(client.negotiated?.maxWriteSize, 8_388_608);
    assert.equal(client.negotiated?.maxTransactSize, 983_040);
  });

  it("belong to a connection: of one session, one may be of TCP and one of RDMA", () => {
    const world = new World();
    const overTcp = world.connected("alice");
    const overRdma = world.client();
    const placement = MemoryPlacement.on(overRdma.transport);
    const memory = new Uint8Array(64);
    placement.region(7, memory);
    overRdma.negotiate();
    assert.equal(overRdma.bind(overTcp, "alice", PASSWORD), STATUS_SUCCESS);
    overRdma.treeId = overTcp.treeId;
    const files = new FileClient(overTcp);
    files.put("x", "0123456789");
    const fileId = files.open("x");
    const started = { world, files, client: overRdma, placement, memory, fileId };
    const readChannelInfoView = descriptors({ offset: 0n, token: 7, length: 64 });
    assert.equal(read(started, { readChannelInfoView }).response?.dataRemaining, 10);
    assert.equal(text(memory.subarray(0, 10)), "0123456789");
    const refused = read({ ...started, client: overTcp }, { readChannelInfoView });
    assert.equal(refused.status, STATUS_INVALID_PARAMETER);
    overRdma.vanish();
    assert.equal(text(files.read(fileId, 0, 4).data), "0123");
    overTcp.vanish();
    assert.deepEqual(world.leftovers(), {});
  });
});
