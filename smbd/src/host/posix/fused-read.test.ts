import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { AeadAlgorithm, AfterRead, CryptoProvider } from "../../crypto/provider.ts";
import { MessageSealer } from "../../crypto/sealing.ts";
import { MessageSigner, type SigningAlgorithm } from "../../crypto/signing.ts";
import { Engine } from "../../engine/engine.ts";
import type { VfsData } from "../../port/vfs.ts";
import { Catalog } from "../../state/catalog.ts";
import { FileClient } from "../../test/file-client.ts";
import { VirtualClient } from "../../test/virtual-client.ts";
import { catalogInput, PASSWORD, seeded, share } from "../../test/world.ts";
import { HEADER_BYTES } from "../../wire/header.ts";
import { decodeReadResponse } from "../../wire/message/read.ts";
import { type NtStatus, STATUS_SUCCESS } from "../../wire/status.ts";
import { TRANSFORM_HEADER_BYTES } from "../../wire/transform-header.ts";
import { addonCrypto } from "../crypto.ts";
import { MemoryPersistentStore } from "../memory/persistent-store.ts";
import { native, runJob } from "../native.ts";
import { nodeCrypto } from "../node-crypto.ts";
import { PosixVfs } from "./posix-vfs.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-fused-"));
after(() => rmSync(folder, { recursive: true }));
/** More than the calling thread reads itself, so that a worker reads it, in the page cache or not. */
const SIZE = 300_000;
const CONTENT = randomBytes(SIZE);
writeFileSync(join(folder, "big"), CONTENT);

const CIPHERS: readonly AeadAlgorithm[] = [
  "AES-128-CCM",
  "AES-128-GCM",
  "AES-256-CCM",
  "AES-256-GCM",
];
const SIGNINGS: readonly SigningAlgorithm[] = ["HMAC-SHA256", "AES-CMAC", "AES-GMAC"];

/** Something that protects a message with `room` bytes in front of its payload. */
interface Protector {
  readonly room: number;
  after(message: Uint8Array): AfterRead | null;
  here(message: Uint8Array): void;
}

function sealer(cipher: AeadAlgorithm): Protector {
  const key = new Uint8Array(cipher.includes("256") ? 32 : 16).fill(7);
  const make = (provider: CryptoProvider) =>
    new MessageSealer(provider, cipher, { sealKey: key, openKey: key });
  const [mine, theirs] = [make(addonCrypto), make(nodeCrypto)];
  return {
    room: TRANSFORM_HEADER_BYTES,
    after: (message) => mine.sealAfterRead(message, 5n),
    here: (message) => assert.equal(theirs.seal(message, 5n), true),
  };
}

function signer(algorithm: SigningAlgorithm): Protector {
  const key = new Uint8Array(16).fill(9);
  const [mine, theirs] = [addonCrypto, nodeCrypto].map(
    (provider) => new MessageSigner(provider, algorithm, key, "server"),
  );
  return {
    room: HEADER_BYTES,
    after: (message) => mine!.signAfterRead(message),
    here: (message) => theirs!.sign(message),
  };
}

const PROTECTORS = [
  ...CIPHERS.map((cipher) => [cipher, sealer] as const),
  ...SIGNINGS.map((algorithm) => [algorithm, signer] as const),
] as const;

for (const [name, make] of PROTECTORS) {
  describe(`a read of a file that goes on to ${name} on its worker`, () => {
    const protector = () => (make as (name: string) => Protector)(name);

    test("leaves the bytes that two steps leave", async () => {
      const { room, after: prepare, here } = protector();
      const message = new Uint8Array(room + SIZE);
      const answer = await read(open("big"), message.subarray(room), () => prepare(message));
      assert.deepEqual(answer, { status: STATUS_SUCCESS, count: SIZE, isDone: true });
      const expected = new Uint8Array(room + SIZE);
      expected.set(CONTENT, room);
      here(expected);
      assert.equal(Buffer.compare(message, expected), 0);
    });

    test("leaves what it read alone when the file ends before the room does", async () => {
      const { room, after: prepare } = protector();
      const message = new Uint8Array(room + SIZE + 1);
      const answer = await read(open("big"), message.subarray(room), () => prepare(message));
      assert.deepEqual(answer, { status: STATUS_SUCCESS, count: SIZE, isDone: false });
      assert.equal(Buffer.compare(message.subarray(room, room + SIZE), CONTENT), 0);
    });

    test("does the same at once where that is quick, or nothing", async () => {
      const { room, after: prepare, here } = protector();
      const message = new Uint8Array(room + SIZE);
      const work = prepare(message)!;
      const mayBe = name.endsWith("GCM") || name === "AES-GMAC";
      const isQuick = mayBe && addonCrypto.gmac(new Uint8Array(16)).isQuick === true;
      assert.equal(work.readNow !== undefined, isQuick);
      if (work.readNow === undefined) return;
      const target = message.subarray(room);
      const fd = openSync(join(folder, "big"), "r");
      const cached = native.readCached(fd, new Uint8Array(1), 0, 1, 0) === 1 ? SIZE : 0;
      // Past the end there is less than asked for.
      assert.equal(work.readNow(fd, target, 0, SIZE, 1), 0);
      assert.equal(work.readNow(fd, target, 0, SIZE, 0), cached);
      if (cached === 0) return;
      const expected = new Uint8Array(room + SIZE);
      expected.set(CONTENT, room);
      here(expected);
      assert.equal(Buffer.compare(message, expected), 0);
    });

    test("tells the error of a read, and does nothing else", async () => {
      const { room, after: prepare } = protector();
      const message = new Uint8Array(room + SIZE);
      const work = prepare(message);
      assert.ok(work);
      const target = message.subarray(room);
      for (const [fd, wanted] of [
        [openSync(folder, "r"), -21],
        [99_999, -9],
      ] as const) {
        const result = await new Promise<number>((done) =>
          runJob((id) => work.readLater(id, fd, target, 0, SIZE, 0), done),
        );
        assert.equal(result, wanted);
      }
      assert.ok(target.every((byte) => byte === 0));
    });

    test("refuses numbers that are out of range before anything is read", () => {
      const { room, after: prepare } = protector();
      const message = new Uint8Array(room + 10);
      const work = prepare(message)!;
      const target = message.subarray(room);
      for (const [id, fd, start, length, position] of [
        [-1, 0, 0, 10, 0],
        [1, -1, 0, 10, 0],
        [1, 0, 1, 10, 0],
        [1, 0, 0, 11, 0],
        [1, 0, 0.5, 1, 0],
        [1, 0, 0, 10, -1],
        [1, 0, 0, 10, 2 ** 53],
      ] as const) {
        assert.equal(work.readLater(id, fd, target, start, length, position), -22);
        // A descriptor below zero is none, and the number of a job is not asked for.
        const answer = work.readNow?.(fd, target, start, length, position) ?? -22;
        if (id >= 0) assert.ok(answer === -22 || (fd < 0 && answer === -9), String(answer));
      }
      assert.throws(() => work.readLater(1, 0, [] as unknown as Uint8Array, 0, 0, 0));
    });
  });
}

describe("a server over files", () => {
  const CASES = [
    ...[1, 2, 3, 4].map((cipher) => ({ seals: true, options: { ciphers: [cipher] } })),
    ...[0, 1, 2].map((signing) => ({ seals: false, options: { signings: [signing] } })),
  ];
  for (const { seals, options } of CASES) {
    test(`reads and ${seals ? "seals" : "signs"} in one visit (${JSON.stringify(options)})`, async () => {
      const { engine, client, vfs } = serve(options);
      client.seals = seals;
      const files = new FileClient(client);
      const fileId = files.open("big");
      const before = engine.foreseenCount;
      const big = await answered(files, sendBig(files, fileId, SIZE));
      assert.equal(Buffer.compare(big, CONTENT), 0);
      assert.equal(engine.foreseenCount, before + 1);
      // A file that shrinks between the question how long it is and the read falls short.
      const shrinking = files.open("shrinking");
      const fd = openSync(join(folder, "shrinking"), "r+");
      ftruncateSync(fd, SIZE);
      const id = sendBig(files, shrinking, SIZE, () => ftruncateSync(fd, 1_000));
      const rest = await answered(files, id);
      assert.ok(rest.length >= 1_000 && rest.length <= SIZE, `${rest.length} bytes`);
      assert.ok(rest.every((byte) => byte === 0));
      engine.stop();
      vfs.close();
    });
  }
});

describe("a server that nobody else asks", () => {
  const CASES = [
    ...[2, 4].map((cipher) => ({ seals: true, options: { ciphers: [cipher] } })),
    { seals: false, options: { signings: [2] } },
  ];
  for (const { seals, options } of CASES) {
    const isQuick = addonCrypto.gmac(new Uint8Array(16)).isQuick === true;
    const how = `${seals ? "seals and opens" : "signs and verifies"} (${JSON.stringify(options)})`;
    test(`${how} here what is quick, in the same visit`, { skip: !isQuick }, () => {
      const { engine, client, vfs } = serve(options);
      client.seals = seals;
      const files = new FileClient(client);
      const fileId = files.open("big");
      Object.assign(client.transport, { isAlone: true });
      // Answered before the call is over: no worker took part.
      const before = engine.foreseenCount;
      assert.equal(Buffer.compare(files.read(fileId, 0, SIZE).data, CONTENT), 0);
      assert.equal(engine.foreseenCount, before + 1);
      // As much as is read here by itself, and protected afterwards.
      assert.equal(files.read(fileId, 0, 100_000).data.length, 100_000);
      assert.equal(files.write(files.open("copy"), 0, CONTENT).status, STATUS_SUCCESS);
      assert.equal(Buffer.compare(readFileSync(join(folder, "copy")), CONTENT), 0);
      Object.assign(client.transport, { isAlone: false });
      assert.throws(() => files.read(fileId, 0, SIZE), /no reply/);
      engine.stop();
      vfs.close();
    });
  }
});

function serve(options: object) {
  const vfs = new PosixVfs();
  const random = seeded(3);
  const nowMs = () => Date.now();
  const engine = new Engine(
    {
      vfs,
      clock: { nowMs, monotonicUs: () => performance.now() * 1000, wakeAt: () => {} },
      random,
      crypto: addonCrypto,
      observer: { emit: () => {} },
      persistentStore: new MemoryPersistentStore(),
      massChangeStore: new MemoryPersistentStore(),
      networkInterfaces: () => [],
      openPipe: () => null,
      isTest: true,
    },
    new Catalog(catalogInput({ shares: [share("data", folder)] })),
  );
  const nowFiletime = () => BigInt(Date.now()) * 10_000n + 116_444_736_000_000_000n;
  const client = new VirtualClient({ crypto: nodeCrypto, random, nowFiletime, ...options });
  client.driver = engine.accept(client.transport);
  client.negotiate();
  assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
  assert.equal(client.tree("data"), STATUS_SUCCESS);
  return { engine, client, vfs };
}

function sendBig(
  files: FileClient,
  fileId: ReturnType<FileClient["open"]>,
  length: number,
  meanwhile = () => {},
): bigint {
  assert.throws(() => files.read(fileId, 0, length), /no reply/);
  meanwhile();
  return files.client.messageId - BigInt(Math.ceil(length / 65_536));
}

async function answered(files: FileClient, id: bigint): Promise<Uint8Array> {
  const deadline = Date.now() + 10_000;
  while (files.client.count(id) === 0) {
    assert.ok(Date.now() < deadline, "no answer");
    await new Promise((next) => setImmediate(next));
  }
  const reply = files.client.take(id);
  assert.equal(reply.status, STATUS_SUCCESS);
  assert.ok(reply.isSealed || reply.isSigned);
  return decodeReadResponse(reply.body).dataView;
}

function open(name: string): VfsData {
  const vfs = new PosixVfs();
  const policy = { caseSensitive: true, symlinks: "none", fileMode: 0o600, directoryMode: 0o700 };
  const shareOf = vfs.openShare(folder, policy as Parameters<PosixVfs["openShare"]>[1]);
  assert.ok(typeof shareOf !== "number");
  const found = shareOf.lookup([name]);
  assert.ok(typeof found !== "number" && found.node !== null);
  const data = found.node.openData(false);
  assert.ok(typeof data !== "number");
  return data;
}

function read(data: VfsData, target: Uint8Array, prepare: () => AfterRead | null) {
  return new Promise<{ status: NtStatus; count: number; isDone: boolean | undefined }>((settle) =>
    data.read(0, target, (status, count, isDone) => settle({ status, count, isDone }), prepare),
  );
}
