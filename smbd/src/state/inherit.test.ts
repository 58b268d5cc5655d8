import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  FILE_ALL_ACCESS,
  FILE_GENERIC_READ,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  GENERIC_READ,
} from "../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  type Ace,
  CONTAINER_INHERIT_ACE as CI,
  INHERITED_ACE,
  INHERIT_ONLY_ACE as IO,
  makeAce,
  NO_PROPAGATE_INHERIT_ACE as NP,
  OBJECT_INHERIT_ACE as OI,
  SYSTEM_AUDIT_ACE_TYPE,
} from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import {
  SE_DACL_AUTO_INHERIT_REQ,
  SE_DACL_AUTO_INHERITED,
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  SE_SACL_PRESENT,
  type SecurityDescriptor,
} from "../wire/security/descriptor.ts";
import { makeSid } from "../wire/security/sid.ts";
import {
  SID_CREATOR_GROUP,
  SID_CREATOR_OWNER,
  SID_EVERYONE,
  SID_LOCAL_SYSTEM,
} from "../wire/security/well-known.ts";
import { descriptorOfNew } from "./inherit.ts";

const ALICE = makeSid(5, [21, 1, 2, 3, 1000]);
const STAFF = makeSid(5, [21, 1, 2, 3, 2000]);
const FILE = { isDirectory: false, owner: ALICE, group: STAFF };
const FOLDER = { ...FILE, isDirectory: true };

function allow(sid: Ace["sid"], mask: number, flags: number): Ace {
  return makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid);
}

function parent(aces: readonly Ace[], control = 0): SecurityDescriptor {
  return {
    control: SE_DACL_PRESENT | control,
    resourceManagerControl: 0,
    owner: STAFF,
    group: STAFF,
    sacl: null,
    dacl: makeAcl(aces),
  };
}

/** "sid:mask:flags" of each entry. */
function shown(descriptor: SecurityDescriptor): readonly string[] {
  return (descriptor.dacl?.aces ?? []).map(
    (ace) => `${ace.sid.text}:${ace.mask.toString(16)}:${ace.flags}`,
  );
}

const DEFAULT = [`${ALICE.text}:1f01ff:0`, `${SID_LOCAL_SYSTEM.text}:1f01ff:0`];

describe("the descriptor of something new", () => {
  // What Windows makes of an entry for CREATOR OWNER, by its flags: [flags, for a file, for a directory].
  const own = `${ALICE.text}:2:0`;
  const on = (flags: number) => `${SID_CREATOR_OWNER.text}:2:${flags}`;
  const rows: readonly (readonly [number, readonly string[], readonly string[]])[] = [
    [0, DEFAULT, DEFAULT],
    [OI, [own], [on(OI | IO)]],
    [CI, DEFAULT, [own, on(CI | IO)]],
    [OI | CI, [own], [own, on(OI | CI | IO)]],
    [NP, DEFAULT, DEFAULT],
    [NP | OI, [own], DEFAULT],
    [NP | CI, DEFAULT, [own]],
    [NP | CI | OI, [own], [own]],
    [IO, DEFAULT, DEFAULT],
    [IO | OI, [own], [on(OI | IO)]],
    [IO | CI, DEFAULT, [own, on(CI | IO)]],
    [IO | CI | OI, [own], [own, on(OI | CI | IO)]],
    [IO | NP, DEFAULT, DEFAULT],
    [IO | NP | OI, [own], DEFAULT],
    [IO | NP | CI, DEFAULT, [own]],
    [IO | NP | CI | OI, [own], [own]],
  ];
  for (const [flags, forFile, forFolder] of rows) {
    it(`an entry with flags 0x${flags.toString(16)} is handed down`, () => {
      const above = parent([allow(SID_CREATOR_OWNER, FILE_WRITE_DATA, flags)]);
      assert.deepEqual(shown(descriptorOfNew(above, null, FILE)), forFile);
      assert.deepEqual(shown(descriptorOfNew(above, null, FOLDER)), forFolder);
    });
  }

  it("an entry that names somebody is one entry in a directory, with its flags", () => {
    const above = parent([allow(SID_EVERYONE, FILE_READ_DATA, OI | CI)]);
    assert.deepEqual(shown(descriptorOfNew(above, null, FOLDER)), [`S-1-1-0:1:${OI | CI}`]);
    assert.deepEqual(shown(descriptorOfNew(above, null, FILE)), ["S-1-1-0:1:0"]);
  });

  it("CREATOR GROUP becomes the group, generic rights become concrete", () => {
    const above = parent([allow(SID_CREATOR_GROUP, GENERIC_READ, OI)]);
    const expected = [`${STAFF.text}:${FILE_GENERIC_READ.toString(16)}:0`];
    assert.deepEqual(shown(descriptorOfNew(above, null, FILE)), expected);
  });

  it("entries say that they are inherited where the parent's own does", () => {
    const above = parent([allow(SID_EVERYONE, 1, OI)], SE_DACL_AUTO_INHERITED);
    const made = descriptorOfNew(above, null, FILE);
    assert.deepEqual(shown(made), [`S-1-1-0:1:${INHERITED_ACE}`]);
    assert.ok((made.control & SE_DACL_AUTO_INHERITED) !== 0);
    const plain = descriptorOfNew(parent([allow(SID_EVERYONE, 1, OI)]), null, FILE);
    assert.equal(plain.control & SE_DACL_AUTO_INHERITED, 0);
  });

  it("a null DACL is not handed down", () => {
    const above = { ...parent([]), dacl: null };
    assert.deepEqual(shown(descriptorOfNew(above, null, FILE)), DEFAULT);
  });

  it("an explicit DACL stands as it is, its owner too", () => {
    const above = parent([allow(SID_EVERYONE, FILE_ALL_ACCESS, OI)]);
    const explicit = { ...parent([allow(SID_CREATOR_OWNER, 1, 0)]), owner: null };
    const made = descriptorOfNew(above, explicit, FILE);
    assert.deepEqual(shown(made), [`${ALICE.text}:1:0`]);
    assert.equal(made.owner, ALICE);
    assert.equal(descriptorOfNew(above, { ...explicit, owner: STAFF }, FILE).owner, STAFF);
  });

  it("CREATOR OWNER in an explicit DACL is the maker here and stays general for what inherits", () => {
    const explicit = { ...parent([allow(SID_CREATOR_OWNER, 1, OI | CI)]), owner: null };
    const made = descriptorOfNew(parent([]), explicit, FOLDER);
    assert.deepEqual(shown(made), [`${ALICE.text}:1:0`, `S-1-3-0:1:${OI | CI | IO}`]);
  });

  it("an explicit DACL that asks for it gets the parent's entries behind its own", () => {
    const above = parent([allow(SID_EVERYONE, 1, OI)], SE_DACL_AUTO_INHERITED);
    const own = [allow(ALICE, 2, 0), allow(ALICE, 4, INHERITED_ACE)];
    const made = descriptorOfNew(above, parent(own, SE_DACL_AUTO_INHERIT_REQ), FILE);
    assert.deepEqual(shown(made), [`${ALICE.text}:2:0`, `S-1-1-0:1:${INHERITED_ACE}`]);
    const control = SE_DACL_AUTO_INHERIT_REQ | SE_DACL_PROTECTED;
    const guarded = descriptorOfNew(above, parent(own, control), FILE);
    assert.equal(guarded.dacl?.aces.length, 2);
    assert.ok((guarded.control & SE_DACL_PROTECTED) !== 0);
  });

  it("an explicit null DACL stays one", () => {
    const made = descriptorOfNew(parent([]), { ...parent([]), dacl: null }, FILE);
    assert.equal(made.dacl, null);
    assert.ok((made.control & SE_DACL_PRESENT) !== 0);
  });

  it("audit entries are inherited with what they watch for, and nothing stands in for them", () => {
    const audit = makeAce(SYSTEM_AUDIT_ACE_TYPE, OI | 0xc0, FILE_READ_DATA, SID_EVERYONE);
    const above = { ...parent([]), sacl: makeAcl([audit]) };
    const made = descriptorOfNew(above, null, FILE);
    assert.deepEqual(
      made.sacl?.aces.map((ace) => ace.flags),
      [0xc0],
    );
    assert.ok((made.control & SE_SACL_PRESENT) !== 0);
    assert.equal(descriptorOfNew(parent([]), null, FILE).sacl, null);
  });
});
