import assert from "node:assert/strict";
import { test } from "node:test";
import {
  OFFLOAD_BYTES_MAX,
  OFFLOAD_TOKEN_COUNT_MAX,
  OFFLOAD_TOKEN_COUNT_PER_OPEN_MAX,
  OFFLOAD_TOKEN_DEFAULT_MS,
  OFFLOAD_TOKEN_MS_MAX,
} from "../../limits.ts";
import { InfoClient } from "../../test/info-client.ts";
import { World } from "../../test/world.ts";
import type { FileId } from "../../wire/file-id.ts";
import { encodeEndOfFileInformation } from "../../wire/fscc/end-of-file.ts";
import { FSCTL_OFFLOAD_READ, FSCTL_OFFLOAD_WRITE } from "../../wire/fsctl/code.ts";
import {
  decodeOffloadReadResponse,
  encodeOffloadReadRequest,
  type OffloadReadResponse,
} from "../../wire/fsctl/offload-read.ts";
import type { OffloadToken } from "../../wire/fsctl/offload-token.ts";
import {
  decodeOffloadWriteResponse,
  encodeOffloadWriteRequest,
} from "../../wire/fsctl/offload-write.ts";
import { FILE_READ_DATA, FILE_WRITE_DATA } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_END_OF_FILE,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_TOKEN,
  STATUS_OFFLOAD_READ_FILE_NOT_SUPPORTED,
  STATUS_OFFLOAD_WRITE_FILE_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const ZERO_DATA = 0xffff0001;
const zeros: OffloadToken = { tokenType: ZERO_DATA, tokenId: "00".repeat(504) };

interface Scene {
  readonly world: World;
  readonly files: InfoClient;
  readonly source: FileId;
  readonly target: FileId;
}

/** A source of 1000 sevens, and a target of 4096 nines. */
function scene(): Scene {
  const world = new World();
  const files = new InfoClient(world.connected());
  const source = files.open("source");
  files.write(source, 0, new Uint8Array(1000).fill(7));
  const target = files.open("target");
  files.write(target, 0, new Uint8Array(4096).fill(9));
  return { world, files, source, target };
}

function read(
  files: InfoClient,
  fileId: FileId,
  fileOffset = 0,
  copyLength = 4096,
  timeToLiveMs = 0,
): { readonly status: NtStatus; readonly response: OffloadReadResponse | null } {
  const body = { flags: 0, timeToLiveMs, fileOffset, copyLength };
  const { status, reader } = files.ioctl(fileId, FSCTL_OFFLOAD_READ, (writer) =>
    encodeOffloadReadRequest(writer, body),
  );
  const response = status === STATUS_SUCCESS ? decodeOffloadReadResponse(reader) : null;
  return { status, response };
}

function tokenOf(files: InfoClient, fileId: FileId, timeToLiveMs = 0): OffloadToken {
  const { response } = read(files, fileId, 0, 4096, timeToLiveMs);
  assert.ok(response !== null);
  return response.token;
}

function write(
  files: InfoClient,
  fileId: FileId,
  token: OffloadToken,
  change: Partial<Record<"fileOffset" | "copyLength" | "transferOffset", number>> = {},
): { readonly status: NtStatus; readonly lengthWritten: number } {
  const body = { flags: 0, fileOffset: 0, copyLength: 1024, transferOffset: 0, ...change, token };
  const { status, reader } = files.ioctl(fileId, FSCTL_OFFLOAD_WRITE, (writer) =>
    encodeOffloadWriteRequest(writer, body),
  );
  const response = status === STATUS_SUCCESS ? decodeOffloadWriteResponse(reader) : null;
  return { status, lengthWritten: response?.lengthWritten ?? 0 };
}

test("what a token stands for is copied, with zeros to the end of the last sector", () => {
  const { world, files, source, target } = scene();
  const { response } = read(files, source);
  assert.equal(response?.transferLength, 1024);
  const written = write(files, target, response.token, { fileOffset: 512, transferOffset: 512 });
  assert.deepEqual(written, { status: STATUS_SUCCESS, lengthWritten: 512 });
  const expected = new Uint8Array(4096).fill(9);
  expected.fill(7, 512, 1000).fill(0, 1000, 1024);
  assert.deepEqual(files.read(target, 0, 4096).data, expected);
  assert.deepEqual(world.leftovers(), {});
});

test("a token that nobody made is none", () => {
  const { files, source, target } = scene();
  const token = tokenOf(files, source);
  assert.match(token.tokenId, /^[0-9a-f]{64}$/);
  assert.notEqual(token.tokenId, tokenOf(files, source).tokenId);
  const forged = { ...token, tokenId: token.tokenId.replace(/^../, "00") };
  assert.equal(write(files, target, forged).status, STATUS_INVALID_TOKEN);
  const other = { ...token, tokenType: 1 };
  assert.equal(write(files, target, other).status, STATUS_INVALID_TOKEN);
  assert.equal(write(files, target, token).status, STATUS_SUCCESS);
});

test("a token is for the user who asked for it, over whatever connection", () => {
  const { world, files, source } = scene();
  const token = tokenOf(files, source);
  const bob = new InfoClient(world.connected("bob"));
  assert.equal(write(bob, bob.open("target"), token).status, STATUS_INVALID_TOKEN);
  const again = new InfoClient(world.connected("alice"));
  assert.equal(write(again, again.open("target"), token).status, STATUS_SUCCESS);
});

test("a token ends with the data that it stands for, whoever changed it and how", () => {
  const cases: readonly ((cast: Scene, other: FileId) => void)[] = [
    ({ files }, other) => void files.write(other, 0, new Uint8Array(1)),
    ({ files }, other) =>
      void files.set(other, 20, (writer) =>
        encodeEndOfFileInformation(writer, { endOfFile: 1000 }),
      ),
    ({ files }, other) => void write(files, other, zeros),
  ];
  for (const change of cases) {
    const cast = scene();
    const token = tokenOf(cast.files, cast.source);
    change(cast, cast.files.open("source"));
    assert.equal(write(cast.files, cast.target, token).status, STATUS_INVALID_TOKEN);
  }
});

test("a change while it is copied makes the copy worthless, which is said", () => {
  const { world, files, source, target } = scene();
  const token = tokenOf(files, source);
  const other = files.open("source");
  world.isSlow = true;
  const body = { flags: 0, fileOffset: 0, copyLength: 512, transferOffset: 0, token };
  const copy = files.sendIoctl(target, FSCTL_OFFLOAD_WRITE, (writer) =>
    encodeOffloadWriteRequest(writer, body),
  );
  const late = files.sendWrite(other, 0, new Uint8Array(1));
  world.settle();
  assert.equal(files.client.take(copy).status, STATUS_INVALID_TOKEN);
  assert.equal(files.client.take(late).status, STATUS_SUCCESS);
});

test("a token ends with its open, and after its time", () => {
  const { world, files, source, target } = scene();
  const token = tokenOf(files, source);
  world.pass(OFFLOAD_TOKEN_DEFAULT_MS - 1);
  assert.equal(write(files, target, token).status, STATUS_SUCCESS);
  world.pass(1);
  assert.equal(write(files, target, token).status, STATUS_INVALID_TOKEN);
  const long = tokenOf(files, source, 0xffffffff);
  world.pass(OFFLOAD_TOKEN_MS_MAX - 1);
  assert.equal(write(files, target, long).status, STATUS_SUCCESS);
  world.pass(1);
  assert.equal(write(files, target, long).status, STATUS_INVALID_TOKEN);
  const last = tokenOf(files, source);
  files.close(source);
  assert.equal(write(files, target, last).status, STATUS_INVALID_TOKEN);
  assert.equal(world.engine.offloadTokens.size, 0);
});

test("holes have the token that everybody knows, and the rest of the file is told", () => {
  const { files, target } = scene();
  const sparse = files.open("sparse");
  files.set(sparse, 20, (writer) => encodeEndOfFileInformation(writer, { endOfFile: 65_536 }));
  const { response } = read(files, sparse, 4096, 8192);
  assert.equal(response?.token.tokenType, ZERO_DATA);
  assert.deepEqual([response.transferLength, response.flags], [8192, 1]);
  assert.equal(write(files, target, response.token).lengthWritten, 1024);
  assert.deepEqual(files.read(target, 0, 1024).data, new Uint8Array(1024));
  assert.equal(files.read(target, 1024, 1).data[0], 9);
  files.write(sparse, 40_000, Uint8Array.of(1));
  assert.equal(read(files, sparse, 4096, 8192).response?.flags, 0);
});

test("a long file comes in pieces, and nothing makes a file longer", () => {
  const { files, source, target } = scene();
  const long = files.open("long");
  files.set(long, 20, (writer) =>
    encodeEndOfFileInformation(writer, { endOfFile: OFFLOAD_BYTES_MAX + 512 }),
  );
  files.write(long, 0, Uint8Array.of(1));
  const { response } = read(files, long, 0, OFFLOAD_BYTES_MAX + 512);
  assert.equal(response?.transferLength, OFFLOAD_BYTES_MAX);
  const token = tokenOf(files, source);
  const cut = write(files, target, token, { fileOffset: 3584, copyLength: 4096 });
  assert.deepEqual(cut, { status: STATUS_SUCCESS, lengthWritten: 512 });
  const past = write(files, target, token, { fileOffset: 4096 });
  assert.equal(past.status, STATUS_END_OF_FILE);
  assert.equal(files.opened("target").endOfFile, 4096);
});

test("within one file ranges may be copied that do not meet", () => {
  const { files, target } = scene();
  files.write(target, 0, new Uint8Array(1024).fill(1));
  const { response } = read(files, target, 0, 1024);
  assert.ok(response !== null);
  const meeting = write(files, target, response.token, { fileOffset: 512 });
  assert.equal(meeting.status, STATUS_INVALID_PARAMETER);
  for (const fileOffset of [1024, 2048]) {
    assert.equal(write(files, target, response.token, { fileOffset }).status, STATUS_SUCCESS);
  }
  assert.deepEqual(files.read(target, 0, 3072).data, new Uint8Array(3072).fill(1));
});

test("sectors, sizes, locks, streams and rights are looked at", () => {
  const { files, source, target } = scene();
  const token = tokenOf(files, source);
  assert.equal(read(files, source, 1, 512).status, STATUS_INVALID_PARAMETER);
  assert.equal(read(files, source, 0, 100).status, STATUS_INVALID_PARAMETER);
  assert.equal(read(files, source, 1024, 512).status, STATUS_END_OF_FILE);
  for (const wrong of [{ fileOffset: 1 }, { copyLength: 1 }, { transferOffset: 1 }]) {
    assert.equal(write(files, target, token, wrong).status, STATUS_INVALID_PARAMETER);
  }
  const beyond = write(files, target, token, { transferOffset: 1024 });
  assert.equal(beyond.status, STATUS_INVALID_PARAMETER);
  for (const transferOffset of [0, 1024, 4096]) {
    const nothing = write(files, target, token, { copyLength: 0, transferOffset });
    assert.deepEqual(nothing, { status: STATUS_SUCCESS, lengthWritten: 0 });
  }
  for (const [ctlCode, size, room] of [
    [FSCTL_OFFLOAD_READ, 31, 528],
    [FSCTL_OFFLOAD_READ, 32, 527],
    [FSCTL_OFFLOAD_WRITE, 543, 16],
    [FSCTL_OFFLOAD_WRITE, 544, 15],
  ] as const) {
    const { status } = files.ioctl(target, ctlCode, new Uint8Array(size), room);
    assert.equal(status, STATUS_BUFFER_TOO_SMALL);
  }
  const stream = files.open("source:stream");
  assert.equal(read(files, stream).status, STATUS_OFFLOAD_READ_FILE_NOT_SUPPORTED);
  assert.equal(write(files, stream, token).status, STATUS_OFFLOAD_WRITE_FILE_NOT_SUPPORTED);
  const reader = files.open("target", { desiredAccess: FILE_READ_DATA });
  assert.equal(write(files, reader, token).status, STATUS_ACCESS_DENIED);
  const writer = files.open("source", { desiredAccess: FILE_WRITE_DATA });
  assert.equal(read(files, writer).status, STATUS_ACCESS_DENIED);
  for (const name of ["source", "target"]) {
    files.lock(files.open(name), { offset: 0n, length: 1n, flags: 0x12 });
  }
  assert.equal(read(files, source).status, STATUS_FILE_LOCK_CONFLICT);
  assert.equal(write(files, target, token).status, STATUS_FILE_LOCK_CONFLICT);
});

test("of one open, the oldest token gives way; when all are taken, nobody gets another", () => {
  const { world, files, source, target } = scene();
  const first = tokenOf(files, source);
  const tokens = Array.from({ length: OFFLOAD_TOKEN_COUNT_PER_OPEN_MAX }, () =>
    tokenOf(files, source),
  );
  assert.equal(write(files, target, first).status, STATUS_INVALID_TOKEN);
  assert.equal(write(files, target, tokens[0] as OffloadToken).status, STATUS_SUCCESS);
  assert.equal(world.engine.offloadTokens.size, OFFLOAD_TOKEN_COUNT_PER_OPEN_MAX);
  const opens = OFFLOAD_TOKEN_COUNT_MAX / OFFLOAD_TOKEN_COUNT_PER_OPEN_MAX - 1;
  for (let count = 0; count < opens; count++) {
    const fileId = files.open("source");
    for (let each = 0; each < OFFLOAD_TOKEN_COUNT_PER_OPEN_MAX; each++) tokenOf(files, fileId);
  }
  assert.equal(world.engine.offloadTokens.size, OFFLOAD_TOKEN_COUNT_MAX);
  const late = files.open("source");
  assert.equal(read(files, late).status, STATUS_INSUFFICIENT_RESOURCES);
  // Those whose time is over make room.
  world.pass(OFFLOAD_TOKEN_DEFAULT_MS);
  assert.equal(read(files, late).status, STATUS_SUCCESS);
  assert.equal(world.engine.offloadTokens.size, 1);
  assert.deepEqual(world.leftovers(), {});
});
