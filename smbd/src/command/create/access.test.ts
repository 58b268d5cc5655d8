import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../../test/file-client.ts";
import { catalogInput, share, user, World } from "../../test/world.ts";
import {
  CREATE_QUERY_MAXIMAL_ACCESS_REQUEST,
  CREATE_SD_BUFFER,
  createContext,
  findCreateContext,
} from "../../wire/context/create-context.ts";
import { decodeMaximalAccessResponse } from "../../wire/context/maximal-access.ts";
import { encodeSdBuffer } from "../../wire/context/security-descriptor.ts";
import {
  FILE_CREATE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OVERWRITE,
} from "../../wire/message/create.ts";
import {
  ACCESS_SYSTEM_SECURITY,
  DELETE,
  FILE_ADD_FILE,
  FILE_ALL_ACCESS,
  FILE_DELETE_CHILD,
  FILE_GENERIC_READ,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  MAXIMUM_ALLOWED,
  WRITE_DAC,
  WRITE_OWNER,
} from "../../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  type Ace,
  CONTAINER_INHERIT_ACE,
  makeAce,
  OBJECT_INHERIT_ACE,
  SYSTEM_AUDIT_ACE_TYPE,
} from "../../wire/security/ace.ts";
import { makeAcl } from "../../wire/security/acl.ts";
import {
  parseSecurityDescriptor,
  SE_DACL_PRESENT,
  type SecurityDescriptor,
} from "../../wire/security/descriptor.ts";
import { makeSid, type Sid } from "../../wire/security/sid.ts";
import { SID_CREATOR_OWNER, SID_EVERYONE } from "../../wire/security/well-known.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_OWNER,
  STATUS_INVALID_SECURITY_DESCR,
  STATUS_PRIVILEGE_NOT_HELD,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const ALICE = makeSid(5, [21, 1, 2, 3, 1000]);
const BOB = makeSid(5, [21, 1, 2, 3, 1001]);
const DIRECTORY = { createOptions: FILE_DIRECTORY_FILE };
const HANDED_DOWN = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;

function allow(sid: Sid, mask: number, flags = 0): Ace {
  return makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid);
}

function descriptor(
  aces: readonly Ace[] | null,
  change: Partial<SecurityDescriptor> = {},
): SecurityDescriptor {
  return {
    control: SE_DACL_PRESENT,
    resourceManagerControl: 0,
    owner: null,
    group: null,
    sacl: null,
    dacl: aces === null ? null : makeAcl(aces),
    ...change,
  };
}

function withDescriptor(given: SecurityDescriptor) {
  return { contexts: [createContext(CREATE_SD_BUFFER, encodeSdBuffer, given)] };
}

function start(input = catalogInput()): {
  readonly world: World;
  readonly alice: FileClient;
  readonly bob: FileClient;
} {
  const world = new World(input);
  return {
    world,
    alice: new FileClient(world.connected("alice")),
    bob: new FileClient(world.connected("bob")),
  };
}

/** What is stored with the one file that has a name like this, parsed; null without any. */
function stored(world: World, ...path: readonly string[]): SecurityDescriptor | null {
  const volume = world.vfs.openShare("/srv/data", {
    caseSensitive: false,
    symlinks: "none",
    fileMode: 0o644,
    directoryMode: 0o755,
  });
  assert.ok(typeof volume !== "number");
  const found = volume.lookup(path);
  assert.ok(typeof found !== "number" && found.node !== null);
  const bytes = found.node.descriptor();
  assert.ok(typeof bytes !== "number");
  return bytes === null ? null : parseSecurityDescriptor(bytes);
}

function maximalAccess(
  files: FileClient,
  name: string,
  desiredAccess = FILE_READ_ATTRIBUTES,
): number {
  const contexts = [{ name: CREATE_QUERY_MAXIMAL_ACCESS_REQUEST, dataView: new Uint8Array(0) }];
  const opened = files.opened(name, { contexts, desiredAccess, createDisposition: FILE_OPEN });
  const reader = findCreateContext(opened.contexts, CREATE_QUERY_MAXIMAL_ACCESS_REQUEST);
  assert.ok(reader !== null);
  const { queryStatus, maximalAccess: mask } = decodeMaximalAccessResponse(reader);
  assert.equal(queryStatus, STATUS_SUCCESS);
  return mask;
}

describe("access to what is there", () => {
  it("without any stored descriptor the share's permissions decide alone, and none is stored", () => {
    const { alice, bob, world } = start();
    alice.close(alice.open("dir", DIRECTORY));
    alice.put("dir\\x", "content");
    assert.equal(bob.create("dir\\x").status, STATUS_SUCCESS);
    assert.equal(maximalAccess(bob, "dir\\x"), FILE_ALL_ACCESS);
    assert.equal(stored(world, "dir"), null);
    assert.equal(stored(world, "dir", "x"), null);
  });

  it("what the descriptor does not grant is denied, and audited", () => {
    const { alice, bob, world } = start();
    const given = descriptor([allow(ALICE, FILE_ALL_ACCESS), allow(BOB, FILE_GENERIC_READ)]);
    alice.close(alice.open("x", withDescriptor(given)));
    const open = (desiredAccess: number) =>
      bob.create("x", { desiredAccess, createDisposition: FILE_OPEN }).status;
    assert.equal(open(FILE_READ_DATA), STATUS_SUCCESS);
    assert.equal(open(FILE_WRITE_DATA), STATUS_ACCESS_DENIED);
    assert.equal(open(WRITE_DAC), STATUS_ACCESS_DENIED);
    assert.equal(open(MAXIMUM_ALLOWED | FILE_WRITE_DATA), STATUS_ACCESS_DENIED);
    assert.equal(open(MAXIMUM_ALLOWED), STATUS_SUCCESS);
    const denied = world.events.filter(
      (event) => event.type === "audit" && event.kind === "accessDenied" && event.path === "x",
    );
    assert.equal(denied.length, 3);
  });

  it("replacing needs the right to write, though the open is not given it", () => {
    const { alice, bob } = start();
    const given = descriptor([allow(ALICE, FILE_ALL_ACCESS), allow(BOB, FILE_GENERIC_READ)]);
    alice.close(alice.open("x", withDescriptor(given)));
    const change = { desiredAccess: FILE_READ_DATA, createDisposition: FILE_OVERWRITE };
    assert.equal(bob.create("x", change).status, STATUS_ACCESS_DENIED);
    const fileId = alice.open("x", change);
    assert.equal(alice.write(fileId, 0, new Uint8Array([1])).status, STATUS_ACCESS_DENIED);
  });

  it("the directory's DELETE_CHILD and LIST give DELETE and READ_ATTRIBUTES", () => {
    const { alice, bob } = start();
    const own = allow(ALICE, FILE_ALL_ACCESS);
    const may = descriptor([own, allow(BOB, FILE_DELETE_CHILD | FILE_READ_DATA)]);
    const mayNot = descriptor([own]);
    alice.close(alice.open("may", { ...DIRECTORY, ...withDescriptor(may) }));
    alice.close(alice.open("not", { ...DIRECTORY, ...withDescriptor(mayNot) }));
    for (const folder of ["may", "not"]) {
      alice.close(alice.open(`${folder}\\x`, withDescriptor(descriptor([own]))));
    }
    for (const desiredAccess of [DELETE, FILE_READ_ATTRIBUTES]) {
      assert.equal(bob.create("may\\x", { desiredAccess }).status, STATUS_SUCCESS);
      assert.equal(bob.create("not\\x", { desiredAccess }).status, STATUS_ACCESS_DENIED);
    }
  });

  it("making needs ADD_FILE or ADD_SUBDIRECTORY on the directory", () => {
    const { alice, bob } = start();
    const given = descriptor([allow(ALICE, FILE_ALL_ACCESS), allow(BOB, FILE_ADD_FILE)]);
    alice.close(alice.open("dir", { ...DIRECTORY, ...withDescriptor(given) }));
    const change = { createDisposition: FILE_CREATE };
    assert.equal(bob.create("dir\\x", change).status, STATUS_SUCCESS);
    assert.equal(bob.create("dir\\d", { ...change, ...DIRECTORY }).status, STATUS_ACCESS_DENIED);
  });

  it("who may not change a directory cannot keep readers out of what is in it", () => {
    const { alice, bob } = start();
    const given = descriptor([
      allow(ALICE, FILE_ALL_ACCESS, HANDED_DOWN),
      allow(BOB, FILE_GENERIC_READ, HANDED_DOWN),
    ]);
    alice.close(alice.open("dir", { ...DIRECTORY, ...withDescriptor(given) }));
    alice.put("dir\\x", "content");
    bob.open("dir\\x", { desiredAccess: FILE_READ_DATA, shareAccess: 0 });
    const reading = { desiredAccess: FILE_READ_DATA, shareAccess: 1 };
    assert.equal(alice.create("dir\\x", reading).status, STATUS_SUCCESS);
    assert.equal(alice.create("dir\\x").status, STATUS_SHARING_VIOLATION);
  });

  it("the SACL is for those with the privilege", () => {
    const users = [{ ...user("alice", 0), isAdministrator: true }, user("bob", 1)];
    const { alice, bob } = start(catalogInput({ users }));
    const change = { desiredAccess: ACCESS_SYSTEM_SECURITY | FILE_READ_DATA };
    assert.equal(bob.create("x", change).status, STATUS_PRIVILEGE_NOT_HELD);
    assert.equal(alice.create("x", change).status, STATUS_SUCCESS);
    assert.equal(bob.create("x", change).status, STATUS_PRIVILEGE_NOT_HELD);
  });

  it("an administrator takes ownership of what was locked, and reads it no sooner", () => {
    const users = [{ ...user("alice", 0), isAdministrator: true }, user("bob", 1)];
    const { alice, bob } = start(catalogInput({ users }));
    const locked = descriptor([allow(BOB, FILE_ALL_ACCESS)]);
    const change = { ...DIRECTORY, ...withDescriptor(locked) };
    bob.close(bob.open("dir", change));
    assert.equal(
      alice.create("dir", { desiredAccess: FILE_READ_DATA }).status,
      STATUS_ACCESS_DENIED,
    );
    assert.equal(alice.create("dir", { desiredAccess: WRITE_OWNER }).status, STATUS_SUCCESS);
  });

  it("the share's mask stands above any descriptor, in MxAc too", () => {
    const permissions = [{ principal: "everyone", principalId: "", right: "change" }] as const;
    const shares = [{ ...share("data", "/srv/data"), permissions: [...permissions] }];
    const { alice } = start(catalogInput({ shares }));
    alice.close(alice.open("x", { desiredAccess: MAXIMUM_ALLOWED }));
    assert.equal(maximalAccess(alice, "x"), 0x001301bf);
    assert.equal(alice.create("x", { desiredAccess: WRITE_DAC }).status, STATUS_ACCESS_DENIED);
  });
});

describe("descriptors of what is made", () => {
  it("an explicit one is stored with the maker as owner", () => {
    const { alice, world } = start();
    alice.close(alice.open("x", withDescriptor(descriptor([allow(SID_EVERYONE, FILE_READ_DATA)]))));
    const given = stored(world, "x");
    assert.equal(given?.owner?.text, ALICE.text);
    assert.deepEqual(
      given?.dacl?.aces.map((ace) => [ace.sid.text, ace.mask]),
      [["S-1-1-0", FILE_READ_DATA]],
    );
  });

  it("below a stored one, children get theirs stored, with the maker for CREATOR OWNER", () => {
    const { alice, bob, world } = start();
    const given = descriptor([
      allow(SID_EVERYONE, FILE_ALL_ACCESS),
      allow(SID_CREATOR_OWNER, FILE_READ_DATA, HANDED_DOWN),
    ]);
    alice.close(alice.open("dir", { ...DIRECTORY, ...withDescriptor(given) }));
    bob.close(bob.open("dir\\x"));
    const child = stored(world, "dir", "x");
    assert.equal(child?.owner?.text, BOB.text);
    assert.deepEqual(
      child?.dacl?.aces.map((ace) => [ace.sid.text, ace.mask, ace.flags]),
      [[BOB.text, FILE_READ_DATA, 0]],
    );
  });

  it("the maker is given what was asked for, whatever the new descriptor says", () => {
    const { alice } = start();
    const fileId = alice.open("x", withDescriptor(descriptor([])));
    assert.equal(alice.write(fileId, 0, new Uint8Array([1])).status, STATUS_SUCCESS);
    alice.close(fileId);
    assert.equal(
      alice.create("x", { desiredAccess: FILE_WRITE_DATA }).status,
      STATUS_ACCESS_DENIED,
    );
    assert.equal(alice.create("x", { desiredAccess: WRITE_DAC }).status, STATUS_SUCCESS);
  });

  it("an owner that the maker is not, and a SACL without the privilege, are refused", () => {
    const { alice } = start();
    const foreign = withDescriptor(descriptor([], { owner: BOB }));
    assert.equal(alice.create("x", foreign).status, STATUS_INVALID_OWNER);
    const audit = makeAcl([makeAce(SYSTEM_AUDIT_ACE_TYPE, 0xc0, FILE_READ_DATA, SID_EVERYONE)]);
    const watched = withDescriptor(descriptor([], { sacl: audit }));
    assert.equal(alice.create("x", watched).status, STATUS_PRIVILEGE_NOT_HELD);
  });

  it("what a local process makes below a stored descriptor is governed by it", () => {
    const { alice, bob, world } = start();
    const given = descriptor([allow(ALICE, FILE_ALL_ACCESS, HANDED_DOWN)]);
    alice.close(alice.open("dir", { ...DIRECTORY, ...withDescriptor(given) }));
    const volume = world.vfs.openShare("/srv/data", {
      caseSensitive: false,
      symlinks: "none",
      fileMode: 0o644,
      directoryMode: 0o755,
    });
    assert.ok(typeof volume !== "number");
    let parent = volume.lookup(["dir"]);
    for (const [directory, name] of [
      [true, "deep"],
      [false, "x"],
    ] as const) {
      assert.ok(typeof parent !== "number" && parent.node !== null);
      const made = volume.create(parent.node, name, {
        directory,
        uid: 0,
        gid: 0,
        attributes: 0,
        descriptor: null,
      });
      assert.ok(typeof made !== "number");
      parent = volume.lookup(["dir", "deep"]);
    }
    assert.equal(alice.create("dir\\deep\\x").status, STATUS_SUCCESS);
    assert.equal(bob.create("dir\\deep\\x").status, STATUS_ACCESS_DENIED);
  });

  it("a stored descriptor that cannot be read locks the file and what would inherit from it", () => {
    const { alice, world } = start();
    alice.close(alice.open("dir", DIRECTORY));
    alice.put("dir\\x", "");
    const volume = world.vfs.openShare("/srv/data", {
      caseSensitive: false,
      symlinks: "none",
      fileMode: 0o644,
      directoryMode: 0o755,
    });
    assert.ok(typeof volume !== "number");
    const found = volume.lookup(["dir"]);
    assert.ok(typeof found !== "number");
    found.node?.setDescriptor(new Uint8Array([1, 0, 4, 0x80, 0, 0, 0, 0xff]));
    assert.equal(alice.create("dir").status, STATUS_INVALID_SECURITY_DESCR);
    assert.equal(alice.create("dir\\x").status, STATUS_INVALID_SECURITY_DESCR);
    assert.equal(alice.create("dir\\new").status, STATUS_INVALID_SECURITY_DESCR);
  });
});
