import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { PROJECTED_ACE_COUNT_MAX } from "../limits.ts";
import type { PosixAcl, PosixFile } from "../port/posix-acl.ts";
import { catalogInput, user } from "../test/world.ts";
import {
  FILE_ALL_ACCESS,
  FILE_APPEND_DATA,
  FILE_DELETE_CHILD,
  FILE_EXECUTE,
  FILE_GENERIC_EXECUTE,
  FILE_GENERIC_READ,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
} from "../wire/security/access-mask.ts";
import { type Ace, makeAce } from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import type { SecurityDescriptor } from "../wire/security/descriptor.ts";
import { parseSid, type Sid } from "../wire/security/sid.ts";
import {
  SID_AUTHENTICATED_USERS,
  SID_BUILTIN_ADMINISTRATORS,
  SID_CREATOR_OWNER,
  SID_EVERYONE,
  SID_NETWORK,
  SID_OWNER_RIGHTS,
  unixGroupSid,
  unixUserSid,
} from "../wire/security/well-known.ts";
import { maximalAccess, privilegesOf } from "./access-check.ts";
import { principalOf } from "./accounts.ts";
import { Catalog } from "./catalog.ts";
import { posixPermissions } from "./posix-permissions.ts";

const CHANGE = 0x0013_01bf;
const READ = FILE_GENERIC_READ | FILE_GENERIC_EXECUTE;
const group = (name: string, rid: number, gid: number, ...members: string[]) => ({
  ...{ id: `g-${name}`, name, rid, gid },
  memberIds: members.map((member) => `u-${member}`),
});
const CATALOG = new Catalog(
  catalogInput({
    users: [user("alice", 0), user("bob", 1), { ...user("carol", 2), isAdministrator: true }],
    groups: [group("staff", 2000, 20_000, "alice", "bob"), group("guests", 2001, 20_001, "bob")],
  }),
);
const sid = (rid: number) => parseSid(CATALOG.sidOf(rid)) as Sid;
const [ALICE, BOB, CAROL, STAFF, GUESTS] = [1000, 1001, 1002, 2000, 2001].map(sid) as Sid[] as [
  Sid,
  Sid,
  Sid,
  Sid,
  Sid,
];
const FILE: PosixFile = { isDirectory: false, uid: 10_000, gid: 20_000 };
const FOLDER: PosixFile = { ...FILE, isDirectory: true };

const allow = (who: Sid, mask: number, flags = 0) => makeAce(0, flags, mask, who);
const deny = (who: Sid, mask: number, flags = 0) => makeAce(1, flags, mask, who);
const descriptor = (aces: readonly Ace[], owner = ALICE): SecurityDescriptor => ({
  ...{ control: 0x8004, resourceManagerControl: 0, owner, group: STAFF, sacl: null },
  dacl: makeAcl(aces),
});
const project = (aces: readonly Ace[], file = FILE) =>
  posixPermissions(CATALOG, descriptor(aces), file);

/** As getfacl -cn prints it. */
function show(acl: PosixAcl | null): string {
  const names = { owner: "u:", user: "u:", group: "g:", namedGroup: "g:", mask: "m:", other: "o:" };
  const isNamed = (tag: string) => tag === "user" || tag === "namedGroup";
  const bits = (value: number) =>
    [..."rwx"].map((letter, index) => ((value >> (2 - index)) & 1 ? letter : "-")).join("");
  return (acl ?? [])
    .map((entry) => `${names[entry.tag]}${isNamed(entry.tag) ? entry.id : ""}:${bits(entry.bits)}`)
    .join(" ");
}

describe("what local processes may do with a file that has a descriptor", () => {
  test("owner, group and everybody have the bits that their entries are worth", () => {
    const { access, mode } = project([
      allow(ALICE, FILE_ALL_ACCESS),
      allow(STAFF, READ),
      allow(SID_EVERYONE, FILE_GENERIC_READ),
    ]);
    assert.equal(show(access), "u::rwx g::r-x o::r--");
    assert.equal(mode.toString(8), "754");
  });

  test("other users and groups of the catalog, and those that have an id alone, get entries", () => {
    const { access, mode } = project([
      allow(ALICE, FILE_ALL_ACCESS),
      allow(CAROL, READ),
      allow(GUESTS, FILE_GENERIC_READ),
      allow(unixUserSid(7), CHANGE),
      allow(unixGroupSid(9), READ),
    ]);
    const named = "u::rwx u:7:rwx u:10002:r-x g::--- g:9:r-x g:20001:r-- m::rwx o::---";
    assert.equal(show(access), named);
    assert.equal(mode.toString(8), "700", "who has no entry of its own must not gain by it");
  });

  test("a named user has what the groups give as well, because POSIX stops at the name", () => {
    const { access } = project([allow(BOB, FILE_GENERIC_READ), allow(GUESTS, FILE_EXECUTE)]);
    assert.match(show(access), /u:10001:r-x/);
  });

  test("a denied user is named; a denied group takes away from all who may be in it", () => {
    const user = project([deny(BOB, FILE_WRITE_DATA), allow(STAFF, CHANGE)]);
    assert.equal(show(user.access), "u::rwx u:10001:r-x g::rwx m::rwx o::---");
    assert.equal(user.mode.toString(8), "750");
    const group = project([deny(GUESTS, FILE_READ_DATA), allow(SID_AUTHENTICATED_USERS, READ)]);
    assert.equal(show(group.access), "u::r-x g::--x g:20001:--x m::--x o::--x");
  });

  test("an entry that came first is not taken back by a later denial", () => {
    const { access } = project([allow(SID_EVERYONE, CHANGE), deny(STAFF, CHANGE)]);
    assert.equal(show(access), "u::rwx g::rwx o::rwx");
  });

  test("OWNER RIGHTS count for the owner, also to take away", () => {
    assert.match(show(project([allow(SID_OWNER_RIGHTS, READ)]).access), /^u::r-x/);
    const denied = [deny(SID_OWNER_RIGHTS, FILE_WRITE_DATA), allow(SID_EVERYONE, CHANGE)];
    assert.match(show(project(denied).access), /^u::r-x/);
  });

  test("a bit that stands for several rights is given with all of them only", () => {
    const partly = [allow(SID_EVERYONE, FILE_WRITE_DATA)];
    assert.match(show(project(partly).access), /o::---$/);
    const changing = [allow(SID_EVERYONE, CHANGE)];
    assert.match(show(project(changing, FOLDER).access), /o::r-x$/);
    const all = [allow(SID_EVERYONE, CHANGE | FILE_DELETE_CHILD)];
    assert.match(show(project(all, FOLDER).access), /o::rwx$/);
  });

  test("inherit-only entries say nothing here, an empty list lets nobody in, none at all everybody", () => {
    assert.equal(show(project([allow(SID_EVERYONE, FILE_ALL_ACCESS, 0x0b)]).access), NOTHING);
    assert.equal(show(project([]).access), NOTHING);
    const open = posixPermissions(CATALOG, { ...descriptor([]), dacl: null }, FILE);
    assert.deepEqual([show(open.access), open.mode], ["u::rwx g::rwx o::rwx", 0o777]);
  });

  test("a list of more entries than the limit is for the owner alone", () => {
    const many = (count: number) => [
      allow(SID_EVERYONE, READ, 0x03),
      ...Array.from({ length: count - 1 }, (_, index) => allow(unixUserSid(index), READ)),
    ];
    const most = project(many(PROJECTED_ACE_COUNT_MAX), FOLDER);
    assert.equal(most.access.length, PROJECTED_ACE_COUNT_MAX - 1 + 4);
    const more = project(many(PROJECTED_ACE_COUNT_MAX + 1), FOLDER);
    assert.equal(show(more.access), "u::r-x g::--- o::---");
    assert.equal(show(more.inherited), NOTHING);
    assert.equal(more.mode, 0o500);
  });

  test("the owner of the file counts, who need not be the descriptor's", () => {
    const forced = posixPermissions(CATALOG, descriptor([allow(ALICE, CHANGE)]), {
      ...FILE,
      uid: 10_001,
    });
    assert.equal(show(forced.access), "u::--- u:10000:rwx g::--- m::rwx o::---");
  });
});

describe("what a directory hands down to what local processes make", () => {
  const INHERIT = 0x03;

  test("is what both a file and a directory would inherit; the maker counts as the owner", () => {
    const { inherited } = project(
      [
        allow(SID_CREATOR_OWNER, FILE_ALL_ACCESS, INHERIT | 0x08),
        allow(CAROL, READ, INHERIT),
        allow(STAFF, READ, 0x01),
      ],
      FOLDER,
    );
    assert.equal(show(inherited), "u::rwx u:10002:r-x g::--- g:20000:--- m::r-x o::---");
  });

  test("gives a maker what each of those has who may make something in it", () => {
    const all = [allow(ALICE, FILE_ALL_ACCESS, INHERIT), allow(BOB, READ, INHERIT)];
    const alone = project(all, FOLDER).inherited;
    assert.equal(show(alone), "u::rwx u:10000:rwx u:10001:r-x g::--- m::rwx o::---");
    const both = [...all, allow(CAROL, FILE_ALL_ACCESS), allow(CAROL, READ, INHERIT | 0x08)];
    assert.match(show(project(both, FOLDER).inherited), /^u::r-x/);
    const unknown = [...all, allow(STAFF, FILE_ALL_ACCESS)];
    assert.match(show(project(unknown, FOLDER).inherited), /^u::---/);
  });

  test("is nothing without entries that say so, and nothing of a file", () => {
    assert.equal(project([allow(ALICE, CHANGE)], FOLDER).inherited, null);
    assert.equal(project([allow(ALICE, CHANGE, INHERIT)]).inherited, null);
  });

  test("gives a maker nothing that the maker may have been denied", () => {
    const aces = [deny(BOB, FILE_READ_DATA, INHERIT), allow(SID_EVERYONE, READ, INHERIT)];
    const { inherited } = project(aces, FOLDER);
    assert.equal(show(inherited), "u::--x u:10001:--x g::r-x m::r-x o::r-x");
  });
});

test("no user of the catalog may locally what the descriptor does not give, whatever it says", () => {
  const sids = [
    ...[ALICE, BOB, CAROL, STAFF, GUESTS, SID_EVERYONE, SID_AUTHENTICATED_USERS],
    ...[SID_BUILTIN_ADMINISTRATORS, SID_OWNER_RIGHTS, SID_NETWORK, SID_CREATOR_OWNER],
    ...[unixUserSid(10_001), unixGroupSid(20_001), unixUserSid(5)],
  ];
  const ace = fc
    .record({
      type: fc.constantFrom(0, 1, 9, 10),
      mask: fc.constantFrom(FILE_ALL_ACCESS, CHANGE, READ, 1, 2, 6, 0x40, 0x20),
      who: fc.constantFrom(...sids),
    })
    .map(({ type, mask, who }) => makeAce(type, 0, mask, who));
  const file = fc.record({
    isDirectory: fc.boolean(),
    uid: fc.constantFrom(10_000, 10_001, 0),
    gid: fc.constantFrom(20_000, 20_001, 0),
  });
  fc.assert(
    fc.property(fc.array(ace, { maxLength: 8 }), file, fc.constantFrom(ALICE, BOB), (...given) => {
      const [aces, of, owner] = given;
      const said = descriptor(aces, owner);
      const { access, mode } = posixPermissions(CATALOG, said, of);
      for (const one of CATALOG.users) {
        const principal = principalOf(CATALOG, one);
        // Who works on the machine does not come through the network.
        const groupSids = principal.groupSids.filter((held) => held !== SID_NETWORK.text);
        const local = { ...principal, groupSids };
        const rights = maximalAccess(said, local, { ...privilegesOf(local), takeOwnership: false });
        for (const gids of [local.gids, []]) {
          for (const bits of [
            aclBits(access, of, one.uid, gids),
            modeBits(mode, of, one.uid, gids),
          ]) {
            const what = `${one.name} ${JSON.stringify({ gids, bits })}`;
            assert.equal(missing(bits, rights, of.isDirectory), 0, what);
          }
        }
      }
    }),
    { numRuns: 3000 },
  );
});

/** acl(5), "Access check algorithm": what one request could have at most. */
function aclBits(acl: PosixAcl, file: PosixFile, uid: number, gids: readonly number[]): number {
  const of = (tag: string, id = 0) => acl.find((entry) => entry.tag === tag && entry.id === id);
  const mask = of("mask")?.bits ?? 7;
  if (uid === file.uid) return of("owner")!.bits;
  const named = of("user", uid);
  if (named !== undefined) return named.bits & mask;
  const groups = [
    ...(gids.includes(file.gid) ? [of("group")!] : []),
    ...gids.flatMap((gid) => of("namedGroup", gid) ?? []),
  ];
  if (groups.length === 0) return of("other")!.bits;
  return groups.reduce((union, { bits }) => union | (bits & mask), 0);
}

function modeBits(mode: number, file: PosixFile, uid: number, gids: readonly number[]): number {
  if (uid === file.uid) return (mode >> 6) & 7;
  return (gids.includes(file.gid) ? mode >> 3 : mode) & 7;
}

function missing(bits: number, rights: number, isDirectory: boolean): number {
  const write = FILE_WRITE_DATA | FILE_APPEND_DATA | (isDirectory ? FILE_DELETE_CHILD : 0);
  const needed =
    (bits & 4 ? FILE_READ_DATA : 0) | (bits & 2 ? write : 0) | (bits & 1 ? FILE_EXECUTE : 0);
  return needed & ~rights;
}

const NOTHING = "u::--- g::--- o::---";
