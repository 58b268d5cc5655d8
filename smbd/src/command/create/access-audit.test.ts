import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ALICE,
  allow,
  auditList,
  BOB,
  DACL,
  descriptor,
  SACL,
  SecurityClient,
  watch,
} from "../../test/security-client.ts";
import { catalogInput, user, World } from "../../test/world.ts";
import {
  FILE_CREATE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  OPLOCK_LEVEL_BATCH,
} from "../../wire/message/create.ts";
import {
  ACCESS_SYSTEM_SECURITY,
  DELETE,
  FILE_ADD_FILE,
  FILE_ALL_ACCESS,
  FILE_GENERIC_READ,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  GENERIC_READ,
  MAXIMUM_ALLOWED,
} from "../../wire/security/access-mask.ts";
import {
  FAILED_ACCESS_ACE_FLAG,
  INHERIT_ONLY_ACE,
  OBJECT_INHERIT_ACE,
  SUCCESSFUL_ACCESS_ACE_FLAG,
} from "../../wire/security/ace.ts";
import type { SecurityDescriptor } from "../../wire/security/descriptor.ts";
import { SID_AUTHENTICATED_USERS, SID_EVERYONE } from "../../wire/security/well-known.ts";
import { STATUS_ACCESS_DENIED, STATUS_SUCCESS } from "../../wire/status.ts";

const GRANTED = SUCCESSFUL_ACCESS_ACE_FLAG;
const DENIED = FAILED_ACCESS_ACE_FLAG;

/** Alice is an administrator, whose privilege it takes to set an audit list; bob is watched. */
class Bench {
  readonly world = new World(
    catalogInput({ users: [{ ...user("alice", 0), isAdministrator: true }, user("bob", 1)] }),
  );
  readonly alice = new SecurityClient(this.world.connected("alice"));
  readonly bob = new SecurityClient(this.world.connected("bob"));

  watched(name: string, list: SecurityDescriptor, createOptions = 0): void {
    const desiredAccess = FILE_ALL_ACCESS | ACCESS_SYSTEM_SECURITY;
    const fileId = this.alice.open(name, { desiredAccess, createOptions });
    assert.equal(this.alice.setSecurity(fileId, SACL, list), STATUS_SUCCESS);
    this.alice.close(fileId);
    this.told();
  }

  /** What the audit was told since the last time: who, what, which rights, and how it came out. */
  told(): unknown[] {
    return this.world.events
      .splice(0)
      .flatMap((event) => (event.type === "audit" && event.kind === "objectAccess" ? [event] : []))
      .map(({ user: who, share, path, detail, status }) => [who, share, path, detail, status]);
  }

  end(): void {
    assert.deepEqual(this.world.leftovers(), {});
  }
}

describe("the audit list of a file", () => {
  it("tells of the rights that it names when they are granted to whom it names", () => {
    const bench = new Bench();
    bench.watched("f", auditList(watch(BOB, FILE_READ_DATA | DELETE, GRANTED)));
    bench.bob.open("f", { desiredAccess: FILE_WRITE_DATA });
    bench.alice.open("f");
    assert.deepEqual(bench.told(), []);
    bench.bob.open("f", { desiredAccess: FILE_GENERIC_READ });
    assert.deepEqual(bench.told(), [["bob", "data", "f", "read data", STATUS_SUCCESS]]);
    bench.bob.open("f", { desiredAccess: MAXIMUM_ALLOWED });
    assert.deepEqual(bench.told(), [["bob", "data", "f", "read data, delete", STATUS_SUCCESS]]);
    bench.end();
  });

  it("tells of denials where it is for those, and of nothing else", () => {
    const bench = new Bench();
    bench.alice.make("f", descriptor([allow(ALICE, FILE_ALL_ACCESS), allow(BOB, FILE_READ_DATA)]));
    bench.watched("f", auditList(watch(SID_EVERYONE, FILE_READ_DATA | FILE_WRITE_DATA, DENIED)));
    bench.bob.open("f", { desiredAccess: FILE_READ_DATA });
    assert.deepEqual(bench.told(), []);
    const { status } = bench.bob.create("f", { desiredAccess: FILE_WRITE_DATA });
    assert.equal(status, STATUS_ACCESS_DENIED);
    assert.deepEqual(bench.told(), [["bob", "data", "f", "write data", STATUS_ACCESS_DENIED]]);
    bench.end();
  });

  it("counts groups, generic rights, and what replacing a file takes", () => {
    const bench = new Bench();
    const list = auditList(
      watch(SID_AUTHENTICATED_USERS, GENERIC_READ, GRANTED),
      watch(SID_AUTHENTICATED_USERS, FILE_WRITE_DATA, GRANTED),
    );
    bench.watched("f", list);
    bench.bob.open("f", { desiredAccess: FILE_READ_DATA, createDisposition: 5 });
    assert.deepEqual(bench.told(), [["bob", "data", "f", "read data, write data", STATUS_SUCCESS]]);
    bench.end();
  });

  it("is handed down to what is made below, and says nothing of the folder where it is only that", () => {
    const bench = new Bench();
    const flags = GRANTED | OBJECT_INHERIT_ACE | INHERIT_ONLY_ACE;
    bench.watched("d", auditList(watch(BOB, FILE_WRITE_DATA, flags)), FILE_DIRECTORY_FILE);
    bench.bob.open("d", { createOptions: FILE_DIRECTORY_FILE });
    assert.deepEqual(bench.told(), []);
    bench.bob.open("d\\f", { desiredAccess: FILE_WRITE_DATA, createDisposition: FILE_CREATE });
    assert.deepEqual(bench.told(), [["bob", "data", "d/f", "write data", STATUS_SUCCESS]]);
    bench.bob.open("d\\f", { desiredAccess: FILE_WRITE_DATA, createDisposition: FILE_OPEN });
    assert.deepEqual(bench.told(), [["bob", "data", "d/f", "write data", STATUS_SUCCESS]]);
    bench.end();
  });

  it("tells who was not let into a folder to make something there", () => {
    const bench = new Bench();
    const folder = descriptor([allow(ALICE, FILE_ALL_ACCESS), allow(BOB, FILE_GENERIC_READ)]);
    bench.alice.make("d", folder, FILE_DIRECTORY_FILE);
    bench.watched("d", auditList(watch(BOB, FILE_ADD_FILE, DENIED)), FILE_DIRECTORY_FILE);
    assert.equal(bench.bob.create("d\\f").status, STATUS_ACCESS_DENIED);
    assert.deepEqual(bench.told(), [["bob", "data", "d", "add files", STATUS_ACCESS_DENIED]]);
    bench.end();
  });

  it("tells once of an open that waited, and not of one that never came to be", () => {
    const bench = new Bench();
    bench.watched("f", auditList(watch(BOB, FILE_READ_DATA, GRANTED)));
    const held = bench.alice.open("f", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
    const id = bench.bob.send("f", { desiredAccess: FILE_READ_DATA });
    assert.deepEqual(bench.told(), []);
    bench.alice.close(held);
    assert.equal(bench.bob.client.take(id).status, STATUS_SUCCESS);
    assert.equal(bench.told().length, 1);
    bench.alice.open("f", { desiredAccess: FILE_WRITE_DATA, shareAccess: 7 });
    assert.notEqual(bench.bob.create("f", { shareAccess: 0 }).status, STATUS_SUCCESS);
    assert.deepEqual(bench.told(), []);
    bench.end();
  });

  it("is shown to and set by those with the privilege alone, and stays when the rights change", () => {
    const bench = new Bench();
    const list = auditList(watch(BOB, FILE_READ_DATA, GRANTED));
    bench.watched("f", list);
    const fileId = bench.bob.open("f");
    assert.equal(bench.bob.querySecurity(fileId, SACL).status, STATUS_ACCESS_DENIED);
    assert.equal(bench.bob.setSecurity(fileId, SACL, auditList()), STATUS_ACCESS_DENIED);
    const rights = descriptor([allow(SID_EVERYONE, FILE_ALL_ACCESS)]);
    assert.equal(bench.bob.setSecurity(fileId, DACL, rights), STATUS_SUCCESS);
    const desiredAccess = FILE_ALL_ACCESS | ACCESS_SYSTEM_SECURITY;
    const seen = bench.alice.security(bench.alice.open("f", { desiredAccess }), SACL);
    assert.deepEqual(seen.sacl?.aces, list.sacl?.aces);
    bench.end();
  });
});
