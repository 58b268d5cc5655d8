import assert from "node:assert/strict";
import { test } from "node:test";
import type { PermissionEntry, Permissions } from "@larder/server/contract";
import {
  changeOf,
  copiedEntries,
  draftOf,
  hasOwn,
  inheritedOf,
  isAsAbove,
  isDirty,
  maskOfLevel,
  newEntry,
  problemOf,
  withCopies,
  withoutCopies,
  withRight,
  withType,
} from "./permission-draft.ts";

const bob = { kind: "user", id: "u1", name: "bob", sid: "S-1-5-21-1-2-3-1000" } as const;
const staff = { kind: "group", id: "g1", name: "staff", sid: "S-1-5-21-1-2-3-1001" } as const;
const gone = { kind: "unknown", id: null, name: "S-1-5-21-9", sid: "S-1-5-21-9" } as const;

function entry(who: PermissionEntry["who"], mask: number, flags = 0): PermissionEntry {
  const isInherited = (flags & 0x10) !== 0;
  return { who, type: 0, mask, flags, level: "read", isInherited, inheritedFrom: null };
}

const permissions: Permissions = {
  ...{ path: "a", isDirectory: true, etag: "0123456789abcdef", owner: bob, group: staff },
  ...{ source: "stored", isProtected: false, isNull: false, isInOrder: true, hasAuditList: false },
  entries: [entry(bob, 0x1200a9, 3), entry(gone, 0x1f01ff), entry(staff, 0x1301bf, 0x13)],
  handedDown: [],
};

test("a draft that nobody touched is what is there, and asks for no change", () => {
  const draft = draftOf(permissions);
  assert.equal(isDirty(draft, permissions), false);
  const change = changeOf(draft, permissions);
  assert.deepEqual(change.entries, [
    { who: { kind: "user", id: "u1" }, type: 0, mask: 0x1200a9, flags: 3 },
    { who: { kind: "sid", sid: "S-1-5-21-9" }, type: 0, mask: 0x1f01ff, flags: 0 },
  ]);
  assert.equal(change.owner, null);
});

test("cut off from above, the inherited entries become its own", () => {
  const draft = withCopies(draftOf(permissions), permissions);
  assert.equal(isDirty(draft, permissions), true);
  assert.deepEqual(
    draft.entries.map(({ who, flags }) => [who.name, flags]),
    [
      ["bob", 3],
      ["S-1-5-21-9", 0],
      ["staff", 3],
    ],
  );
});

test("let in again, the copies go, what was its own stays, and an entry made meanwhile too", () => {
  const cut = withCopies(draftOf(permissions), permissions);
  assert.deepEqual(inheritedOf(cut, permissions), []);
  const made = newEntry(staff, true);
  const joined = withoutCopies({ ...cut, entries: [...cut.entries, made] }, permissions);
  assert.deepEqual(
    joined.entries.map(({ who, mask }) => [who.name, mask]),
    [
      ["bob", 0x1200a9],
      ["S-1-5-21-9", 0x1f01ff],
      ["staff", made.mask],
    ],
  );
  assert.deepEqual(inheritedOf(joined, permissions), [permissions.entries[2]]);
  assert.equal(isDirty(withoutCopies(cut, permissions), permissions), false);
});

test("what is cut off shows what would come from above, and keeps what it has", () => {
  const above = entry(staff, 0x1301bf, 0x13);
  const cut: Permissions = { ...permissions, isProtected: true, handedDown: [above] };
  const own = cut.entries.filter(({ isInherited }) => !isInherited);
  const joined = withoutCopies(draftOf({ ...cut, entries: own }), { ...cut, entries: own });
  assert.equal(joined.entries.length, 2);
  assert.deepEqual(inheritedOf(joined, cut), [above]);
});

test("nothing can be taken away where the folders above alone count, as they are by now", () => {
  const inherited = entry(staff, 0x1301bf, 0x13);
  const plain = { ...permissions, entries: [inherited], handedDown: [inherited] };
  assert.deepEqual([hasOwn(plain), isAsAbove(plain)], [false, true]);
  assert.equal(isAsAbove({ ...plain, handedDown: [entry(staff, 0x1200a9, 0x13)] }), false);
  assert.equal(isAsAbove({ ...plain, isProtected: true }), false);
  assert.equal(isAsAbove(permissions), false);
});

test("what counts elsewhere is copied as entries of its own, once, and not what stands here already", () => {
  const here = { ...draftOf(permissions), entries: [newEntry(bob, true)] };
  const shown = (entries: readonly { who: { name: string }; flags: number }[]) =>
    entries.map(({ who, flags }) => [who.name, flags]);
  const bare = { ...permissions, entries: [] };
  assert.deepEqual(shown(copiedEntries(permissions, here, bare)), [
    ["S-1-5-21-9", 0],
    ["staff", 3],
  ]);
  assert.deepEqual(shown(copiedEntries(permissions, here, permissions)), [["S-1-5-21-9", 0]]);
  const twice = { ...permissions, entries: [...permissions.entries, ...permissions.entries] };
  const empty = { ...here, entries: [] };
  assert.deepEqual(shown(copiedEntries(twice, empty, { ...bare, isDirectory: false })), [
    ["bob", 0],
    ["S-1-5-21-9", 0],
    ["staff", 0],
  ]);
});

test("rights bring along what every open needs; denials never do", () => {
  const made = newEntry(bob, true);
  assert.equal(made.mask, 0x1200a9);
  assert.equal(made.flags, 3);
  assert.equal(withRight(made, 0x2, true).mask, 0x1200ab);
  assert.equal(withType(made, 1).mask, 0x200a9);
  assert.equal(withType(withType(made, 1), 0).mask, 0x1200a9);
  assert.equal(withRight(withType(made, 1), 0x2, true).mask, 0x200ab);
  assert.equal(maskOfLevel("full", 1), 0xf01ff);
  const single = { ...made, mask: 0x100001 };
  assert.equal(withRight(single, 0x1, false).mask, 0);
  assert.equal(problemOf({ ...made, mask: 0 }), "Choose at least one right");
  assert.equal(problemOf(made), "");
});
