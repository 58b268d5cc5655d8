/** The rights of backup operators: SeBackupPrivilege and SeRestorePrivilege over the network. */
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
  withDescriptor,
} from "../../test/security-client.ts";
import { catalogInput, share, user, World } from "../../test/world.ts";
import {
  FILE_CREATE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_FOR_BACKUP_INTENT,
} from "../../wire/message/create.ts";
import {
  ACCESS_SYSTEM_SECURITY,
  DELETE,
  FILE_ALL_ACCESS,
  FILE_GENERIC_READ,
  FILE_GENERIC_WRITE,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  MAXIMUM_ALLOWED,
  READ_CONTROL,
  WRITE_DAC,
  WRITE_OWNER,
} from "../../wire/security/access-mask.ts";
import { SID_EVERYONE } from "../../wire/security/well-known.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_OWNER,
  STATUS_PRIVILEGE_NOT_HELD,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const OPERATOR = { ...user("bob", 1), isBackupOperator: true };
const INTENT = { createDisposition: FILE_OPEN, createOptions: FILE_OPEN_FOR_BACKUP_INTENT };

/** Everything below "d" is alice's alone; bob is a backup operator. */
class Bench {
  readonly world: World;
  readonly alice: SecurityClient;
  readonly bob: SecurityClient;

  constructor(change: Parameters<typeof catalogInput>[0] = {}) {
    this.world = new World(catalogInput({ users: [user("alice", 0), OPERATOR], ...change }));
    this.alice = new SecurityClient(this.world.connected("alice"));
    this.bob = new SecurityClient(this.world.connected("bob"));
    const only = descriptor([allow(ALICE, FILE_ALL_ACCESS)]);
    this.alice.make("d", only, FILE_DIRECTORY_FILE);
    this.alice.make("d\\f", only);
    this.world.events.splice(0);
  }

  told(): unknown[] {
    return this.world.events
      .splice(0)
      .flatMap((event) => (event.type === "audit" && event.kind === "backupAccess" ? [event] : []))
      .map(({ user: who, path, detail }) => [who, path, detail]);
  }

  end(): void {
    assert.deepEqual(this.world.leftovers(), {});
  }
}

describe("an open with backup intent", () => {
  it("reads past the descriptor, and the audit is told", () => {
    const bench = new Bench();
    const desiredAccess = FILE_READ_DATA;
    assert.equal(bench.bob.create("d\\f", { desiredAccess }).status, STATUS_ACCESS_DENIED);
    assert.deepEqual(bench.told(), []);
    const fileId = bench.bob.open("d\\f", { ...INTENT, desiredAccess });
    assert.deepEqual(bench.told(), [["bob", "d/f", "read data"]]);
    assert.equal(bench.bob.read(fileId, 0, 1).status !== STATUS_ACCESS_DENIED, true);
    bench.end();
  });

  it("lists a folder, and reads descriptors and audit lists", () => {
    const bench = new Bench();
    const createOptions = FILE_OPEN_FOR_BACKUP_INTENT | FILE_DIRECTORY_FILE;
    const desiredAccess = FILE_GENERIC_READ | ACCESS_SYSTEM_SECURITY;
    const folder = bench.bob.open("d", { ...INTENT, createOptions, desiredAccess });
    assert.deepEqual(bench.bob.list(folder).names, [".", "..", "f"]);
    assert.deepEqual(bench.bob.security(folder, DACL).dacl?.aces.length, 1);
    assert.equal(bench.bob.querySecurity(folder, SACL).status, STATUS_SUCCESS);
    bench.end();
  });

  it("restores: contents, owner, descriptor, audit list, and what is not there any more", () => {
    const bench = new Bench();
    const desiredAccess =
      FILE_GENERIC_WRITE | WRITE_DAC | WRITE_OWNER | DELETE | ACCESS_SYSTEM_SECURITY;
    const fileId = bench.bob.open("d\\f", { ...INTENT, desiredAccess });
    assert.equal(bench.bob.write(fileId, 0, new Uint8Array(3)).status, STATUS_SUCCESS);
    const given = descriptor([allow(BOB, FILE_ALL_ACCESS)], { owner: ALICE });
    assert.equal(bench.bob.setSecurity(fileId, OWNER | DACL, given), STATUS_SUCCESS);
    assert.equal(bench.bob.setSecurity(fileId, SACL, auditList()), STATUS_SUCCESS);
    bench.told();
    const fresh = { ...INTENT, createDisposition: FILE_CREATE };
    assert.equal(bench.bob.create("d\\g").status, STATUS_ACCESS_DENIED);
    const made = bench.bob.open("d\\g", { ...fresh, ...withDescriptor(given) });
    assert.deepEqual(bench.told(), [["bob", "d/g", "write data"]]);
    assert.equal(bench.bob.security(made, OWNER).owner?.text, ALICE.text);
    bench.end();
  });

  it("gives a person who is no backup operator nothing, and the audit list least of all", () => {
    const bench = new Bench({ users: [user("alice", 0), user("bob", 1)] });
    const open = (desiredAccess: number) => bench.bob.create("d\\f", { ...INTENT, desiredAccess });
    assert.equal(open(FILE_READ_DATA).status, STATUS_ACCESS_DENIED);
    assert.equal(open(ACCESS_SYSTEM_SECURITY).status, STATUS_PRIVILEGE_NOT_HELD);
    assert.equal(bench.bob.create("d\\g", { ...INTENT, createDisposition: 2 }).response, null);
    assert.deepEqual(bench.told(), []);
    bench.end();
  });

  it("never reaches past what the share leaves", () => {
    const readers = [{ principal: "everyone", principalId: "", right: "read" }] as const;
    const shares = [
      share("data", "/srv/data"),
      { ...share("r", "/srv/data"), permissions: readers },
    ];
    const world = new World(catalogInput({ users: [user("alice", 0), OPERATOR], shares }));
    const alice = new SecurityClient(world.connected("alice"));
    alice.make("f", descriptor([allow(ALICE, FILE_ALL_ACCESS)]));
    const bob = new SecurityClient(world.connected("bob", "r"));
    const open = (desiredAccess: number) => bob.create("f", { ...INTENT, desiredAccess }).status;
    assert.equal(open(FILE_READ_DATA | READ_CONTROL), STATUS_SUCCESS);
    for (const right of [FILE_WRITE_DATA, DELETE, WRITE_DAC, WRITE_OWNER]) {
      assert.equal(open(right), STATUS_ACCESS_DENIED);
    }
    assert.equal(bob.create("g", { ...INTENT, createDisposition: 2 }).status, STATUS_ACCESS_DENIED);
    assert.deepEqual(world.leftovers(), {});
  });

  it("tells nothing where the descriptor would have let the operator in anyway", () => {
    const bench = new Bench();
    bench.alice.make("open", descriptor([allow(BOB, FILE_ALL_ACCESS)]));
    bench.bob.open("open", { ...INTENT, desiredAccess: FILE_READ_DATA });
    assert.deepEqual(bench.told(), []);
    bench.bob.open("d\\f", { ...INTENT, desiredAccess: MAXIMUM_ALLOWED });
    assert.equal(bench.told().length, 1);
    bench.bob.open("open", { ...INTENT, desiredAccess: FILE_READ_ATTRIBUTES });
    assert.deepEqual(bench.told(), []);
    bench.end();
  });
});

it("who is neither operator nor administrator makes nothing in the name of another, but may in that of a group", () => {
  const bench = new Bench({ users: [user("alice", 0), user("bob", 1)] });
  const given = descriptor([allow(BOB, FILE_ALL_ACCESS)], { owner: ALICE });
  assert.equal(bench.bob.create("g", withDescriptor(given)).status, STATUS_INVALID_OWNER);
  const ofAll = descriptor([allow(BOB, FILE_ALL_ACCESS)], { owner: SID_EVERYONE });
  const fileId = bench.bob.open("g", withDescriptor(ofAll));
  assert.equal(bench.bob.setSecurity(fileId, OWNER, given), STATUS_INVALID_OWNER);
  assert.equal(bench.bob.setSecurity(fileId, OWNER, ofAll), STATUS_SUCCESS);
  bench.end();
});
