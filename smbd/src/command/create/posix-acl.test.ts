import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MemoryNode } from "../../host/memory/node.ts";
import type { PosixAcl, PosixAclEntry } from "../../port/posix-acl.ts";
import { maximalAccess, privilegesOf } from "../../state/access-check.ts";
import { principalOf } from "../../state/accounts.ts";
import { FileClient } from "../../test/file-client.ts";
import { catalogInput, share, user, World } from "../../test/world.ts";
import { FILE_DIRECTORY_FILE } from "../../wire/message/create.ts";
import {
  FILE_ADD_FILE,
  FILE_ALL_ACCESS,
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
} from "../../wire/security/access-mask.ts";
import { makeAce } from "../../wire/security/ace.ts";
import { makeAcl } from "../../wire/security/acl.ts";
import { formatSecurityDescriptor } from "../../wire/security/descriptor.ts";
import { SID_AUTHENTICATED_USERS, SID_NULL } from "../../wire/security/well-known.ts";
import { effectiveDescriptor } from "./effective-descriptor.ts";

const BOB_UID = 10_001;
const CAROL_UID = 10_002;
const entry = (tag: PosixAclEntry["tag"], bits: number, id = 0): PosixAclEntry => ({
  ...{ tag, id, bits },
});
const acl = (owner: number, group: number, other: number, ...named: PosixAclEntry[]): PosixAcl => [
  entry("owner", owner),
  ...named.filter(({ tag }) => tag === "user"),
  entry("group", group),
  ...named.filter(({ tag }) => tag === "namedGroup"),
  entry("mask", 7),
  entry("other", other),
];

function start() {
  const world = new World(
    catalogInput({
      users: [user("alice", 0), user("bob", 1), user("carol", 2)],
      groups: [{ id: "g", name: "staff", rid: 2000, gid: 20_000, memberIds: ["u-bob", "u-carol"] }],
    }),
  );
  const files = new FileClient(world.connected());
  files.close(files.open("dir", { createOptions: FILE_DIRECTORY_FILE }));
  files.close(files.open("dir\\sub", { createOptions: FILE_DIRECTORY_FILE }));
  files.put("dir\\x", "");
  files.put("dir\\sub\\y", "");
  const volume = world.engine.volumes.of(share("data", "/srv/data"));
  assert.ok(typeof volume !== "number");
  const withNode = <Answer>(path: string[], work: (node: MemoryNode) => Answer): Answer => {
    const found = volume.lookup(path);
    assert.ok(typeof found !== "number" && found.node instanceof MemoryNode);
    try {
      return work(found.node);
    } finally {
      found.parent.close();
      found.node.close();
    }
  };
  const give = (path: string[], access: PosixAcl | null, inherited: PosixAcl | null = null) =>
    withNode(path, (node) => {
      node.inode.posixAcls = { access, inherited };
    });
  /** rwx of a user, as a letter each. */
  const may = (name: string, path: string[]) =>
    withNode(path, (node) => {
      const { catalog } = world.engine;
      const effective = effectiveDescriptor(catalog, volume, path, node);
      assert.ok(typeof effective !== "number");
      const principal = principalOf(catalog, catalog.userByName(name)!);
      const rights = maximalAccess(effective.descriptor, principal, privilegesOf(principal));
      const write = node.isDirectory ? FILE_ADD_FILE : FILE_WRITE_DATA;
      return [
        (rights & FILE_READ_DATA) !== 0 ? "r" : "-",
        (rights & write) !== 0 ? "w" : "-",
        (rights & FILE_EXECUTE) !== 0 ? "x" : "-",
      ].join("");
    });
  return { world, files, give, may, withNode };
}

describe("a file without a descriptor", () => {
  test("that has only a mode is everybody's whom the share lets in", () => {
    const { may } = start();
    assert.equal(may("bob", ["dir", "x"]), "rwx");
  });

  test("lets in whom its POSIX ACL names, and as far as that", () => {
    const { give, may, world, files } = start();
    give(["dir", "x"], acl(6, 0, 0, entry("user", 4, BOB_UID)));
    assert.deepEqual(
      ["alice", "bob", "carol"].map((name) => may(name, ["dir", "x"])),
      ["rw-", "r--", "---"],
    );
    const bob = new FileClient(world.connected("bob"));
    const read = { desiredAccess: FILE_READ_DATA };
    assert.equal(bob.create("dir\\x", read).status, 0);
    assert.notEqual(bob.create("dir\\x", { desiredAccess: FILE_WRITE_DATA }).status, 0);
    assert.notEqual(new FileClient(world.connected("carol")).create("dir\\x", read).status, 0);
    assert.equal(files.create("dir\\sub\\y").status, 0);
    assert.deepEqual(world.leftovers(), {});
  });

  test("stops at the first entry as POSIX does: a named user has no more from groups and others", () => {
    const { give, may } = start();
    const staff = entry("namedGroup", 6, 20_000);
    give(["dir", "x"], acl(4, 0, 7, entry("user", 4, CAROL_UID), staff));
    assert.equal(may("carol", ["dir", "x"]), "r--");
    assert.equal(may("bob", ["dir", "x"]), "rw-", "in the group, and so none of the others");
    assert.equal(may("alice", ["dir", "x"]), "r--", "the owner");
  });

  test("counts the mask against named ones and groups", () => {
    const { give, may } = start();
    const masked = acl(7, 7, 0, entry("user", 7, BOB_UID)).map((one) =>
      one.tag === "mask" ? { ...one, bits: 4 } : one,
    );
    give(["dir", "x"], masked);
    assert.equal(may("bob", ["dir", "x"]), "r--");
    assert.equal(may("alice", ["dir", "x"]), "rwx");
  });

  test("inherits what a directory above hands down to local processes", () => {
    const { give, may } = start();
    give(["dir"], null, acl(7, 0, 0, entry("user", 5, BOB_UID)));
    assert.equal(may("bob", ["dir", "x"]), "r-x");
    assert.equal(may("bob", ["dir", "sub", "y"]), "r-x");
    assert.equal(may("carol", ["dir", "sub", "y"]), "---");
    assert.equal(may("alice", ["dir", "sub", "y"]), "rwx", "its owner");
    assert.equal(may("carol", ["dir"]), "rwx", "the directory itself has a mode alone");
  });
});

describe("a file that a local process made below a stored descriptor", () => {
  const PROJECTED = acl(7, 0, 0, entry("user", 5, BOB_UID));

  function store({ withNode }: Pick<ReturnType<typeof start>, "withNode">) {
    const dacl = makeAcl([makeAce(0, 0x03, FILE_ALL_ACCESS, SID_AUTHENTICATED_USERS)]);
    const descriptor = formatSecurityDescriptor({
      ...{ control: 0x8004, resourceManagerControl: 0, owner: SID_NULL, group: SID_NULL },
      ...{ sacl: null, dacl },
    });
    withNode(["dir"], (node) => assert.equal(node.setDescriptor(descriptor), 0));
  }

  test("has what the descriptor says, of which its ACL is a poorer copy", () => {
    const stage = start();
    store(stage);
    stage.give(["dir"], PROJECTED, PROJECTED);
    // Made with mode 0640: the kernel took bits from the owner, the mask and the others.
    const kept = PROJECTED.map((one) => (one.tag === "owner" ? { ...one, bits: 6 } : one));
    stage.give(["dir", "x"], kept);
    stage.give(["dir", "sub"], PROJECTED, PROJECTED);
    stage.give(["dir", "sub", "y"], PROJECTED);
    for (const path of [
      ["dir", "x"],
      ["dir", "sub"],
      ["dir", "sub", "y"],
    ]) {
      assert.equal(stage.may("carol", path), "rwx", path.join("/"));
    }
  });

  test("has what its own ACL says once somebody gave it another", () => {
    const stage = start();
    store(stage);
    stage.give(["dir"], PROJECTED, PROJECTED);
    stage.give(["dir", "x"], acl(6, 0, 0, entry("user", 4, CAROL_UID)));
    assert.equal(stage.may("carol", ["dir", "x"]), "r--");
    assert.equal(stage.may("bob", ["dir", "x"]), "---");
    stage.give(["dir", "sub"], PROJECTED, acl(7, 0, 0, entry("user", 4, CAROL_UID)));
    assert.equal(stage.may("carol", ["dir", "sub", "y"]), "r--");
    assert.equal(stage.may("alice", ["dir", "sub", "y"]), "rwx");
  });
});
