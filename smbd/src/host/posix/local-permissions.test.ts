import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { PosixAcl, PosixAclEntry, PosixPermissions } from "../../port/posix-acl.ts";
import type { VfsNode, VfsShare } from "../../port/vfs.ts";
import { STATUS_SUCCESS } from "../../wire/status.ts";
import { native } from "../native.ts";
import { projectDescriptor } from "./local-permissions.ts";
import { ACCESS_ACL, DEFAULT_ACL, decodePosixAcl } from "./posix-acl.ts";
import { PosixVfs } from "./posix-vfs.ts";

const isRoot = process.getuid?.() === 0;
const DESCRIPTOR = Uint8Array.of(1, 0, 0x04, 0x80, ...new Uint8Array(16));
const entry = (tag: PosixAclEntry["tag"], bits: number, id = 0): PosixAclEntry => ({
  ...{ tag, id, bits },
});
const MINIMAL: PosixAcl = [entry("owner", 6), entry("group", 4), entry("other", 0)];
const NAMED: PosixAcl = [
  entry("owner", 7),
  entry("user", 6, 4321),
  entry("group", 4),
  entry("namedGroup", 5, 8765),
  entry("mask", 7),
  entry("other", 0),
];

describe("the permissions that a descriptor projects", { skip: !isRoot && "not root" }, () => {
  const folder = fs.mkdtempSync(join(tmpdir(), "larder-acl-"));
  fs.chmodSync(folder, 0o755);
  const vfs = new PosixVfs();
  let permissions: PosixPermissions | null = null;
  const asked: unknown[] = [];
  const share = vfs.openShare(folder, {
    ...{ caseSensitive: true, symlinks: "none", fileMode: 0o600, directoryMode: 0o700 },
    permissionsOf: (descriptor, file) => {
      asked.push([Buffer.compare(descriptor, DESCRIPTOR), file]);
      return permissions;
    },
  }) as VfsShare;
  assert.notEqual(typeof share, "number");
  after(() => {
    share.close();
    vfs.close();
    fs.rmSync(folder, { recursive: true });
  });
  const acl = (name: string, attribute = ACCESS_ACL) => {
    const fd = fs.openSync(join(folder, name), "r");
    const value = new Uint8Array(1024);
    const length = native.getAttribute(fd, attribute, value);
    fs.closeSync(fd);
    return length < 0 ? length : decodePosixAcl(value.subarray(0, length));
  };
  const mode = (name: string) => (fs.statSync(join(folder, name)).mode & 0o7777).toString(8);
  const node = (name: string): VfsNode => {
    const found = share.lookup([name]);
    assert.ok(typeof found !== "number" && found.node !== null);
    found.parent.close();
    return found.node;
  };
  const set = (name: string, wanted: PosixPermissions) => {
    permissions = wanted;
    const file = node(name);
    assert.equal(file.setDescriptor(DESCRIPTOR), STATUS_SUCCESS);
    file.close();
  };

  test("are stored as an ACL, and the mode shows its mask", () => {
    fs.writeFileSync(join(folder, "file"), "");
    set("file", { access: NAMED, inherited: null, mode: 0o700 });
    assert.deepEqual(acl("file"), NAMED);
    assert.equal(mode("file"), "770");
    assert.deepEqual(asked.at(-1), [0, { isDirectory: false, uid: 0, gid: 0 }]);
  });

  test("let in whom they name and nobody else, as the kernel sees it", () => {
    fs.writeFileSync(join(folder, "checked"), "text");
    set("checked", { access: NAMED, inherited: null, mode: 0o700 });
    const may = (uid: number, gid: number, test: string) =>
      spawnSync("setpriv", [
        ...[`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"],
        ...["test", test, join(folder, "checked")],
      ]).status === 0;
    assert.deepEqual(
      ["-r", "-w", "-x"].map((right) => may(4321, 99, right)),
      [true, true, false],
    );
    assert.deepEqual(
      ["-r", "-w", "-x"].map((right) => may(99, 8765, right)),
      [true, false, true],
    );
    assert.equal(may(99, 99, "-r"), false);
  });

  test("without names are the mode alone, and take an ACL from before away", () => {
    fs.writeFileSync(join(folder, "plain"), "");
    set("plain", { access: NAMED, inherited: null, mode: 0o700 });
    set("plain", { access: MINIMAL, inherited: null, mode: 0o640 });
    assert.equal(acl("plain"), -61);
    assert.equal(mode("plain"), "640");
  });

  test("are a mode where an ACL has no room, and one from before goes", () => {
    fs.mkdirSync(join(folder, "narrow"));
    set("narrow", { access: NAMED, inherited: NAMED, mode: 0o700 });
    const long = [
      entry("owner", 7),
      ...Array.from({ length: 9_000 }, (_, index) => entry("user", 7, 1000 + index)),
      ...[entry("group", 0), entry("mask", 7), entry("other", 0)],
    ];
    fs.chmodSync(join(folder, "narrow"), 0o2770);
    set("narrow", { access: long, inherited: long, mode: 0o750 });
    assert.equal(acl("narrow"), -61);
    assert.equal(acl("narrow", DEFAULT_ACL), -61);
    assert.equal(mode("narrow"), "2750", "the bit that hands the group down stays");
  });

  test("of a directory reach what local processes make in it", () => {
    fs.mkdirSync(join(folder, "parent"));
    set("parent", { access: NAMED, inherited: NAMED, mode: 0o700 });
    assert.deepEqual(acl("parent", DEFAULT_ACL), NAMED);
    fs.mkdirSync(join(folder, "parent", "child"));
    assert.deepEqual(acl("parent/child"), NAMED);
    assert.deepEqual(acl("parent/child", DEFAULT_ACL), NAMED);
    set("parent", { access: NAMED, inherited: null, mode: 0o700 });
    assert.equal(acl("parent", DEFAULT_ACL), -61);
  });

  test("follow the file to another owner", () => {
    fs.writeFileSync(join(folder, "given"), "");
    set("given", { access: MINIMAL, inherited: null, mode: 0o640 });
    permissions = { access: NAMED, inherited: null, mode: 0o700 };
    const file = node("given");
    assert.equal(file.setOwner(1234, 5678), STATUS_SUCCESS);
    file.close();
    assert.deepEqual(asked.at(-1), [0, { isDirectory: false, uid: 1234, gid: 5678 }]);
    assert.deepEqual(acl("given"), NAMED);
  });

  test("stay as they are where a descriptor cannot be read", () => {
    fs.writeFileSync(join(folder, "torn"), "", { mode: 0o604 });
    const file = node("torn");
    permissions = null;
    assert.equal(file.setDescriptor(DESCRIPTOR), STATUS_SUCCESS);
    file.close();
    assert.equal(mode("torn"), "604");
  });

  test("are told apart from a mode, for who has no descriptor", () => {
    fs.writeFileSync(join(folder, "modal"), "");
    fs.mkdirSync(join(folder, "acl"));
    set("acl", { access: NAMED, inherited: MINIMAL, mode: 0o700 });
    const [modal, other] = [node("modal"), node("acl")];
    assert.deepEqual(modal.posixAcls(), { access: null, inherited: null });
    assert.deepEqual(other.posixAcls(), { access: NAMED, inherited: MINIMAL });
    modal.close();
    other.close();
  });

  test("leave an ordinary user's server its own files", () => {
    const path = join(folder, "own");
    fs.writeFileSync(path, "");
    const fd = fs.openSync(path, "r+");
    const nobody: PosixAcl = [entry("owner", 0), entry("group", 0), entry("other", 0)];
    const ordinary = {
      mayChangeOwner: false,
      permissionsOf: () => ({ access: nobody, inherited: null, mode: 0 }),
    };
    assert.equal(projectDescriptor(ordinary, fd, false, DESCRIPTOR), 0);
    assert.equal(mode("own"), "600");
    assert.equal(
      projectDescriptor({ ...ordinary, mayChangeOwner: true }, fd, false, DESCRIPTOR),
      0,
    );
    assert.equal(mode("own"), "0");
    fs.closeSync(fd);
  });
});
