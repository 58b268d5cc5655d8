/**
 * Who may change what through a control code, for every row of the table. Other servers were found to let some
 * through: on shares that only show, through handles that only read, to files of somebody else.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyCatalog } from "../../engine/apply-catalog.ts";
import { Catalog } from "../../state/catalog.ts";
import { InfoClient } from "../../test/info-client.ts";
import { catalogInput, share, World } from "../../test/world.ts";
import { CREATE_SD_BUFFER, createContext } from "../../wire/context/create-context.ts";
import { encodeSdBuffer } from "../../wire/context/security-descriptor.ts";
import type { FileId } from "../../wire/file-id.ts";
import { FILE_DIRECTORY_FILE, FILE_OPEN } from "../../wire/message/create.ts";
import {
  FILE_ALL_ACCESS,
  FILE_GENERIC_READ,
  MAXIMUM_ALLOWED,
} from "../../wire/security/access-mask.ts";
import { ACCESS_ALLOWED_ACE_TYPE, makeAce } from "../../wire/security/ace.ts";
import { makeAcl } from "../../wire/security/acl.ts";
import { SE_DACL_PRESENT } from "../../wire/security/descriptor.ts";
import { makeSid } from "../../wire/security/sid.ts";
import { STATUS_ACCESS_DENIED, STATUS_FILE_CLOSED } from "../../wire/status.ts";
import { IOCTLS } from "./table.ts";

const ALICE = makeSid(5, [21, 1, 2, 3, 1000]);
const BOB = makeSid(5, [21, 1, 2, 3, 1001]);
const FOLDER = "/srv/data";
const POLICY = {
  caseSensitive: false,
  symlinks: "none",
  fileMode: 0o644,
  directoryMode: 0o755,
} as const;

const CHANGING = [...IOCTLS].filter(([, row]) => row.changesData || row.changesMetadata);
const LOOKING = [...IOCTLS].filter(
  ([, row]) => !row.changesData && !row.changesMetadata && (row.on === "file" || row.on === "data"),
);
/** Zeros mean something to most codes: the start of the file, the default format, no tag. */
const INPUTS = [0, 1, 2, 8, 16, 24, 32, 40, 48, 56, 64, 544].map((size) => new Uint8Array(size));

/** Alice's file and folder, which bob may read; over one share that is written to, and one that only shows. */
function scene(): World {
  const shares = [share("data", FOLDER), { ...share("shown", FOLDER), readOnly: true }];
  const world = new World(catalogInput({ shares }));
  const alice = new InfoClient(world.connected("alice"));
  const aces = [
    makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, FILE_ALL_ACCESS, ALICE),
    makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, FILE_GENERIC_READ, BOB),
  ];
  const descriptor = {
    control: SE_DACL_PRESENT,
    resourceManagerControl: 0,
    owner: null,
    group: null,
    sacl: null,
    dacl: makeAcl(aces),
  };
  const contexts = [createContext(CREATE_SD_BUFFER, encodeSdBuffer, descriptor)];
  const fileId = alice.open("f", { contexts });
  alice.write(fileId, 0, new Uint8Array(10_000).fill(7));
  alice.close(fileId);
  alice.close(alice.open("d", { contexts, createOptions: FILE_DIRECTORY_FILE }));
  return world;
}

/** All that could be changed about file and folder, as text to compare. */
function stateOf(world: World): string {
  return stateOfOne(world, "f") + stateOfOne(world, "d");
}

function stateOfOne(world: World, name: string): string {
  const volume = world.vfs.openShare(FOLDER, POLICY);
  assert.ok(typeof volume !== "number");
  const found = volume.lookup([name]);
  assert.ok(typeof found !== "number" && found.node !== null);
  const { node, parent } = found;
  const stat = node.stat();
  assert.ok(typeof stat !== "number");
  const bytes = new Uint8Array(20_000);
  const data = node.openData(false);
  if (typeof data !== "number") {
    data.read(0, bytes, () => {});
    data.close();
  }
  const state = [
    { ...stat, lastAccessTime: 0n },
    node.descriptor(),
    node.objectId(),
    node.streams(),
    node.eas(),
    node.reparse(),
    Buffer.from(bytes).toString("base64"),
  ];
  for (const held of [node, parent, volume]) held.close();
  return JSON.stringify(state, (_, value) => (typeof value === "bigint" ? String(value) : value));
}

function statuses(files: InfoClient, fileId: FileId, ctlCode: number): readonly number[] {
  return INPUTS.map((input) => files.ioctl(fileId, ctlCode, input).status);
}

test("the table has rows that change something, each behind a right that a reader has not", () => {
  const names = [...IOCTLS.values()].map(({ name }) => name);
  const telling = names.filter((name) =>
    /^(SET|DELETE|DUPLICATE)_|COPYCHUNK|TRIM|WRITE$/.test(name),
  );
  assert.ok(telling.length > 11);
  assert.deepEqual(
    telling.filter((name) => !CHANGING.some(([, row]) => row.name === name)),
    [],
  );
  for (const [, row] of CHANGING) {
    assert.ok(row.accessAny !== 0, row.name);
    assert.equal(row.accessAny & FILE_GENERIC_READ, 0, row.name);
  }
});

describe("nothing is changed, and the answer is STATUS_ACCESS_DENIED", () => {
  for (const [ctlCode, row] of CHANGING) {
    const denied = (world: World, files: InfoClient, desiredAccess: number) => {
      for (const name of row.on === "file" ? ["f", "d"] : ["f"]) {
        const fileId = files.open(name, { desiredAccess, createDisposition: FILE_OPEN });
        const before = stateOf(world);
        for (const status of statuses(files, fileId, ctlCode)) {
          assert.equal(status, STATUS_ACCESS_DENIED);
        }
        assert.equal(stateOf(world), before);
      }
      assert.deepEqual(world.leftovers(), {});
    };

    test(`by ${row.name} on a share that only shows`, () => {
      const world = scene();
      denied(world, new InfoClient(world.connected("alice", "shown")), MAXIMUM_ALLOWED);
    });

    test(`by ${row.name} through a handle that only reads`, () => {
      const world = scene();
      denied(world, new InfoClient(world.connected("alice")), FILE_GENERIC_READ);
    });

    test(`by ${row.name} to a file that somebody else lets one read`, () => {
      const world = scene();
      denied(world, new InfoClient(world.connected("bob")), MAXIMUM_ALLOWED);
    });
  }
});

for (const [ctlCode, row] of CHANGING) {
  test(`${row.name} is looked at when it comes from who may write`, () => {
    const files = new InfoClient(scene().connected("alice"));
    const answers = statuses(files, files.open("f"), ctlCode);
    assert.ok(answers.some((status) => status !== STATUS_ACCESS_DENIED));
  });

  test(`${row.name} ends with the right to write that the share takes back`, () => {
    const world = scene();
    const files = new InfoClient(world.connected("alice"));
    const fileId = files.open("f");
    const shares = [{ ...share("data", FOLDER), readOnly: true }];
    applyCatalog(world.engine, new Catalog(catalogInput({ revision: 2, shares })));
    const before = stateOf(world);
    for (const status of statuses(files, fileId, ctlCode)) assert.equal(status, STATUS_FILE_CLOSED);
    assert.equal(stateOf(world), before);
  });
}

for (const [ctlCode, row] of LOOKING) {
  test(`${row.name}, which says that it changes nothing, changes nothing for a reader`, () => {
    const world = scene();
    for (const [name, desiredAccess] of [
      ["shown", MAXIMUM_ALLOWED],
      ["data", FILE_GENERIC_READ],
    ] as const) {
      const files = new InfoClient(world.connected("alice", name));
      const fileId = files.open("f", { desiredAccess, createDisposition: FILE_OPEN });
      const before = stateOf(world);
      statuses(files, fileId, ctlCode);
      assert.equal(stateOf(world), before);
    }
    assert.deepEqual(world.leftovers(), {});
  });
}
