/**
 * What changes something is refused to who may only look: for every class of SET_INFO and every way that a CREATE
 * changes what it opens. Control codes have their matrix in command/ioctl/rights.test.ts, durable opens in
 * b4-durable-lifetime.test.ts, backup rights in command/create/backup.test.ts.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { expectSound } from "../test/expect-sound.ts";
import {
  ALICE,
  allow,
  BOB,
  descriptor,
  SecurityClient,
  withDescriptor,
} from "../test/security-client.ts";
import { catalogInput, share, World } from "../test/world.ts";
import { CREATE_EA_BUFFER } from "../wire/context/create-context.ts";
import type { FileId } from "../wire/file-id.ts";
import { FileInformationClass } from "../wire/fscc/information-class.ts";
import {
  type CreateRequest,
  FILE_CREATE,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OVERWRITE,
  FILE_OVERWRITE_IF,
  FILE_SUPERSEDE,
} from "../wire/message/create.ts";
import { INFO_FILE, INFO_FILESYSTEM, INFO_SECURITY } from "../wire/message/query-info.ts";
import {
  FILE_ALL_ACCESS,
  FILE_GENERIC_READ,
  MAXIMUM_ALLOWED,
} from "../wire/security/access-mask.ts";
import { formatSecurityDescriptor } from "../wire/security/descriptor.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";

const ROOT = "/srv/data";
const POLICY = {
  caseSensitive: false,
  symlinks: "none",
  fileMode: 0o644,
  directoryMode: 0o755,
} as const;
/**
 * Position and mode belong to the handle: who only looks may set them. A link asks for nothing of the handle but
 * for a right to the folder ([MS-FSA] 2.1.5.15.7), which the others of LOOKERS have not.
 */
const OF_THE_HANDLE: readonly number[] = [FileInformationClass.POSITION, FileInformationClass.MODE];
const LINKS: readonly number[] = [FileInformationClass.LINK, FileInformationClass.LINK_EX];

/** Alice's file and folder, which bob may read; over one share that is written to, and one that only shows. */
function scene(): World {
  const world = new World(
    catalogInput({ shares: [share("data", ROOT), { ...share("shown", ROOT), readOnly: true }] }),
  );
  const alice = new SecurityClient(world.connected("alice"));
  const given = withDescriptor(
    descriptor([allow(ALICE, FILE_ALL_ACCESS), allow(BOB, FILE_GENERIC_READ)]),
  );
  // Who may delete in the folder may delete what is in it: bob may not.
  alice.close(alice.open("p", { ...given, createOptions: FILE_DIRECTORY_FILE }));
  const fileId = alice.open("p\\f", given);
  alice.write(fileId, 0, new Uint8Array(100).fill(7));
  alice.close(fileId);
  const streamId = alice.open("p\\f:s");
  alice.write(streamId, 0, new Uint8Array(50).fill(8));
  alice.close(streamId);
  alice.close(alice.open("p\\d", { ...given, createOptions: FILE_DIRECTORY_FILE }));
  alice.client.vanish();
  return world;
}

/** All of the share that a request could change. */
function stateOf(world: World): string {
  const volume = world.vfs.openShare(ROOT, POLICY);
  assert.ok(typeof volume !== "number");
  const states = ["f", "d"].map((name) => {
    const found = volume.lookup(["p", name]);
    assert.ok(typeof found !== "number");
    const { node, parent } = found;
    if (node === null) return [name, "is gone"];
    const stat = node.stat();
    assert.ok(typeof stat !== "number");
    const state = [{ ...stat, lastAccessTime: 0n }, node.descriptor(), node.streams(), node.eas()];
    node.close();
    parent.close();
    return state;
  });
  volume.close();
  const names = ["new", "renamed"].map((name) => [name, isThere(world, name)]);
  const text = JSON.stringify([states, names], (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
  return createHash("sha256").update(text).digest("hex");
}

function isThere(world: World, name: string): boolean {
  const volume = world.vfs.openShare(ROOT, POLICY);
  assert.ok(typeof volume !== "number");
  const found = volume.lookup(["p", name]);
  assert.ok(typeof found !== "number");
  const isFound = found.node !== null;
  for (const held of [found.node, found.parent, volume]) held?.close();
  return isFound;
}

/** Inputs that mean something to most classes: sizes of zero, marks that are set, names. */
function inputs(): Uint8Array[] {
  const zeros = [1, 4, 8, 16, 40, 64].map((size) => new Uint8Array(size));
  const ones = [1, 4, 8].map((size) => new Uint8Array(size).fill(1));
  const name = new Writer();
  name.u8(1).zeros(7).u64(0).u32(18).utf16("p\\renamed");
  const times = new Writer();
  for (let i = 0; i < 4; i++) times.u64(130_000_000_000_000);
  times.u32(2).u32(0);
  const ea = Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 0, 0x58, 0, 9, 0);
  const owner = descriptor([allow(BOB, FILE_ALL_ACCESS)], { owner: BOB, group: BOB });
  return [...zeros, ...ones, name.written(), times.written(), ea, formatSecurityDescriptor(owner)];
}

const CLASSES: readonly (readonly [number, number, number])[] = [
  ...Object.values(FileInformationClass).map((one) => [INFO_FILE, one, 0] as const),
  ...Array.from({ length: 12 }, (_, one) => [INFO_FILESYSTEM, one, 0] as const),
  ...[1, 2, 4, 8, 15].map((parts) => [INFO_SECURITY, 0, parts] as const),
];

function setAll(files: SecurityClient, fileId: FileId, mayLink: boolean): void {
  for (const [infoType, one, additionalInformation] of CLASSES) {
    if (infoType === INFO_FILE && OF_THE_HANDLE.includes(one)) continue;
    if (infoType === INFO_FILE && mayLink && LINKS.includes(one)) continue;
    for (const input of inputs()) {
      const more = { infoType, additionalInformation };
      const status = files.set(fileId, one, (writer) => writer.put(input), more);
      assert.notEqual(
        status,
        STATUS_SUCCESS,
        `type ${infoType}, class ${one}, ${input.length} bytes`,
      );
    }
  }
}

/** Who asks, through which share, with which access. */
const LOOKERS: readonly (readonly [string, string, string, number])[] = [
  ["by the owner on a share that only shows", "alice", "shown", MAXIMUM_ALLOWED],
  ["by the owner through a handle that only reads", "alice", "data", FILE_GENERIC_READ],
  ["to somebody else's file, with all that one gets", "bob", "data", MAXIMUM_ALLOWED],
];

describe("C2: every class of SET_INFO", () => {
  for (const [what, userName, shareName, desiredAccess] of LOOKERS) {
    for (const name of ["p\\f", "p\\d", "p\\f:s"]) {
      test(`changes nothing ${what}: ${name}`, () => {
        const world = scene();
        const before = stateOf(world);
        const files = new SecurityClient(world.connected(userName, shareName));
        const fileId = files.open(name, { desiredAccess, createDisposition: FILE_OPEN });
        setAll(files, fileId, userName === "alice" && shareName === "data");
        files.close(fileId);
        assert.equal(stateOf(world), before);
        expectSound(world);
      });
    }
  }
});

const EA = {
  name: CREATE_EA_BUFFER,
  dataView: Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 0, 0x58, 0, 9, 0),
};
const CHANGING: readonly (readonly [string, string, Partial<CreateRequest>])[] = [
  ["overwriting", "p\\f", { createDisposition: FILE_OVERWRITE }],
  ["overwriting if it is there", "p\\f", { createDisposition: FILE_OVERWRITE_IF }],
  ["superseding", "p\\f", { createDisposition: FILE_SUPERSEDE }],
  ["overwriting a stream", "p\\f:s", { createDisposition: FILE_OVERWRITE }],
  ["superseding a stream", "p\\f:s", { createDisposition: FILE_SUPERSEDE }],
  ["making a stream", "p\\f:new", { createDisposition: FILE_CREATE }],
  ["making a stream of a folder", "p\\d:new", { createDisposition: FILE_OPEN_IF }],
  ["deleting on close", "p\\f", { createOptions: FILE_DELETE_ON_CLOSE }],
  ["deleting a stream on close", "p\\f:s", { createOptions: FILE_DELETE_ON_CLOSE }],
  [
    "deleting a folder on close",
    "d",
    { createOptions: FILE_DELETE_ON_CLOSE | FILE_DIRECTORY_FILE },
  ],
  ["making a file with EAs", "p\\d\\new", { createDisposition: FILE_CREATE, contexts: [EA] }],
];
const ACCESSES = [FILE_GENERIC_READ, 0x1, 0x80, MAXIMUM_ALLOWED, FILE_ALL_ACCESS, 0x10000];

describe("C2: every way in which a CREATE changes something", () => {
  for (const [what, name, change] of CHANGING) {
    for (const [who, userName, shareName] of LOOKERS.filter(
      ([, , , access]) => access !== FILE_GENERIC_READ,
    )) {
      test(`${what}, ${who}: changes nothing`, () => {
        const world = scene();
        const before = stateOf(world);
        const files = new SecurityClient(world.connected(userName, shareName));
        for (const desiredAccess of ACCESSES) {
          const request = { createDisposition: FILE_OPEN, ...change, desiredAccess };
          const { response } = files.create(name, request);
          if (response !== null) files.close(response.fileId);
          assert.equal(stateOf(world), before, `access ${desiredAccess.toString(16)}`);
        }
        expectSound(world);
      });
    }
  }
});

describe("C2: the data of a file", () => {
  for (const [what, userName, shareName, desiredAccess] of LOOKERS) {
    test(`is not written ${what}, by WRITE or by LOCK and FLUSH`, () => {
      const world = scene();
      const before = stateOf(world);
      const files = new SecurityClient(world.connected(userName, shareName));
      const fileId = files.open("p\\f", { desiredAccess, createDisposition: FILE_OPEN });
      for (const data of [Uint8Array.of(1), new Uint8Array(60_000)]) {
        assert.notEqual(files.write(fileId, 0, data).status, STATUS_SUCCESS);
        assert.notEqual(files.write(fileId, 100, data).status, STATUS_SUCCESS);
      }
      files.flush(fileId);
      files.close(fileId);
      assert.equal(stateOf(world), before);
      expectSound(world);
    });
  }
});
