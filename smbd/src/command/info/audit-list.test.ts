/** The list for audit (SACL), set and read as Windows does with SeSecurityPrivilege. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ALICE,
  allow,
  auditList,
  BOB,
  DACL,
  descriptor,
  OWNER,
  SACL,
  SecurityClient,
  watch,
} from "../../test/security-client.ts";
import { catalogInput, user, World } from "../../test/world.ts";
import {
  FILE_CREATE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_FOR_BACKUP_INTENT,
} from "../../wire/message/create.ts";
import { BACKUP_SECURITY_INFORMATION } from "../../wire/message/query-info.ts";
import {
  ACCESS_SYSTEM_SECURITY,
  FILE_ALL_ACCESS,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  READ_CONTROL,
  WRITE_DAC,
  WRITE_OWNER,
} from "../../wire/security/access-mask.ts";
import {
  CONTAINER_INHERIT_ACE,
  FAILED_ACCESS_ACE_FLAG,
  INHERITED_ACE,
  OBJECT_INHERIT_ACE,
  SUCCESSFUL_ACCESS_ACE_FLAG,
} from "../../wire/security/ace.ts";
import {
  parseSecurityDescriptor,
  SE_DACL_PRESENT,
  SE_SACL_AUTO_INHERIT_REQ,
  SE_SACL_AUTO_INHERITED,
  SE_SACL_PRESENT,
  SE_SACL_PROTECTED,
} from "../../wire/security/descriptor.ts";
import { SID_EVERYONE } from "../../wire/security/well-known.ts";
import { STATUS_ACCESS_DENIED, STATUS_SUCCESS } from "../../wire/status.ts";

const HANDED_DOWN = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
const OF_WRITES = watch(SID_EVERYONE, FILE_WRITE_DATA, SUCCESSFUL_ACCESS_ACE_FLAG);
const OF_REFUSALS = watch(BOB, FILE_READ_DATA, FAILED_ACCESS_ACE_FLAG | HANDED_DOWN);

/** alice is an administrator, and so has the privilege. */
function start(): { world: World; alice: SecurityClient } {
  const users = [{ ...user("alice", 0), isAdministrator: true }, user("bob", 1)];
  const world = new World(catalogInput({ users }));
  return { world, alice: new SecurityClient(world.connected("alice")) };
}

const ofList = (access = 0) => ({ desiredAccess: ACCESS_SYSTEM_SECURITY | access });
const FOLDER = { createOptions: FILE_DIRECTORY_FILE };

function read(client: SecurityClient, name: string, change = {}) {
  const fileId = client.open(name, { ...ofList(READ_CONTROL), ...change });
  const { status, output } = client.querySecurity(fileId, SACL);
  assert.equal(status, STATUS_SUCCESS);
  client.close(fileId);
  return parseSecurityDescriptor(output);
}

const shown = (client: SecurityClient, name: string) =>
  read(client, name).sacl?.aces.map(({ flags, mask, sid }) => [sid.text, mask, flags]) ?? null;

describe("the list for audit", () => {
  it("is set and read alone, by a handle with nothing but the right to it", () => {
    const { world, alice } = start();
    alice.put("f", "");
    const before = alice.security(alice.open("f"), OWNER | DACL);
    const fileId = alice.open("f", ofList());
    const list = auditList(OF_WRITES, OF_REFUSALS);
    assert.equal(alice.setSecurity(fileId, SACL, list), STATUS_SUCCESS);
    const { status, output } = alice.querySecurity(fileId, SACL);
    assert.equal(status, STATUS_SUCCESS);
    const found = parseSecurityDescriptor(output);
    assert.deepEqual(found.sacl?.aces, list.sacl?.aces);
    assert.equal(found.control & SE_SACL_PRESENT, SE_SACL_PRESENT);
    assert.deepEqual(
      [found.owner, found.group, found.dacl, found.control & SE_DACL_PRESENT],
      [null, null, null, 0],
    );
    assert.equal(alice.querySecurity(fileId, DACL).status, STATUS_ACCESS_DENIED);
    assert.deepEqual(
      alice.security(alice.open("f"), OWNER | DACL),
      before,
      "the rest is as it was",
    );
    assert.deepEqual(world.leftovers(), {});
  });

  it("is not seen where it was not asked for, and outlives a change of the rest", () => {
    const { world, alice } = start();
    alice.put("f", "");
    alice.setSecurity(alice.open("f", ofList()), SACL, auditList(OF_WRITES));
    const fileId = alice.open("f");
    assert.equal(alice.security(fileId, OWNER | DACL).sacl, null);
    const given = descriptor([allow(ALICE, FILE_ALL_ACCESS)]);
    assert.equal(alice.setSecurity(fileId, DACL, given), STATUS_SUCCESS);
    assert.equal(shown(alice, "f")?.length, 1);
    assert.deepEqual(world.leftovers(), {});
  });

  it("is emptied, taken away, protected, and marked as Windows marks it", () => {
    const { world, alice } = start();
    alice.put("f", "");
    const fileId = alice.open("f", ofList());
    const set = (control: number, list = auditList(OF_WRITES)) =>
      assert.equal(alice.setSecurity(fileId, SACL, { ...list, control }), STATUS_SUCCESS);
    const control = () => read(alice, "f").control;
    set(SE_SACL_PRESENT | SE_SACL_PROTECTED);
    assert.equal(control() & SE_SACL_PROTECTED, SE_SACL_PROTECTED);
    // [MS-DTYP] 2.4.6: kept only where it was asked for.
    set(SE_SACL_PRESENT | SE_SACL_AUTO_INHERITED);
    assert.equal(control() & (SE_SACL_AUTO_INHERITED | SE_SACL_PROTECTED), 0);
    set(SE_SACL_PRESENT | SE_SACL_AUTO_INHERITED | SE_SACL_AUTO_INHERIT_REQ);
    const marks = SE_SACL_AUTO_INHERITED | SE_SACL_AUTO_INHERIT_REQ;
    assert.equal(control() & marks, SE_SACL_AUTO_INHERITED);
    set(SE_SACL_PRESENT, auditList());
    assert.deepEqual(shown(alice, "f"), []);
    set(0, { ...auditList(), sacl: null });
    assert.equal(shown(alice, "f"), null);
    assert.deepEqual(world.leftovers(), {});
  });

  it("of a folder reaches what is made in it", () => {
    const { world, alice } = start();
    alice.close(alice.open("d", { ...FOLDER, createDisposition: FILE_CREATE }));
    const folder = alice.open("d", { ...FOLDER, ...ofList() });
    const control = SE_SACL_PRESENT | SE_SACL_AUTO_INHERITED | SE_SACL_AUTO_INHERIT_REQ;
    const list = { ...auditList(OF_WRITES, OF_REFUSALS), control };
    assert.equal(alice.setSecurity(folder, SACL, list), STATUS_SUCCESS);
    alice.put("d\\f", "");
    const flags = FAILED_ACCESS_ACE_FLAG | INHERITED_ACE;
    assert.deepEqual(shown(alice, "d\\f"), [[BOB.text, FILE_READ_DATA, flags]]);
    alice.close(alice.open("d\\e", { ...FOLDER, createDisposition: FILE_CREATE }));
    assert.deepEqual(shown(alice, "d\\e"), [[BOB.text, FILE_READ_DATA, flags | HANDED_DOWN]]);
    assert.deepEqual(world.leftovers(), {});
  });

  it("is told of what it names: what was done, and what was refused", () => {
    const { world, alice } = start();
    alice.put("f", "");
    const only = descriptor([allow(ALICE, FILE_ALL_ACCESS), allow(BOB, READ_CONTROL)]);
    assert.equal(alice.setSecurity(alice.open("f"), DACL, only), STATUS_SUCCESS);
    alice.setSecurity(alice.open("f", ofList()), SACL, auditList(OF_WRITES, OF_REFUSALS));
    world.events.splice(0);
    const bob = new SecurityClient(world.connected("bob"));
    const reading = { desiredAccess: FILE_READ_DATA, createDisposition: FILE_OPEN };
    assert.equal(bob.create("f", reading).status, STATUS_ACCESS_DENIED);
    alice.close(alice.open("f", { desiredAccess: FILE_WRITE_DATA }));
    const told = world.events.flatMap((event) =>
      event.type === "audit" && event.kind === "objectAccess"
        ? [[event.user, event.status, event.detail]]
        : [],
    );
    assert.deepEqual(told, [
      ["bob", STATUS_ACCESS_DENIED, "read data"],
      ["alice", STATUS_SUCCESS, "write data"],
    ]);
    assert.deepEqual(world.leftovers(), {});
  });

  it("goes with all the rest where a whole descriptor is restored", () => {
    const { world, alice } = start();
    alice.put("f", "");
    const intent = { createDisposition: FILE_OPEN, createOptions: FILE_OPEN_FOR_BACKUP_INTENT };
    const some = { ...intent, desiredAccess: WRITE_DAC | WRITE_OWNER };
    const given = descriptor([allow(BOB, FILE_ALL_ACCESS)], {
      owner: BOB,
      group: SID_EVERYONE,
      sacl: auditList(OF_WRITES).sacl,
    });
    const whole = { ...given, control: given.control | SE_SACL_PRESENT };
    const all = BACKUP_SECURITY_INFORMATION;
    // [MS-SMB2] 2.2.39: it takes the rights of all parts.
    assert.equal(alice.setSecurity(alice.open("f", some), all, whole), STATUS_ACCESS_DENIED);
    const every = { ...intent, ...ofList(READ_CONTROL | WRITE_DAC | WRITE_OWNER) };
    const fileId = alice.open("f", every);
    assert.equal(alice.setSecurity(fileId, all, whole), STATUS_SUCCESS);
    const found = parseSecurityDescriptor(alice.querySecurity(fileId, all).output);
    assert.deepEqual(
      [found.owner?.text, found.group?.text, found.dacl?.aces, found.sacl?.aces],
      [BOB.text, SID_EVERYONE.text, given.dacl?.aces, given.sacl?.aces],
    );
    assert.deepEqual(world.leftovers(), {});
  });
});
