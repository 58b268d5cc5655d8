/**
 * Security descriptors whose counts and sizes do not agree: sent by a client, and lying in the store already. The
 * codec's own bounds are in wire/security/descriptor.test.ts and sid.test.ts, what is inherited in
 * state/inherit.test.ts.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { expectNoPoison, expectSound } from "../test/expect-sound.ts";
import { ALICE, allow, BOB, DACL, descriptor, SecurityClient } from "../test/security-client.ts";
import { World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { FILE_DELETE_ON_CLOSE, FILE_DIRECTORY_FILE, FILE_OPEN } from "../wire/message/create.ts";
import { INFO_SECURITY } from "../wire/message/query-info.ts";
import { FILE_ALL_ACCESS, READ_CONTROL } from "../wire/security/access-mask.ts";
import { CONTAINER_INHERIT_ACE, OBJECT_INHERIT_ACE } from "../wire/security/ace.ts";
import { formatSecurityDescriptor, parseSecurityDescriptor } from "../wire/security/descriptor.ts";
import {
  STATUS_INVALID_SECURITY_DESCR,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const FOLDER = { createOptions: FILE_DIRECTORY_FILE };
const HANDED_DOWN = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
const POLICY = {
  caseSensitive: false,
  symlinks: "none",
  fileMode: 0o644,
  directoryMode: 0o755,
} as const;
/** For alice alone, and for whoever makes something below. */
const GOOD = formatSecurityDescriptor(
  descriptor([allow(ALICE, FILE_ALL_ACCESS, HANDED_DOWN)], { owner: ALICE, group: ALICE }),
);

/** Where the numbers stand in GOOD, looked up and not counted. */
const AT = (() => {
  const data = new DataView(GOOD.buffer, GOOD.byteOffset, GOOD.byteLength);
  const dacl = data.getUint32(16, true);
  const owner = data.getUint32(4, true);
  return { owner, dacl, aclSize: dacl + 2, aceCount: dacl + 4, aceSize: dacl + 10, sid: dacl + 16 };
})();

class Scene {
  readonly world = new World();
  readonly alice = new SecurityClient(this.world.connected("alice"));
  readonly bob = new SecurityClient(this.world.connected("bob"));
  readonly folderId: FileId;

  constructor() {
    this.folderId = this.alice.open("d", FOLDER);
    assert.equal(this.send(GOOD), STATUS_SUCCESS);
  }

  send(bytes: Uint8Array): number {
    return this.alice.set(this.folderId, 0, (writer) => writer.put(bytes), {
      infoType: INFO_SECURITY,
      additionalInformation: DACL,
    });
  }

  /** As if another program, or a damaged disk, had put it there. */
  store(bytes: Uint8Array): void {
    const volume = this.world.vfs.openShare("/srv/data", POLICY);
    assert.ok(typeof volume !== "number");
    const found = volume.lookup(["d"]);
    assert.ok(typeof found !== "number" && found.node !== null);
    assert.equal(found.node.setDescriptor(bytes), STATUS_SUCCESS);
    for (const held of [found.node, found.parent, volume]) held.close();
  }

  /** All that reads a descriptor: a child, a folder, an open, a look at it, by both. What bob was let in to. */
  use(): { readonly alice: number[]; readonly bob: number[] } {
    const answers = { alice: [] as number[], bob: [] as number[] };
    for (const who of ["alice", "bob"] as const) {
      const client = this[who];
      for (const [name, change] of [
        ["d\\child", { createOptions: FILE_DELETE_ON_CLOSE }],
        ["d\\below", { createOptions: FILE_DIRECTORY_FILE | FILE_DELETE_ON_CLOSE }],
        ["d", { desiredAccess: READ_CONTROL, createDisposition: FILE_OPEN }],
      ] as const) {
        const { status, response } = client.create(name, change);
        answers[who].push(status);
        if (response === null) continue;
        const { output } = client.querySecurity(response.fileId, 7);
        if (output.length > 0) parseSecurityDescriptor(output);
        client.close(response.fileId);
      }
    }
    return answers;
  }
}

function changed(at: number, size: 1 | 2 | 4, value: number): Uint8Array {
  const bytes = GOOD.slice();
  const data = new DataView(bytes.buffer);
  if (size === 1) data.setUint8(at, value);
  else if (size === 2) data.setUint16(at, value, true);
  else data.setUint32(at, value >>> 0, true);
  return bytes;
}

const COUNTS = [0, 2, 3, 0x7fff, 0x8000, 0xffff];
const SIZES = [0, 1, 7, 8, 12, 15, 16, 19, 20, 24, 27, 29, 0x7ffc, 0x8000, 0xfffc, 0xffff];
const OFFSETS = [
  1,
  4,
  19,
  GOOD.length - 1,
  GOOD.length,
  GOOD.length + 1,
  0x7fffffff,
  0x80000000,
].concat([0xffffffff, 0xfffffffc]);

/** NumAces vs AclSize vs AceSize vs SubAuthorityCount, two at a time, and each offset anywhere. */
function* matrix(): Iterable<readonly [string, Uint8Array]> {
  for (const count of COUNTS) {
    for (const size of SIZES) {
      const both = changed(AT.aclSize, 2, size);
      new DataView(both.buffer).setUint16(AT.aceCount, count, true);
      yield [`AceCount ${count}, AclSize ${size}`, both];
    }
  }
  for (const size of SIZES) {
    for (const count of [0, 1, 5, 6, 15, 16, 255]) {
      const both = changed(AT.aceSize, 2, size);
      both[AT.sid + 1] = count;
      yield [`AceSize ${size}, SubAuthorityCount ${count}`, both];
    }
  }
  for (const field of [4, 8, 12, 16]) {
    for (const offset of OFFSETS)
      yield [`offset at ${field}: ${offset}`, changed(field, 4, offset)];
  }
  for (const count of [0, 6, 15, 16, 255]) {
    yield [`SubAuthorityCount ${count} of the owner`, changed(AT.owner + 1, 1, count)];
  }
  for (let length = 0; length < GOOD.length; length += 3) {
    yield [`the first ${length} bytes`, GOOD.slice(0, length)];
  }
}

describe("A2: descriptors that a client sets", () => {
  test("every disagreement of counts and sizes is refused or harmless, and never lets a stranger in", () => {
    const scene = new Scene();
    for (const [what, bytes] of matrix()) {
      const status = scene.send(bytes);
      if (status !== STATUS_SUCCESS) {
        // What was refused has changed nothing.
        assert.deepEqual(scene.use().alice, [0, 0, 0], what);
      }
      for (const answer of scene.use().bob) assert.notEqual(answer, STATUS_SUCCESS, what);
      assert.equal(scene.send(GOOD), STATUS_SUCCESS, what);
    }
    expectNoPoison(scene.alice.client);
    expectSound(scene.world);
  });

  test("any damage is refused or taken whole: what is read back parses", () => {
    const damage = fc.array(fc.tuple(fc.nat(GOOD.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    const scene = new Scene();
    fc.assert(
      fc.property(damage, (places) => {
        const bytes = GOOD.slice();
        for (const [at, value] of places) bytes[at] = value;
        scene.send(bytes);
        scene.use();
        // Its maker has the right to set it anew, whatever it says.
        assert.equal(scene.send(GOOD), STATUS_SUCCESS);
      }),
      { numRuns: 100 },
    );
    expectSound(scene.world);
  });

  test("a descriptor sent along with a CREATE makes nothing where it is no descriptor", () => {
    const scene = new Scene();
    let refusedCount = 0;
    for (const [index, [what, bytes]] of [...matrix()].entries()) {
      const name = `d\\with ${index}`;
      const contexts = [{ name: "SecD", dataView: bytes }];
      const { response } = scene.alice.create(name, { contexts });
      if (response !== null) {
        scene.alice.close(response.fileId);
        assert.notEqual(scene.bob.create(name).status, STATUS_SUCCESS, what);
        continue;
      }
      refusedCount++;
      const again = scene.alice.create(name, { createDisposition: FILE_OPEN });
      assert.equal(again.status, STATUS_OBJECT_NAME_NOT_FOUND, what);
    }
    assert.ok(refusedCount > 50);
    expectSound(scene.world);
  });
});

describe("A2: descriptors that lie in the store", () => {
  test("one that cannot be read lets nobody in, and hands nothing down", () => {
    const scene = new Scene();
    for (const [what, bytes] of matrix()) {
      scene.store(bytes);
      const answers = scene.use();
      let isReadable = true;
      try {
        parseSecurityDescriptor(bytes);
      } catch {
        isReadable = false;
      }
      for (const answer of answers.bob) assert.notEqual(answer, STATUS_SUCCESS, what);
      if (isReadable) continue;
      for (const answer of answers.alice) assert.equal(answer, STATUS_INVALID_SECURITY_DESCR, what);
    }
    expectSound(scene.world);
  });

  test("any damage: whoever makes a child, opens or asks gets an answer", () => {
    const damage = fc.array(fc.tuple(fc.nat(GOOD.length - 1), fc.nat(255)), { maxLength: 4 });
    const scene = new Scene();
    fc.assert(
      fc.property(damage, fc.nat(GOOD.length), (places, length) => {
        const bytes = GOOD.slice();
        for (const [at, value] of places) bytes[at] = value;
        scene.store(bytes.subarray(0, length < 20 ? length : bytes.length));
        scene.use();
      }),
      { numRuns: 100 },
    );
    expectNoPoison(scene.bob.client);
    expectSound(scene.world);
  });

  test("as many entries as a list can have are read, checked and handed down", () => {
    const scene = new Scene();
    const aces = Array.from({ length: 1_500 }, (_, index) => allow(index % 2 ? ALICE : BOB, 1));
    const status = scene.alice.setSecurity(scene.folderId, DACL, descriptor(aces));
    assert.equal(status, STATUS_SUCCESS);
    scene.use();
    expectSound(scene.world);
  });
});
