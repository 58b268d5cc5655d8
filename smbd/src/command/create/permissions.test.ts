/** The permissions that Windows clients rely on, from end to end: what is set, handed down, kept and answered. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ALICE,
  allow,
  BOB,
  DACL,
  descriptor,
  GROUP,
  OWNER,
  SecurityClient,
  withDescriptor,
} from "../../test/security-client.ts";
import { catalogInput, user, World } from "../../test/world.ts";
import {
  CREATE_QUERY_MAXIMAL_ACCESS_REQUEST,
  findCreateContext,
} from "../../wire/context/create-context.ts";
import { decodeMaximalAccessResponse } from "../../wire/context/maximal-access.ts";
import { FILE_DIRECTORY_FILE, FILE_OPEN } from "../../wire/message/create.ts";
import {
  DELETE,
  FILE_ALL_ACCESS,
  FILE_GENERIC_READ,
  FILE_GENERIC_WRITE,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  GENERIC_ALL,
  GENERIC_READ,
  GENERIC_WRITE,
  MAXIMUM_ALLOWED,
  READ_CONTROL,
  WRITE_DAC,
  WRITE_OWNER,
} from "../../wire/security/access-mask.ts";
import {
  ACCESS_DENIED_ACE_TYPE,
  type Ace,
  CONTAINER_INHERIT_ACE,
  INHERIT_ONLY_ACE,
  INHERITED_ACE,
  makeAce,
  OBJECT_INHERIT_ACE,
} from "../../wire/security/ace.ts";
import {
  SE_DACL_AUTO_INHERIT_REQ,
  SE_DACL_AUTO_INHERITED,
  SE_DACL_PROTECTED,
} from "../../wire/security/descriptor.ts";
import type { Sid } from "../../wire/security/sid.ts";
import {
  SID_CREATOR_GROUP,
  SID_CREATOR_OWNER,
  SID_EVERYONE,
  SID_OWNER_RIGHTS,
} from "../../wire/security/well-known.ts";
import { STATUS_ACCESS_DENIED, STATUS_INVALID_OWNER, STATUS_SUCCESS } from "../../wire/status.ts";

const DOWN = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
const FOLDER = { createOptions: FILE_DIRECTORY_FILE };

const deny = (sid: Sid, mask: number, flags = 0): Ace =>
  makeAce(ACCESS_DENIED_ACE_TYPE, flags, mask, sid);

class Bench {
  readonly world: World;
  readonly alice: SecurityClient;
  readonly bob: SecurityClient;

  constructor(input = catalogInput(), before: World | null = null) {
    this.world = new World(input, undefined, before);
    this.alice = new SecurityClient(this.world.connected("alice"));
    this.bob = new SecurityClient(this.world.connected("bob"));
  }

  /** What this user may have of the file at most: MxAc and MAXIMUM_ALLOWED must say the same. */
  maximal(files: SecurityClient, name: string): number {
    const mxac = { name: CREATE_QUERY_MAXIMAL_ACCESS_REQUEST, dataView: new Uint8Array(0) };
    const opened = files.opened(name, {
      desiredAccess: MAXIMUM_ALLOWED,
      createDisposition: FILE_OPEN,
      contexts: [mxac],
    });
    const reader = findCreateContext(opened.contexts, CREATE_QUERY_MAXIMAL_ACCESS_REQUEST);
    assert.ok(reader !== null);
    const { maximalAccess } = decodeMaximalAccessResponse(reader);
    const { output } = files.query(opened.fileId, 8);
    const granted = new DataView(output.buffer, output.byteOffset).getUint32(0, true);
    assert.equal(granted, maximalAccess);
    files.close(opened.fileId);
    return granted;
  }

  acesOf(name: string, change = {}): readonly Ace[] {
    const fileId = this.alice.open(name, { desiredAccess: READ_CONTROL, ...change });
    const { dacl } = this.alice.security(fileId, DACL);
    this.alice.close(fileId);
    return dacl?.aces ?? [];
  }

  end(): void {
    assert.deepEqual(this.world.leftovers(), {});
  }
}

describe("rights", () => {
  it("generic ones mean the file's own, asked for or written down", () => {
    const bench = new Bench();
    bench.alice.make("f", descriptor([allow(ALICE, GENERIC_ALL), allow(BOB, GENERIC_READ)]));
    const read = FILE_GENERIC_READ | DELETE;
    assert.equal(bench.maximal(bench.bob, "f"), read);
    assert.equal(bench.maximal(bench.alice, "f"), FILE_ALL_ACCESS);
    const open = (desiredAccess: number) => bench.bob.create("f", { desiredAccess }).status;
    assert.equal(open(GENERIC_READ), STATUS_SUCCESS);
    assert.equal(open(GENERIC_WRITE), STATUS_ACCESS_DENIED);
    assert.deepEqual(bench.acesOf("f"), [
      allow(ALICE, FILE_ALL_ACCESS),
      allow(BOB, FILE_GENERIC_READ),
    ]);
    bench.end();
  });

  it("an order that is not canonical is kept as it was set, and the first entry to speak decides", () => {
    const bench = new Bench();
    const aces = [
      allow(ALICE, FILE_ALL_ACCESS),
      allow(BOB, FILE_READ_DATA),
      deny(BOB, FILE_READ_DATA | FILE_WRITE_DATA),
      allow(BOB, FILE_WRITE_DATA | FILE_READ_ATTRIBUTES),
    ];
    bench.alice.make("f", descriptor(aces));
    assert.deepEqual(bench.acesOf("f"), aces);
    const open = (desiredAccess: number) => bench.bob.create("f", { desiredAccess }).status;
    assert.equal(open(FILE_READ_DATA), STATUS_SUCCESS);
    assert.equal(open(FILE_WRITE_DATA), STATUS_ACCESS_DENIED);
    bench.end();
  });

  it("OWNER RIGHTS takes from the owner what owning gives", () => {
    const bench = new Bench();
    bench.alice.make("plain", descriptor([allow(BOB, FILE_ALL_ACCESS)]));
    bench.alice.make("limited", descriptor([allow(SID_OWNER_RIGHTS, READ_CONTROL)]));
    const open = (name: string) => bench.alice.create(name, { desiredAccess: WRITE_DAC }).status;
    assert.equal(open("plain"), STATUS_SUCCESS);
    assert.equal(open("limited"), STATUS_ACCESS_DENIED);
    bench.end();
  });
});

describe("what is handed down", () => {
  it("CREATOR OWNER and CREATOR GROUP become who makes it, and stay general for what comes below", () => {
    const bench = new Bench();
    const folder = [
      allow(SID_EVERYONE, FILE_ALL_ACCESS),
      allow(SID_CREATOR_OWNER, FILE_GENERIC_READ, DOWN | INHERIT_ONLY_ACE),
      allow(SID_CREATOR_GROUP, FILE_GENERIC_WRITE, DOWN | INHERIT_ONLY_ACE),
    ];
    bench.alice.make("d", descriptor(folder), FILE_DIRECTORY_FILE);
    const fileId = bench.bob.open("d\\f");
    const { owner, group, dacl } = bench.bob.security(fileId, OWNER | GROUP | DACL);
    assert.ok(owner !== null && group !== null);
    assert.equal(owner.text, BOB.text);
    assert.deepEqual(dacl?.aces, [
      allow(owner, FILE_GENERIC_READ),
      allow(group, FILE_GENERIC_WRITE),
    ]);
    const below = bench.bob.open("d\\e", FOLDER);
    const sids = bench.bob.security(below, DACL).dacl?.aces.map(({ sid }) => sid.text);
    assert.deepEqual(sids, [
      owner.text,
      SID_CREATOR_OWNER.text,
      group.text,
      SID_CREATOR_GROUP.text,
    ]);
    bench.end();
  });

  it("entries below an auto-inherited folder say so; a protected descriptor takes none of them", () => {
    const bench = new Bench();
    const control = SE_DACL_AUTO_INHERITED | SE_DACL_AUTO_INHERIT_REQ;
    const folder = bench.alice.open("d", FOLDER);
    const given = descriptor([allow(SID_EVERYONE, FILE_ALL_ACCESS, DOWN)], { control });
    assert.equal(bench.alice.setSecurity(folder, DACL, given), STATUS_SUCCESS);
    const seen = bench.alice.security(folder, DACL).control;
    assert.equal(seen & control, SE_DACL_AUTO_INHERITED);
    bench.alice.close(bench.alice.open("d\\f"));
    assert.deepEqual(bench.acesOf("d\\f"), [allow(SID_EVERYONE, FILE_ALL_ACCESS, INHERITED_ACE)]);
    const own = [allow(ALICE, FILE_ALL_ACCESS)];
    bench.alice.make(
      "d\\p",
      descriptor(own, { control: SE_DACL_PROTECTED | SE_DACL_AUTO_INHERIT_REQ }),
    );
    assert.deepEqual(bench.acesOf("d\\p"), own);
    assert.equal(bench.bob.create("d\\p").status, STATUS_ACCESS_DENIED);
    bench.alice.make("d\\m", descriptor(own, { control: SE_DACL_AUTO_INHERIT_REQ }));
    assert.deepEqual(bench.acesOf("d\\m"), [
      ...own,
      allow(SID_EVERYONE, FILE_ALL_ACCESS, INHERITED_ACE),
    ]);
    bench.end();
  });

  it("AUTO_INHERITED without AUTO_INHERIT_REQ is not kept, PROTECTED is", () => {
    const bench = new Bench();
    const fileId = bench.alice.open("f");
    const control = SE_DACL_AUTO_INHERITED | SE_DACL_PROTECTED;
    const given = descriptor([allow(ALICE, FILE_ALL_ACCESS)], { control });
    assert.equal(bench.alice.setSecurity(fileId, DACL, given), STATUS_SUCCESS);
    const seen = bench.alice.security(fileId, DACL).control;
    assert.equal(seen & control, SE_DACL_PROTECTED);
    bench.end();
  });

  it("an entry that is only handed down gives nothing in the folder itself", () => {
    const bench = new Bench();
    const folder = [
      allow(ALICE, FILE_ALL_ACCESS, DOWN),
      allow(BOB, FILE_GENERIC_READ, DOWN | INHERIT_ONLY_ACE),
    ];
    bench.alice.make("d", descriptor(folder), FILE_DIRECTORY_FILE);
    bench.alice.close(bench.alice.open("d\\f"));
    const read = { desiredAccess: FILE_READ_DATA };
    assert.equal(bench.bob.create("d", { ...FOLDER, ...read }).status, STATUS_ACCESS_DENIED);
    assert.equal(bench.bob.create("d\\f", read).status, STATUS_SUCCESS);
    bench.end();
  });
});

describe("owner and group", () => {
  it("are taken with WRITE_OWNER, for oneself, and the new owner then decides", () => {
    const bench = new Bench();
    bench.alice.make("f", descriptor([allow(BOB, WRITE_OWNER | READ_CONTROL)]));
    assert.equal(bench.bob.create("f", { desiredAccess: WRITE_DAC }).status, STATUS_ACCESS_DENIED);
    const fileId = bench.bob.open("f", { desiredAccess: WRITE_OWNER | READ_CONTROL });
    const owned = (owner: Sid) => descriptor(null, { owner });
    assert.equal(bench.bob.setSecurity(fileId, OWNER, owned(BOB)), STATUS_SUCCESS);
    assert.equal(bench.bob.setSecurity(fileId, OWNER, owned(ALICE)), STATUS_INVALID_OWNER);
    assert.equal(bench.bob.security(fileId, OWNER).owner?.text, BOB.text);
    assert.equal(bench.bob.create("f", { desiredAccess: WRITE_DAC }).status, STATUS_SUCCESS);
    assert.equal(
      bench.alice.create("f", { desiredAccess: WRITE_DAC }).status,
      STATUS_ACCESS_DENIED,
    );
    const grouped = descriptor(null, { group: BOB });
    assert.equal(bench.bob.setSecurity(fileId, GROUP, grouped), STATUS_SUCCESS);
    assert.equal(bench.bob.security(fileId, GROUP).group?.text, BOB.text);
    bench.end();
  });

  it("an administrator takes what is locked, and reads it only once the rights are its own", () => {
    const users = [{ ...user("alice", 0), isAdministrator: true }, user("bob", 1)];
    const bench = new Bench(catalogInput({ users }));
    bench.bob.make("f", descriptor([allow(BOB, FILE_ALL_ACCESS)]));
    assert.equal(
      bench.alice.create("f", { desiredAccess: FILE_READ_DATA }).status,
      STATUS_ACCESS_DENIED,
    );
    const taken = bench.alice.open("f", { desiredAccess: WRITE_OWNER });
    assert.equal(
      bench.alice.setSecurity(taken, OWNER, descriptor(null, { owner: ALICE })),
      STATUS_SUCCESS,
    );
    bench.alice.close(taken);
    const changed = bench.alice.open("f", { desiredAccess: WRITE_DAC });
    const own = descriptor([allow(ALICE, FILE_ALL_ACCESS)]);
    assert.equal(bench.alice.setSecurity(changed, DACL, own), STATUS_SUCCESS);
    assert.equal(bench.alice.create("f").status, STATUS_SUCCESS);
    bench.end();
  });
});

it("the same is answered after the engine started anew", () => {
  const first = new Bench();
  const folder = [allow(ALICE, FILE_ALL_ACCESS, DOWN), allow(BOB, GENERIC_READ, DOWN)];
  first.alice.make("d", descriptor(folder), FILE_DIRECTORY_FILE);
  first.alice.close(first.alice.open("d\\f"));
  first.alice.close(first.alice.open("d\\g", withDescriptor(descriptor([allow(BOB, DELETE)]))));
  const names = ["d", "d\\f", "d\\g"];
  const answers = (bench: Bench) =>
    names.map((name) => [bench.maximal(bench.alice, name), bench.maximal(bench.bob, name)]);
  const before = answers(first);
  first.end();
  const second = new Bench(undefined, first.world);
  assert.deepEqual(answers(second), before);
  assert.deepEqual(second.acesOf("d\\g"), [allow(BOB, DELETE)]);
  second.end();
});
