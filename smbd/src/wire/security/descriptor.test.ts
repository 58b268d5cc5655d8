import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hex } from "../golden/row.ts";
import { isWireError } from "../wire-error.ts";
import { makeAce } from "./ace.ts";
import { makeAcl } from "./acl.ts";
import { formatSecurityDescriptor, parseSecurityDescriptor } from "./descriptor.ts";
import { SID_BUILTIN_ADMINISTRATORS, SID_EVERYONE } from "./well-known.ts";

const EVERYONE = "01 01 000000000001 00000000";

describe("a security descriptor", () => {
  test("with any offset at a boundary is refused", () => {
    const bytes = formatSecurityDescriptor({ ...SAMPLE, sacl: makeAcl([]) });
    const fields = [4, 8, 12, 16];
    const boundaries = [1, 19, bytes.length, bytes.length + 1, 0x7fffffff, 0x80000000, 0xffffffff];
    for (const field of fields) {
      for (const boundary of boundaries) {
        const changed = bytes.slice();
        new DataView(changed.buffer).setUint32(field, boundary, true);
        assert.throws(() => parseSecurityDescriptor(changed), isWireError, `${field} ${boundary}`);
      }
    }
  });

  test("an ACL's counts and sizes must agree", () => {
    const ace = `00 00 1400 ff011f00 ${EVERYONE}`;
    const cases: readonly (readonly [string, string])[] = [
      ["more entries than its size holds", `02 00 1c00 0200 0000 ${ace}`],
      ["65,535 entries", `02 00 1c00 ffff 0000 ${ace}`],
      ["a size below its header", `02 00 0700 0000 0000 ${ace}`],
      ["a size past the descriptor", `02 00 2000 0100 0000 ${ace}`],
      ["an unaligned size", `02 00 1b00 0100 0000 ${ace}`],
      ["a revision below 2", `01 00 1c00 0100 0000 ${ace}`],
      ["a revision above 4", `05 00 1c00 0100 0000 ${ace}`],
      ["an entry of size 0", `02 00 1c00 0100 0000 00 00 0000 ff011f00 ${EVERYONE}`],
      ["an entry shorter than its SID", `02 00 1c00 0100 0000 00 00 1000 ff011f00 ${EVERYONE}`],
      ["an entry longer than the ACL", `02 00 1c00 0100 0000 00 00 1800 ff011f00 ${EVERYONE}`],
      [
        "a SID with too many parts",
        `02 00 1c00 0100 0000 00 00 1400 ff011f00 01 02 000000000001 00000000`,
      ],
      ["a SID of 16 parts", `02 00 1c00 0100 0000 00 00 1400 ff011f00 01 10 000000000001 00000000`],
      [
        "a SID of revision 2",
        `02 00 1c00 0100 0000 00 00 1400 ff011f00 02 01 000000000001 00000000`,
      ],
    ];
    assert.ok(parseSecurityDescriptor(withDacl(`02 00 1c00 0100 0000 ${ace}`)).dacl);
    for (const [name, acl] of cases) {
      assert.throws(() => parseSecurityDescriptor(withDacl(acl)), isWireError, name);
    }
  });

  test("tells a null DACL from an empty one and from none", () => {
    const nothing = { control: 0, resourceManagerControl: 0, owner: null, group: null, sacl: null };
    const again = (dacl: typeof SAMPLE.dacl | null, control: number) =>
      parseSecurityDescriptor(formatSecurityDescriptor({ ...nothing, control, dacl }));
    assert.deepEqual(again(null, 0x0004).dacl, null);
    assert.equal(again(null, 0x0004).control, 0x8004);
    assert.deepEqual(again(makeAcl([]), 0).dacl, makeAcl([]));
    assert.equal(again(makeAcl([]), 0).control, 0x8004);
    assert.equal(again(null, 0).control, 0x8000);
  });

  test("ignores a DACL that the control word does not announce", () => {
    const bytes = withDacl(`02 00 0800 0000 0000`);
    bytes[2] = 0x00;
    assert.equal(parseSecurityDescriptor(bytes).dacl, null);
  });

  test("borrows nothing from the bytes it was read from", () => {
    const bytes = formatSecurityDescriptor(SAMPLE);
    const value = parseSecurityDescriptor(bytes);
    bytes.fill(0xdd);
    assert.deepEqual(value, { ...SAMPLE, control: 0x8004 });
  });

  test("an ACL that outgrows its 16-bit size is refused, not cut", () => {
    const aces = Array.from({ length: 4000 }, () => makeAce(0, 0, 1, SID_EVERYONE));
    assert.throws(() => formatSecurityDescriptor({ ...SAMPLE, dacl: makeAcl(aces) }), isWireError);
  });
});

const SAMPLE = {
  control: 0x8004,
  resourceManagerControl: 0,
  owner: SID_BUILTIN_ADMINISTRATORS,
  group: SID_EVERYONE,
  sacl: null,
  dacl: makeAcl([makeAce(0, 3, 0x1f01ff, SID_EVERYONE)]),
};

function withDacl(acl: string): Uint8Array {
  return hex(`01 00 0480 00000000 00000000 00000000 14000000 ${acl}`);
}
