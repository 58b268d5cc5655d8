import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Principal } from "../auth/principal.ts";
import {
  ACCESS_SYSTEM_SECURITY,
  DELETE,
  FILE_ALL_ACCESS,
  FILE_GENERIC_READ,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  GENERIC_READ,
  MAXIMUM_ALLOWED,
  READ_CONTROL,
  WRITE_DAC,
  WRITE_OWNER,
} from "../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  ACCESS_ALLOWED_CALLBACK_ACE_TYPE,
  ACCESS_ALLOWED_OBJECT_ACE_TYPE,
  ACCESS_DENIED_ACE_TYPE,
  ACCESS_DENIED_CALLBACK_ACE_TYPE,
  type Ace,
  INHERIT_ONLY_ACE,
  makeAce,
} from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import { SE_DACL_PRESENT, type SecurityDescriptor } from "../wire/security/descriptor.ts";
import { makeSid, type Sid } from "../wire/security/sid.ts";
import {
  SID_EVERYONE,
  SID_OWNER_RIGHTS,
  unixGroupSid,
  unixUserSid,
} from "../wire/security/well-known.ts";
import { STATUS_ACCESS_DENIED, STATUS_PRIVILEGE_NOT_HELD } from "../wire/status.ts";
import {
  type AccessTrace,
  backupAccess,
  grantAccess,
  maximalAccess,
  privilegesOf,
} from "./access-check.ts";

const ALICE = makeSid(5, [21, 1, 2, 3, 1000]);
const BOB = makeSid(5, [21, 1, 2, 3, 1001]);
const STAFF = makeSid(5, [21, 1, 2, 3, 2000]);

const alice: Principal = {
  userId: "u-alice",
  name: "alice",
  domainName: "LARDER",
  sid: ALICE.text,
  groupSids: [SID_EVERYONE.text, STAFF.text],
  uid: 10_000,
  gid: 10_000,
  gids: [],
  isAdministrator: false,
  isBackupOperator: false,
  isAnonymous: false,
};
const administrator: Principal = { ...alice, isAdministrator: true };

const allow = (sid: Sid, mask: number, flags = 0) =>
  makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid);
const deny = (sid: Sid, mask: number, flags = 0) =>
  makeAce(ACCESS_DENIED_ACE_TYPE, flags, mask, sid);

function descriptor(owner: Sid | null, aces: readonly Ace[] | null): SecurityDescriptor {
  return {
    control: SE_DACL_PRESENT,
    resourceManagerControl: 0,
    owner,
    group: null,
    sacl: null,
    dacl: aces === null ? null : makeAcl(aces),
  };
}

function check(
  given: SecurityDescriptor,
  desired: number,
  principal = alice,
  ceiling = FILE_ALL_ACCESS,
): number | "granted" {
  const result = grant(given, desired, principal, ceiling);
  return typeof result === "number" ? result : "granted";
}

function grant(
  given: SecurityDescriptor,
  desired: number,
  principal = alice,
  ceiling = FILE_ALL_ACCESS,
): ReturnType<typeof grantAccess> {
  const most = maximalAccess(given, principal, privilegesOf(principal)) & ceiling;
  return grantAccess(most, privilegesOf(principal), desired);
}

function maximal(given: SecurityDescriptor, principal = alice): number {
  return maximalAccess(given, principal, privilegesOf(principal));
}

describe("the access check", () => {
  it("a null DACL grants everything, an empty one nothing", () => {
    assert.equal(maximal(descriptor(BOB, null)), FILE_ALL_ACCESS);
    assert.equal(maximal(descriptor(BOB, [])), 0);
    assert.equal(check(descriptor(BOB, []), FILE_READ_DATA), STATUS_ACCESS_DENIED);
  });

  it("the owner may read and change the DACL whatever it says", () => {
    assert.equal(maximal(descriptor(ALICE, [])), READ_CONTROL | WRITE_DAC);
    assert.equal(
      maximal(descriptor(ALICE, [deny(ALICE, FILE_ALL_ACCESS)])),
      READ_CONTROL | WRITE_DAC,
    );
  });

  it("an owner may be a group that the caller is in", () => {
    assert.equal(maximal(descriptor(STAFF, [])), READ_CONTROL | WRITE_DAC);
  });

  it("an entry for OWNER RIGHTS replaces what the owner may do by being the owner", () => {
    const limited = [allow(SID_OWNER_RIGHTS, READ_CONTROL)];
    assert.equal(maximal(descriptor(ALICE, limited)), READ_CONTROL);
    assert.equal(maximal(descriptor(BOB, limited)), 0);
    const inheritOnly = [allow(SID_OWNER_RIGHTS, FILE_READ_DATA, INHERIT_ONLY_ACE)];
    assert.equal(maximal(descriptor(ALICE, inheritOnly)), READ_CONTROL | WRITE_DAC);
    const denied = [deny(SID_OWNER_RIGHTS, WRITE_DAC), allow(ALICE, FILE_ALL_ACCESS)];
    assert.equal(maximal(descriptor(ALICE, denied)), FILE_ALL_ACCESS & ~WRITE_DAC);
  });

  it("an entry for a Unix id means the account that has the id", () => {
    const member = { ...alice, gids: [30_000] };
    for (const sid of [unixUserSid(10_000), unixGroupSid(10_000), unixGroupSid(30_000)]) {
      assert.equal(maximal(descriptor(BOB, [allow(sid, DELETE)]), member), DELETE);
    }
    for (const sid of [unixUserSid(30_000), unixGroupSid(1)]) {
      assert.equal(maximal(descriptor(BOB, [allow(sid, DELETE)]), member), 0);
    }
    const nobody = { ...alice, isAnonymous: true };
    assert.equal(maximal(descriptor(BOB, [allow(unixUserSid(10_000), DELETE)]), nobody), 0);
  });

  it("the first entry that speaks of a right decides it", () => {
    const denyFirst = [deny(STAFF, FILE_WRITE_DATA), allow(ALICE, FILE_ALL_ACCESS)];
    assert.equal(maximal(descriptor(BOB, denyFirst)), FILE_ALL_ACCESS & ~FILE_WRITE_DATA);
    const allowFirst = [allow(ALICE, FILE_WRITE_DATA), deny(STAFF, FILE_ALL_ACCESS)];
    assert.equal(maximal(descriptor(BOB, allowFirst)), FILE_WRITE_DATA);
  });

  it("entries that are only inherited do not apply here", () => {
    const aces = [
      deny(ALICE, FILE_READ_DATA, INHERIT_ONLY_ACE),
      allow(ALICE, FILE_READ_DATA),
      allow(ALICE, FILE_WRITE_DATA, INHERIT_ONLY_ACE),
    ];
    assert.equal(maximal(descriptor(BOB, aces)), FILE_READ_DATA);
  });

  it("generic rights mean the file's own, in entries and in what is wanted", () => {
    const given = descriptor(BOB, [allow(SID_EVERYONE, GENERIC_READ)]);
    assert.equal(maximal(given), FILE_GENERIC_READ);
    const result = grant(given, GENERIC_READ);
    assert.deepEqual(result, { grantedAccess: FILE_GENERIC_READ });
  });

  it("MAXIMUM_ALLOWED grants what there is, and still needs what is named beside it", () => {
    const given = descriptor(BOB, [allow(ALICE, FILE_READ_DATA)]);
    const result = grant(given, MAXIMUM_ALLOWED);
    assert.deepEqual(result, { grantedAccess: FILE_READ_DATA });
    assert.equal(check(given, MAXIMUM_ALLOWED | FILE_WRITE_DATA), STATUS_ACCESS_DENIED);
    assert.equal(check(given, MAXIMUM_ALLOWED | FILE_READ_DATA), "granted");
  });

  it("nothing exceeds the ceiling", () => {
    const given = descriptor(BOB, null);
    assert.equal(check(given, FILE_WRITE_DATA, alice, FILE_GENERIC_READ), STATUS_ACCESS_DENIED);
    const result = grant(given, MAXIMUM_ALLOWED, alice, FILE_GENERIC_READ);
    assert.deepEqual(result, { grantedAccess: FILE_GENERIC_READ });
  });

  it("a conditional entry denies and does not allow", () => {
    const allowing = [makeAce(ACCESS_ALLOWED_CALLBACK_ACE_TYPE, 0, FILE_READ_DATA, ALICE)];
    assert.equal(maximal(descriptor(BOB, allowing)), 0);
    const denying = [
      makeAce(ACCESS_DENIED_CALLBACK_ACE_TYPE, 0, FILE_READ_DATA, ALICE),
      allow(ALICE, FILE_READ_DATA | DELETE),
    ];
    assert.equal(maximal(descriptor(BOB, denying)), DELETE);
  });

  it("an entry for one property of an object says nothing about a file", () => {
    const ace = makeAce(ACCESS_ALLOWED_OBJECT_ACE_TYPE, 0, FILE_READ_DATA, ALICE);
    assert.equal(maximal(descriptor(BOB, [ace])), FILE_READ_DATA);
    const objectType = "00".repeat(16) as Ace["objectType"];
    assert.equal(maximal(descriptor(BOB, [{ ...ace, objectType }])), 0);
  });

  it("the SACL needs the privilege, whatever the descriptor grants", () => {
    const given = descriptor(ALICE, null);
    assert.equal(check(given, ACCESS_SYSTEM_SECURITY), STATUS_PRIVILEGE_NOT_HELD);
    assert.equal(check(given, ACCESS_SYSTEM_SECURITY, administrator), "granted");
  });

  it("an administrator may take ownership and no more", () => {
    const given = descriptor(BOB, []);
    assert.equal(maximal(given, administrator), WRITE_OWNER);
    assert.equal(check(given, FILE_READ_DATA, administrator), STATUS_ACCESS_DENIED);
  });

  it("backup and restore privileges give reading and writing", () => {
    const none = { takeOwnership: false, security: false, backup: false, restore: false };
    assert.equal(backupAccess(none), 0);
    assert.ok((backupAccess({ ...none, backup: true }) & FILE_READ_DATA) !== 0);
    assert.equal(backupAccess({ ...none, backup: true }) & FILE_WRITE_DATA, 0);
    assert.ok((backupAccess({ ...none, restore: true }) & FILE_WRITE_DATA) !== 0);
  });

  it("agrees with the specification's walk over the entries", () => {
    const ace = fc.record({
      isAllow: fc.boolean(),
      sid: fc.constantFrom(ALICE, BOB, STAFF, SID_EVERYONE, SID_OWNER_RIGHTS),
      mask: fc.integer({ min: 0, max: 0x1ff }),
      flags: fc.constantFrom(0, 0, INHERIT_ONLY_ACE),
    });
    const owner = fc.constantFrom(ALICE, BOB);
    const desired = fc.integer({ min: 1, max: 0x1ff });
    fc.assert(
      fc.property(fc.array(ace, { maxLength: 6 }), owner, desired, (aces, own, wanted) => {
        const built = aces.map(({ isAllow, sid, mask, flags }) =>
          isAllow ? allow(sid, mask, flags) : deny(sid, mask, flags),
        );
        const expected = walk(built, own === ALICE, wanted);
        assert.equal(check(descriptor(own, built), wanted) === "granted", expected);
      }),
      { numRuns: 3000 },
    );
  });

  it("tells who asks for reasons what settled each right, once, and comes to the same answer", () => {
    const ace = fc.record({
      isAllow: fc.boolean(),
      sid: fc.constantFrom(ALICE, BOB, STAFF, SID_EVERYONE, SID_OWNER_RIGHTS),
      mask: fc.integer({ min: 0, max: 0x1f_01ff }),
    });
    const owner = fc.constantFrom(ALICE, BOB);
    const who = fc.constantFrom(alice, administrator);
    fc.assert(
      fc.property(fc.array(ace, { maxLength: 6 }), owner, who, (aces, own, principal) => {
        const built = aces.map(({ isAllow, sid, mask }) => (isAllow ? allow : deny)(sid, mask));
        const given = descriptor(own, built);
        let granted = 0;
        let denied = 0;
        const trace: AccessTrace = {
          settled(rights, by) {
            const isDenial = typeof by === "object" && !by.isAllowed;
            // The privilege gives even what an entry denied.
            assert.equal(rights & (by === "privilege" ? granted : granted | denied), 0);
            if (typeof by === "object") {
              assert.equal(built[by.index]?.mask === undefined, false);
              assert.equal(rights & ~built[by.index]!.mask, 0);
            }
            if (isDenial) denied |= rights;
            else granted |= rights;
          },
        };
        const answer = maximalAccess(given, principal, privilegesOf(principal), trace);
        assert.equal(answer, maximalAccess(given, principal, privilegesOf(principal)));
        assert.equal(granted & FILE_ALL_ACCESS, answer);
      }),
      { numRuns: 2000 },
    );
  });
});

/** [MS-DTYP] 2.5.3.2 to the letter, for rights below READ_CONTROL. */
function walk(aces: readonly Ace[], isOwner: boolean, desired: number): boolean {
  let remaining = desired;
  const mine = new Set([ALICE.text, STAFF.text, SID_EVERYONE.text]);
  if (isOwner) mine.add(SID_OWNER_RIGHTS.text);
  for (const ace of aces) {
    if ((ace.flags & INHERIT_ONLY_ACE) !== 0 || !mine.has(ace.sid.text)) continue;
    if (ace.type === ACCESS_ALLOWED_ACE_TYPE) remaining &= ~ace.mask;
    else if ((remaining & ace.mask) !== 0) return false;
  }
  return remaining === 0;
}
