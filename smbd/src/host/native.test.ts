import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { type Native, native, runJob, STAT_SLOTS, STATFS_SLOTS, Stat } from "./native.ts";

type Kind = "fd" | "number" | "bytes" | "numbers" | "boolean" | "parts" | "callback";
type AnyFunction = (...values: readonly unknown[]) => unknown;

/** Every function with the kinds of its arguments; a test below holds the list to the addon. */
const FUNCTIONS: Readonly<Record<string, readonly Kind[]>> = {
  openRoot: ["bytes"],
  openBeneath: ["fd", "bytes", "number", "number", "number"],
  reopen: ["fd", "number"],
  duplicate: ["fd"],
  close: ["fd"],
  makeDirectory: ["fd", "bytes", "number"],
  unlink: ["fd", "bytes", "boolean"],
  rename: ["fd", "bytes", "fd", "bytes", "boolean"],
  link: ["fd", "fd", "bytes"],
  readLink: ["fd", "bytes"],
  raiseDescriptorLimit: ["number"],
  setOwner: ["fd", "number", "number"],
  setMode: ["fd", "number"],
  setTimes: ["fd", "number", "number", "number", "number"],
  statx: ["fd", "bytes", "numbers"],
  statEntries: ["fd", "bytes", "bytes", "numbers", "bytes"],
  statAttributes: ["fd", "bytes", "numbers", "bytes", "boolean"],
  statfs: ["fd", "numbers"],
  readDirectory: ["fd", "bytes"],
  rewindDirectory: ["fd"],
  queuedBytes: ["fd"],
  readinessStart: ["callback"],
  readinessWatch: ["fd", "number", "number"],
  readinessChange: ["fd", "number", "number"],
  readinessForget: ["fd"],
  readinessTake: ["numbers", "number"],
  streamListen: ["bytes", "number", "number"],
  streamAccept: ["fd"],
  streamAddress: ["fd", "boolean", "bytes"],
  streamReceive: ["fd", "bytes", "number", "number"],
  streamSend: ["fd", "parts", "number", "number", "number", "boolean"],
  streamHold: ["fd", "fd", "number"],
  pipeOpen: ["numbers", "number"],
  heldBytes: ["fd"],
  pipeRead: ["fd", "bytes", "number", "number"],
  writeHeld: ["fd", "bytes", "number", "number", "fd", "number", "number"],
  writeHeldLater: ["number", "fd", "bytes", "number", "number", "fd", "number", "number"],
  streamSendFile: ["fd", "fd", "number", "number"],
  streamAbandon: ["fd"],
  fileHandle: ["fd", "bytes"],
  getAttribute: ["fd", "bytes", "bytes"],
  setAttribute: ["fd", "bytes", "bytes", "number"],
  listAttributes: ["fd", "bytes"],
  removeAttribute: ["fd", "bytes"],
  fallocate: ["fd", "number", "number", "number"],
  truncate: ["fd", "number"],
  seekData: ["fd", "number"],
  seekHole: ["fd", "number"],
  cloneRange: ["fd", "number", "fd", "number", "number"],
  setCompressed: ["fd", "boolean"],
  quota: ["fd", "number", "number", "numbers"],
  readCached: ["fd", "bytes", "number", "number", "number"],
  cachedBytes: ["fd", "number", "number"],
  read: ["fd", "bytes", "number", "number", "number"],
  write: ["fd", "bytes", "number", "number", "number"],
  sync: ["fd", "boolean"],
  watchAdd: ["fd", "fd", "number"],
  watchRemove: ["fd", "number"],
  watchRead: ["fd", "bytes"],
  foreignStart: ["callback"],
  foreignOpen: ["boolean"],
  foreignClose: ["fd"],
  foreignMark: ["fd", "fd", "number", "number"],
  foreignRead: ["fd", "bytes"],
  foreignKey: ["fd", "bytes"],
  foreignResolve: ["fd", "bytes", "bytes"],
  descriptorName: ["fd", "bytes"],
  sharedMemoryOpen: ["number", "boolean"],
  sendDescriptor: ["fd", "fd", "bytes"],
  startWorkers: ["number", "callback"],
  takeCompletions: ["numbers"],
  readLater: ["number", "fd", "bytes", "number", "number", "number"],
  writeLater: ["number", "fd", "bytes", "number", "number", "number", "number"],
  syncLater: ["number", "fd", "boolean"],
  syncFileSystemLater: ["number", "fd"],
  readDirectoryLater: ["number", "fd", "bytes"],
  writeZeroesLater: ["number", "fd", "number", "number"],
  copyLater: ["number", "fd", "number", "fd", "number", "number"],
  cloneLater: ["number", "fd", "number", "fd", "number", "number", "boolean"],
  sha512: ["parts", "bytes"],
};
const WITHOUT_ARGUMENTS = [
  "watchOpen",
  "effectiveUser",
  "obeyQuotas",
  "hasCrypto",
  "releaseMemory",
  "releaseProgram",
];
const CLASSES = ["AeadKey", "MacKey"];
/** Tested with the memory that it answers: host/rdma/shared-memory.test.ts. */
const OF_MEMORY = ["sharedMemoryMap"];

const MISTYPED: readonly unknown[] = [
  undefined,
  null,
  "1",
  Symbol("s"),
  1n,
  {},
  [1],
  () => 1,
  new ArrayBuffer(8),
  new Uint16Array(4),
  new DataView(new ArrayBuffer(8)),
];
const OUT_OF_RANGE = [-2, 0.5, Number.NaN, Infinity, -Infinity, 2 ** 53, 1e300, -(2 ** 63)];
const EBADF = -9;
const EINVAL = -22;

describe("the addon distrusts every argument", () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-native-"));
  const path = join(folder, "file");
  writeFileSync(path, "content");
  const fd = openSync(path, "r+");
  after(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });
  // A number that is no open descriptor: nothing that slips through can do harm.
  const VALID: Readonly<Record<Kind, unknown>> = {
    fd: 999_999,
    number: 0,
    bytes: new Uint8Array(64).fill(0x61),
    numbers: new Float64Array(STAT_SLOTS),
    boolean: false,
    parts: [new Uint8Array(3)],
    callback: () => {},
  };
  const call = (name: string, values: readonly unknown[]): unknown =>
    (native[name as keyof Native] as AnyFunction)(...values);

  test("the list of functions is the addon's own", () => {
    const functions = Object.entries(native)
      .filter(([, value]) => typeof value === "function")
      .map(([name]) => name);
    const listed = [...Object.keys(FUNCTIONS), ...WITHOUT_ARGUMENTS, ...CLASSES, ...OF_MEMORY];
    assert.deepEqual(functions.sort(), listed.sort());
  });

  for (const [name, kinds] of Object.entries(FUNCTIONS)) {
    test(`${name} throws for what has the wrong type, and is fine afterwards`, () => {
      const valid = kinds.map((kind) => VALID[kind]);
      for (const [position, kind] of kinds.entries()) {
        for (const wrong of MISTYPED) {
          if (kind === "callback" && typeof wrong === "function") continue;
          // An array without buffers is refused like anything else; one with none is a list of none.
          const values = valid.with(position, wrong);
          assert.throws(() => call(name, values), `${String(wrong)} at ${position}`);
        }
        if (kind !== "bytes")
          assert.throws(() => call(name, valid.with(position, new Uint8Array(8))));
        if (kind !== "numbers") {
          assert.throws(() => call(name, valid.with(position, new Float64Array(8))));
        }
      }
      assert.throws(() => call(name, []), "no arguments at all");
    });
  }

  for (const [name, kinds] of Object.entries(FUNCTIONS)) {
    if (!kinds.includes("number") && !kinds.includes("fd")) continue;
    test(`${name} answers an errno for numbers out of range`, () => {
      for (const [position, kind] of kinds.entries()) {
        if (kind !== "number" && kind !== "fd") continue;
        const valid = kinds.map((other) => (other === "fd" ? fd : VALID[other]));
        for (const wrong of OUT_OF_RANGE) {
          // Seconds may lie before 1970.
          if (name === "setTimes" && kind === "number" && wrong === -2) continue;
          if (kind === "fd" && name.endsWith("Later") && wrong === 2 ** 53) continue;
          const result = call(name, valid.with(position, wrong));
          assert.ok(
            result === EINVAL || result === EBADF || result === -114,
            `${name} answered ${result} for ${wrong} at ${position}`,
          );
        }
      }
      assert.equal(readFileSync(path, "utf8"), "content", "nothing was done");
    });
  }

  test("ranges must lie inside their buffer", () => {
    const bytes = new Uint8Array(16);
    for (const [start, length] of [
      [0, 17],
      [16, 1],
      [17, 0],
      [9, 8],
      [2 ** 52, 1],
    ] as const) {
      for (const move of [native.read, native.readCached, native.write]) {
        assert.equal(move(fd, bytes, start, length, 0), EINVAL);
      }
      assert.equal(native.readLater(1, fd, bytes, start, length, 0), EINVAL);
      assert.equal(native.writeLater(1, fd, bytes, start, length, 0, 0), EINVAL);
    }
    assert.equal(native.read(fd, bytes, 4, 7, 0), 7);
    assert.equal(Buffer.from(bytes).toString(), "\0\0\0\0content\0\0\0\0\0");
    assert.equal(native.read(fd, bytes, 16, 0, 0), 0);
  });

  test("a detached buffer is an empty one", () => {
    const bytes = new Uint8Array(16);
    bytes.buffer.transfer();
    assert.equal(native.read(fd, bytes, 0, 1, 0), EINVAL);
    assert.equal(native.read(fd, bytes, 0, 0, 0), 0);
    assert.equal(native.listAttributes(fd, bytes) >= 0, true);
  });

  test("names with a slash, a NUL or only dots are refused where one component is due", () => {
    const root = native.openRoot(Buffer.from(folder));
    for (const name of ["", ".", "..", "a/b", "../x", "/etc", "a\0b"]) {
      const bytes = Buffer.from(name);
      assert.equal(native.makeDirectory(root, bytes, 0o755), EINVAL, name);
      assert.equal(native.unlink(root, bytes, false), EINVAL);
      assert.equal(native.rename(root, bytes, root, Buffer.from("x"), true), EINVAL);
      assert.equal(native.rename(root, Buffer.from("file"), root, bytes, true), EINVAL);
      assert.equal(native.link(fd, root, bytes), EINVAL);
    }
    native.close(root);
  });

  test("nothing opens outside of the directory it is asked in", () => {
    const root = native.openRoot(Buffer.from(folder));
    const open = (name: string, flags: number, resolve = 0) =>
      native.openBeneath(root, Buffer.from(name), flags, 0, resolve);
    const EXDEV = -18;
    assert.equal(open("..", native.O_PATH), EXDEV);
    assert.equal(open("../etc", native.O_PATH), EXDEV);
    assert.equal(open("/etc/passwd", native.O_PATH), EXDEV);
    assert.equal(open("file/../../x", native.O_PATH) < 0, true);
    assert.equal(open("file", 0x4000_0000), EINVAL, "an unknown flag");
    assert.equal(open("file", native.O_PATH, 0x02), EINVAL, "a resolve flag of ours");
    assert.equal(native.openRoot(Buffer.from("relative")), EINVAL);
    native.close(root);
  });

  test("the standard streams are not closed", () => {
    for (const standard of [0, 1, 2]) assert.equal(native.close(standard), EBADF);
  });

  test("arrays of numbers that are too short are refused", () => {
    assert.equal(native.statx(fd, new Uint8Array(0), new Float64Array(STAT_SLOTS - 1)), EINVAL);
    assert.equal(native.statfs(fd, new Float64Array(STATFS_SLOTS - 1)), EINVAL);
    const tooFew = new Float64Array(STAT_SLOTS - 1);
    const nothing = new Uint8Array(0);
    assert.equal(native.statAttributes(fd, nothing, tooFew, nothing, true), EINVAL);
    const names = new Uint8Array(4);
    const attribute = Buffer.from("user.x");
    const short = new Float64Array(STAT_SLOTS);
    assert.equal(native.statEntries(fd, names, attribute, short, new Uint8Array(100)), EINVAL);
    const torn = Uint8Array.of(5, 0, 0x61);
    assert.equal(native.statEntries(fd, torn, attribute, short, new Uint8Array(100)), EINVAL);
    assert.equal(
      native.statEntries(fd, names.subarray(0, 2), attribute, short, new Uint8Array(0)),
      1,
    );
    assert.equal(short[Stat.error], -105, "no room at all is an error of the entry");
  });

  test("keys refuse wrong lengths, wrong types and use after disposal", () => {
    for (const wrong of [...MISTYPED, ...OUT_OF_RANGE, 4]) {
      assert.throws(() => new native.AeadKey(wrong as number, new Uint8Array(16)));
    }
    for (const wrong of [...MISTYPED, new Uint8Array(15), new Uint8Array(0)]) {
      assert.throws(() => new native.AeadKey(0, wrong as Uint8Array));
      assert.throws(() => new native.MacKey(1, wrong as Uint8Array));
    }
    const key = new native.AeadKey(0, new Uint8Array(16));
    const [nonce, tag] = [new Uint8Array(12), new Uint8Array(16)];
    for (const wrong of MISTYPED) {
      for (const position of [0, 1, 2, 3]) {
        const all: Uint8Array[] = [nonce, nonce, nonce, tag];
        const values = all.with(position, wrong as Uint8Array);
        assert.throws(() => key.seal(values[0]!, values[1]!, values[2]!, values[3]!));
        assert.throws(() => key.open(values[0]!, values[1]!, values[2]!, values[3]!));
        assert.throws(() => key.sealLater(1, values[0]!, values[1]!, values[2]!, values[3]!));
        assert.throws(() => key.openLater(1, values[0]!, values[1]!, values[2]!, values[3]!));
      }
      assert.throws(() => key.gmac(nonce, [wrong as Uint8Array], tag));
      assert.throws(() => key.gmacLater(1, nonce, [wrong as Uint8Array], tag));
    }
    assert.throws(() => key.seal(new Uint8Array(11), nonce, nonce, tag));
    key.dispose();
    assert.throws(() => key.seal(nonce, nonce, nonce, tag));
    assert.throws(() => key.seal.call({}, nonce, nonce, nonce, tag), "a foreign receiver");
  });

  test("jobs answer once each, whatever their order, and keep their buffers", async () => {
    const content = Buffer.alloc(300_000, "abc");
    writeFileSync(path, content);
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        // Nobody else holds the buffer while the job runs.
        return new Promise<boolean>((resolve) => {
          const buffer = new Uint8Array(1000 + index);
          const at = index * 1000;
          runJob(
            (id) => native.readLater(id, fd, buffer, 0, buffer.length, at),
            (count) => {
              resolve(
                Buffer.compare(buffer.subarray(0, count), content.subarray(at, at + count)) === 0,
              );
            },
          );
        });
      }),
    );
    assert.ok(results.every(Boolean));
    const failed = await new Promise<number>((done) =>
      runJob((id) => native.syncLater(id, 999_999, false), done),
    );
    assert.equal(failed, EBADF);
    const refused = await new Promise<number>((done) =>
      runJob((id) => native.readLater(id, fd, new Uint8Array(1), 5, 5, 0), done),
    );
    assert.equal(refused, EINVAL);
  });
});
