import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { projectedMode } from "./projected-mode.ts";

const EVERYONE = sid(1, 0);
const OWNER = sid(5, 21, 1, 2, 3, 1000);
const GROUP = sid(5, 21, 1, 2, 3, 513);
const OTHER = sid(5, 21, 1, 2, 3, 1001);
const FULL = 0x001f_01ff;
const READ = 0x0012_0089;
const READ_EXECUTE = 0x0012_00a9;
const CHANGE = 0x0013_01bf;
const GENERIC_ALL = 0x1000_0000;

test("the owner, the group and everybody get the bits nearest to their rights", () => {
  const mode = (aces: Buffer[], isDirectory = false) =>
    projectedMode(descriptor(aces), isDirectory)?.toString(8);
  assert.equal(mode([ace(0, FULL, OWNER)]), "700");
  assert.equal(mode([ace(0, FULL, OWNER), ace(0, READ, GROUP)]), "740");
  assert.equal(mode([ace(0, FULL, OWNER), ace(0, READ_EXECUTE, EVERYONE)], true), "755");
  assert.equal(mode([ace(0, CHANGE, GROUP)]), "670");
  assert.equal(mode([ace(0, GENERIC_ALL, EVERYONE)]), "777");
  assert.equal(mode([ace(0, FULL, OTHER)]), "600", "others have no place, the owner keeps its own");
  assert.equal(mode([], true), "700", "an empty list lets nobody in");
});

test("the first ACE that speaks about a right decides it; inherit-only ones say nothing here", () => {
  const mode = (...aces: Buffer[]) => projectedMode(descriptor(aces), false)?.toString(8);
  assert.equal(mode(ace(1, 2, GROUP), ace(0, CHANGE, EVERYONE)), "757");
  assert.equal(mode(ace(0, CHANGE, EVERYONE), ace(1, 2, GROUP)), "777");
  assert.equal(mode(ace(0, FULL, EVERYONE, 0x0b)), "600");
});

test("no list at all lets everybody in", () => {
  const open = descriptor([]);
  open.writeUInt16LE(0x8000, 2);
  assert.equal(projectedMode(open, false), 0o777);
});

test("torn descriptors are told, and none makes it throw", () => {
  const whole = descriptor([ace(0, FULL, OWNER), ace(0, READ, EVERYONE)]);
  for (let length = 0; length < whole.length; length++) {
    const mode = projectedMode(whole.subarray(0, length), false);
    assert.ok(mode === null || mode <= 0o777);
  }
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const mode = projectedMode(whole.with(at, byte), false);
      assert.ok(mode === null || (mode >= 0o600 && mode <= 0o777));
    }),
  );
});

function descriptor(aces: readonly Buffer[]): Buffer {
  const body = Buffer.concat(aces);
  const header = Buffer.alloc(20);
  header[0] = 1;
  header.writeUInt16LE(0x8004, 2);
  header.writeUInt32LE(20, 4);
  header.writeUInt32LE(20 + OWNER.length, 8);
  header.writeUInt32LE(20 + OWNER.length + GROUP.length, 16);
  const acl = Buffer.alloc(8);
  acl[0] = 2;
  acl.writeUInt16LE(8 + body.length, 2);
  acl.writeUInt16LE(aces.length, 4);
  return Buffer.concat([header, OWNER, GROUP, acl, body]);
}

function ace(type: number, mask: number, who: Buffer, flags = 0): Buffer {
  const header = Buffer.alloc(8);
  header[0] = type;
  header[1] = flags;
  header.writeUInt16LE(8 + who.length, 2);
  header.writeUInt32LE(mask, 4);
  return Buffer.concat([header, who]);
}

function sid(authority: number, ...parts: number[]): Buffer {
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes[0] = 1;
  bytes[1] = parts.length;
  bytes[7] = authority;
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return bytes;
}
