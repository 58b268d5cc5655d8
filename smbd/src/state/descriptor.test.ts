import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FILE_GENERIC_READ, GENERIC_READ } from "../wire/security/access-mask.ts";
import { ACCESS_ALLOWED_ACE_TYPE, INHERIT_ONLY_ACE, makeAce } from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import {
  SE_DACL_AUTO_INHERIT_REQ,
  SE_DACL_AUTO_INHERITED,
  SE_DACL_PRESENT,
  type SecurityDescriptor,
} from "../wire/security/descriptor.ts";
import { makeSid, parseSid } from "../wire/security/sid.ts";
import { SID_EVERYONE } from "../wire/security/well-known.ts";
import {
  gidOfSid,
  type IdMap,
  rootDescriptor,
  sidOfGid,
  sidOfUid,
  storableDescriptor,
  uidOfSid,
} from "./descriptor.ts";

const user = { rid: 1000, uid: 10_000, gid: 20_000 };
const group = { rid: 2000, gid: 20_000 };
const ids: IdMap = {
  userByUid: (uid) => (uid === user.uid ? user : null),
  groupByGid: (gid) => (gid === group.gid ? group : null),
  sidOf: (rid) => `S-1-5-21-1-2-3-${rid}`,
  bySid: (sid) =>
    sid === "S-1-5-21-1-2-3-1000" ? user : sid === "S-1-5-21-1-2-3-2000" ? group : null,
};

function stored(control: number, mask: number, flags: number): SecurityDescriptor {
  return storableDescriptor({
    ...rootDescriptor(SID_EVERYONE, SID_EVERYONE),
    control: SE_DACL_PRESENT | control,
    dacl: makeAcl([makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, mask, SID_EVERYONE)]),
  });
}

describe("descriptors that nobody stored", () => {
  it("ids of ours are shown as our accounts, others as Unix ones, and back", () => {
    assert.equal(sidOfUid(ids, 10_000).text, "S-1-5-21-1-2-3-1000");
    assert.equal(sidOfUid(ids, 7).text, "S-1-22-1-7");
    assert.equal(sidOfGid(ids, 20_000).text, "S-1-5-21-1-2-3-2000");
    assert.equal(sidOfGid(ids, 7).text, "S-1-22-2-7");
    for (const uid of [7, 10_000]) assert.equal(uidOfSid(ids, sidOfUid(ids, uid)), uid);
    for (const gid of [7, 20_000]) assert.equal(gidOfSid(ids, sidOfGid(ids, gid)), gid);
  });

  it("a group is no user, a user no group, and a stranger neither", () => {
    assert.equal(uidOfSid(ids, sidOfGid(ids, 20_000)), null);
    assert.equal(gidOfSid(ids, sidOfUid(ids, 10_000)), null);
    assert.equal(uidOfSid(ids, makeSid(5, [21, 9, 9, 9, 1000])), null);
    assert.equal(uidOfSid(ids, parseSid("S-1-22-2-7") ?? SID_EVERYONE), null);
  });

  it("the root lets every authenticated user do what the share allows, and hands that down", () => {
    const { dacl } = rootDescriptor(SID_EVERYONE, SID_EVERYONE);
    assert.deepEqual(
      dacl?.aces.map((ace) => [ace.sid.text, ace.mask, ace.flags]),
      [["S-1-5-11", 0x1f01ff, 3]],
    );
  });

  it("AUTO_INHERITED is stored only where AUTO_INHERIT_REQ comes with it, which never is", () => {
    assert.equal(stored(SE_DACL_AUTO_INHERITED, 1, 0).control, SE_DACL_PRESENT);
    assert.equal(stored(SE_DACL_AUTO_INHERIT_REQ, 1, 0).control, SE_DACL_PRESENT);
    const both = stored(SE_DACL_AUTO_INHERITED | SE_DACL_AUTO_INHERIT_REQ, 1, 0);
    assert.equal(both.control, SE_DACL_PRESENT | SE_DACL_AUTO_INHERITED);
  });

  it("generic rights are resolved where they apply, and kept where they are only handed down", () => {
    assert.equal(stored(0, GENERIC_READ, 0).dacl?.aces[0]?.mask, FILE_GENERIC_READ);
    assert.equal(stored(0, GENERIC_READ, INHERIT_ONLY_ACE).dacl?.aces[0]?.mask, GENERIC_READ);
  });
});
