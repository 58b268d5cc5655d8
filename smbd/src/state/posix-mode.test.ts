import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Principal } from "../auth/principal.ts";
import {
  IO_REPARSE_TAG_LX_CHR,
  IO_REPARSE_TAG_MOUNT_POINT,
  IO_REPARSE_TAG_NFS,
} from "../wire/fsctl/reparse-data.ts";
import {
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  WRITE_DAC,
} from "../wire/security/access-mask.ts";
import { ACCESS_DENIED_ACE_TYPE, makeAce } from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import { makeSid } from "../wire/security/sid.ts";
import { SID_EVERYONE } from "../wire/security/well-known.ts";
import { maximalAccess, privilegesOf } from "./access-check.ts";
import { descriptorOfMode, modeOfDacl, wireMode } from "./posix-mode.ts";
import { NfsType, PosixType, posixTypeOfReparse } from "./posix-type.ts";

const OWNER = makeSid(5, [21, 1, 2, 3, 1000]);
const GROUP = makeSid(5, [21, 1, 2, 3, 2000]);

function principal(sid: string, groupSids: readonly string[]): Principal {
  return {
    userId: sid,
    name: sid,
    domainName: "LARDER",
    sid,
    groupSids: [SID_EVERYONE.text, ...groupSids],
    uid: 10_000,
    gid: 10_000,
    gids: [],
    isAdministrator: false,
    isBackupOperator: false,
    isAnonymous: false,
  };
}

const STRANGER = "S-1-5-21-1-2-3-1009";
const bitsOf = (mask: number) =>
  ((mask & FILE_READ_DATA) !== 0 ? 4 : 0) |
  ((mask & FILE_WRITE_DATA) !== 0 ? 2 : 0) |
  ((mask & FILE_EXECUTE) !== 0 ? 1 : 0);

test("a mode's descriptor lets each class do what the mode lets it do", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0o777 }), fc.boolean(), (mode, isDirectory) => {
      const descriptor = descriptorOfMode(mode, isDirectory, OWNER, GROUP);
      const may = (who: Principal) => maximalAccess(descriptor, who, privilegesOf(who));
      const owner = principal(OWNER.text, []);
      assert.equal(bitsOf(may(owner)), mode >> 6);
      assert.equal(bitsOf(may(principal(OWNER.text, [GROUP.text]))), mode >> 6);
      assert.equal(bitsOf(may(principal(STRANGER, [GROUP.text]))), (mode >> 3) & 7);
      assert.equal(bitsOf(may(principal(STRANGER, []))), mode & 7);
      assert.notEqual(may(owner) & WRITE_DAC, 0, "the owner can always change the mode");
    }),
  );
});

test("the kind of a file stands above its permissions", () => {
  assert.equal(wireMode(0o640, PosixType.FILE), 0o640);
  assert.equal(wireMode(0o1777, PosixType.DIRECTORY), 0o11777);
  assert.equal(wireMode(0o777, PosixType.SYMLINK), 0o20777);
});

test("what stands for a special file is known by its tag, or the type in it", () => {
  const buffer = (tag: number, type?: number) => {
    const bytes = new Uint8Array(type === undefined ? 8 : 16);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, tag, true);
    if (type !== undefined) view.setUint32(8, type, true);
    return bytes;
  };
  assert.equal(posixTypeOfReparse(buffer(IO_REPARSE_TAG_NFS, NfsType.FIFO)), PosixType.FIFO);
  assert.equal(posixTypeOfReparse(buffer(IO_REPARSE_TAG_NFS, 0x1234)), null);
  assert.equal(posixTypeOfReparse(buffer(IO_REPARSE_TAG_NFS)), null);
  assert.equal(posixTypeOfReparse(buffer(IO_REPARSE_TAG_LX_CHR)), PosixType.CHARACTER_DEVICE);
  assert.equal(posixTypeOfReparse(buffer(IO_REPARSE_TAG_MOUNT_POINT)), null);
  assert.equal(posixTypeOfReparse(new Uint8Array(3)), null);
});

test("a mode is found in a DACL by its SID", () => {
  const entry = (sid: ReturnType<typeof makeSid>) => makeAce(ACCESS_DENIED_ACE_TYPE, 0, 0, sid);
  assert.equal(modeOfDacl(makeAcl([entry(OWNER), entry(makeSid(5, [88, 3, 0o100640]))])), 0o640);
  assert.equal(modeOfDacl(makeAcl([entry(OWNER), entry(makeSid(5, [88, 1, 1000]))])), null);
  assert.equal(modeOfDacl(null), null);
});
