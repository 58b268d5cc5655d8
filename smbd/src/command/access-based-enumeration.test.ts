import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemoryNode } from "../host/memory/node.ts";
import { ENUMERATION_CHECK_COUNT_MAX } from "../limits.ts";
import type { PosixAclEntry } from "../port/posix-acl.ts";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, share, user, World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE, FILE_OPEN_FOR_BACKUP_INTENT } from "../wire/message/create.ts";
import {
  encodeQueryDirectoryRequest,
  RESTART_SCANS,
  RETURN_SINGLE_ENTRY,
} from "../wire/message/query-directory.ts";
import { INFO_SECURITY } from "../wire/message/query-info.ts";
import {
  decodeTreeConnectResponse,
  encodeTreeConnectRequest,
} from "../wire/message/tree-connect.ts";
import {
  FILE_ALL_ACCESS,
  FILE_GENERIC_READ,
  FILE_LIST_DIRECTORY,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_READ_EA,
  READ_CONTROL,
} from "../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  CONTAINER_INHERIT_ACE,
  makeAce,
  OBJECT_INHERIT_ACE,
} from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import { encodeSecurityDescriptor, SE_DACL_PRESENT } from "../wire/security/descriptor.ts";
import { parseSid } from "../wire/security/sid.ts";
import {
  STATUS_CANCELLED,
  STATUS_FILE_CLOSED,
  STATUS_NO_MORE_FILES,
  STATUS_NO_SUCH_FILE,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const DIRECTORY = { createOptions: FILE_DIRECTORY_FILE };
const INHERIT = CONTAINER_INHERIT_ACE | OBJECT_INHERIT_ACE;
const LISTS = FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES | READ_CONTROL;

/** Alice, who makes and permits; bob, who looks. */
function box(options: { enumeration?: boolean; bob?: Partial<ReturnType<typeof user>> } = {}) {
  const input = catalogInput({
    users: [user("alice", 0), { ...user("bob", 1), ...options.bob }],
    shares: [
      { ...share("data", "/srv/data"), accessBasedEnumeration: options.enumeration ?? true },
    ],
  });
  const world = new World(input);
  const alice = new InfoClient(world.connected("alice"));
  const bob = new InfoClient(world.connected("bob"));
  const sidOf = (rid: number) => parseSid(`${input.server.sid}-${rid}`)!;
  const sids = { alice: sidOf(1000), bob: sidOf(1001) };
  return { world, alice, bob, sids };
}

type Box = ReturnType<typeof box>;

/** Alice keeps everything; bob has `mask`, and what is below has what `flags` hand down. */
function permit({ alice, sids }: Box, fileId: FileId, mask: number, flags = 0): void {
  const aces = [makeAce(ACCESS_ALLOWED_ACE_TYPE, INHERIT, FILE_ALL_ACCESS, sids.alice)];
  if (mask !== 0) aces.push(makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, mask, sids.bob));
  const descriptor = {
    control: SE_DACL_PRESENT,
    resourceManagerControl: 0,
    owner: null,
    group: null,
    dacl: makeAcl(aces),
    sacl: null,
  };
  const status = alice.set(fileId, 0, (writer) => encodeSecurityDescriptor(writer, descriptor), {
    infoType: INFO_SECURITY,
    additionalInformation: 4,
  });
  assert.equal(status, STATUS_SUCCESS);
}

function put(here: Box, name: string, mask: number): void {
  const fileId = here.alice.open(name);
  permit(here, fileId, mask);
  here.alice.close(fileId);
}

function names(client: InfoClient, name = "", change = {}): string[] {
  const fileId = client.open(name, { ...DIRECTORY, desiredAccess: FILE_LIST_DIRECTORY });
  const found: string[] = [];
  for (;;) {
    const listing = client.list(fileId, change);
    if (listing.status !== STATUS_SUCCESS) {
      assert.ok([STATUS_NO_MORE_FILES, STATUS_NO_SUCH_FILE].includes(listing.status));
      client.close(fileId);
      return found.filter((entry) => entry !== "." && entry !== "..");
    }
    found.push(...listing.names);
  }
}

describe("access-based enumeration", () => {
  it("is told in TREE_CONNECT, for shares that have it", () => {
    for (const enumeration of [true, false]) {
      const { bob } = box({ enumeration });
      const reply = bob.client.call(Command.TREE_CONNECT, (writer) =>
        encodeTreeConnectRequest(writer, { flags: 0, path: "\\\\box\\data", contexts: [] }),
      );
      const { shareFlags } = decodeTreeConnectResponse(reply.body);
      assert.equal(shareFlags, enumeration ? 0x800 : 0);
    }
  });

  it("hides what lacks any right of GENERIC_READ, and shows the rest", () => {
    const here = box();
    put(here, "readable", FILE_GENERIC_READ);
    for (const right of [FILE_READ_DATA, FILE_READ_EA, FILE_READ_ATTRIBUTES, READ_CONTROL]) {
      put(here, `without ${right}`, FILE_ALL_ACCESS & ~right);
    }
    put(here, "nothing", 0);
    const folder = here.alice.open("folder", DIRECTORY);
    permit(here, folder, 0);
    assert.deepEqual(names(here.bob), ["readable"]);
    assert.equal(names(here.alice).length, 7);
    assert.deepEqual(names(here.bob, "", { fileName: "noth*" }), []);
    assert.deepEqual(here.world.leftovers(), {});
  });

  it("leaves a share without it as it is", () => {
    const here = box({ enumeration: false });
    put(here, "nothing", 0);
    assert.deepEqual(names(here.bob), ["nothing"]);
  });

  it("goes by what the share leaves, and by what the folder hands down", () => {
    const here = box();
    const open = here.alice.open("open", DIRECTORY);
    permit(here, open, FILE_GENERIC_READ, INHERIT);
    const closed = here.alice.open("closed", DIRECTORY);
    permit(here, closed, LISTS);
    for (const name of ["one", "two"]) {
      here.alice.put(`open\\${name}`, "");
      here.alice.put(`closed\\${name}`, "");
    }
    assert.deepEqual(names(here.bob, "open"), ["one", "two"]);
    assert.deepEqual(names(here.bob, "closed"), []);
    assert.deepEqual(names(here.alice, "closed"), ["one", "two"]);
  });

  it("goes by the POSIX ACL that local programs gave a file, and no other like it", () => {
    const here = box();
    for (const name of ["one", "secret", "two"]) here.alice.put(name, "");
    const volume = here.world.engine.volumes.of(here.world.engine.catalog.shares[0]!);
    assert.ok(typeof volume !== "number");
    const found = volume.lookup(["secret"]);
    assert.ok(typeof found !== "number" && found.node instanceof MemoryNode);
    const entry = (tag: PosixAclEntry["tag"], bits: number): PosixAclEntry => ({
      tag,
      id: 0,
      bits,
    });
    const access = [entry("owner", 7), entry("group", 0), entry("mask", 7), entry("other", 0)];
    found.node.inode.posixAcls = { access, inherited: null };
    found.parent.close();
    found.node.close();
    assert.deepEqual(names(here.bob), ["one", "two"]);
    assert.deepEqual(names(here.alice), ["one", "secret", "two"]);
  });

  it("shows administrators no more than others, and all to a backup that says that it is one", () => {
    const administrator = box({ bob: { isAdministrator: true } });
    put(administrator, "nothing", 0);
    assert.deepEqual(names(administrator.bob), []);
    const here = box({ bob: { isBackupOperator: true } });
    put(here, "nothing", 0);
    assert.deepEqual(names(here.bob), []);
    const createOptions = FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT;
    const fileId = here.bob.open("", { createOptions, desiredAccess: FILE_LIST_DIRECTORY });
    assert.ok(here.bob.list(fileId).names.includes("nothing"));
  });

  it("loses and doubles nothing over continuations, whatever is hidden in between", () => {
    const here = box();
    const expected: string[] = [];
    for (let index = 0; index < 120; index++) {
      const name = `file ${index}`;
      const isShown = index % 3 !== 1 && !(index > 40 && index < 70);
      put(here, name, isShown ? FILE_GENERIC_READ : READ_CONTROL);
      if (isShown) expected.push(name);
    }
    const asked = [
      {},
      { outputBufferLength: 400 },
      { flags: RETURN_SINGLE_ENTRY },
      { fileInformationClass: 12, outputBufferLength: 64 },
    ];
    for (const change of asked) {
      assert.deepEqual(names(here.bob, "", change).toSorted(), expected.toSorted());
    }
  });
});

describe("access-based enumeration of a folder where nearly everything is hidden", () => {
  const HIDDEN = 2 * ENUMERATION_CHECK_COUNT_MAX + 10;

  /** The last name in the folder is the only one that bob may see. */
  function crowd(): Box & { folder: FileId } {
    const here = box();
    const made = here.alice.open("d", DIRECTORY);
    permit(here, made, LISTS);
    for (let index = 0; index < HIDDEN; index++) here.alice.put(`d\\${index}`, "");
    put(here, "d\\shown", FILE_GENERIC_READ);
    const folder = here.bob.open("d", { ...DIRECTORY, desiredAccess: FILE_LIST_DIRECTORY });
    assert.deepEqual(here.bob.list(folder, { flags: RETURN_SINGLE_ENTRY }).names, ["."]);
    assert.deepEqual(here.bob.list(folder, { flags: RETURN_SINGLE_ENTRY }).names, [".."]);
    return { ...here, folder };
  }

  function ask({ bob, folder }: { bob: InfoClient; folder: FileId }): bigint {
    const request = {
      fileInformationClass: 12,
      flags: 0,
      fileIndex: 0,
      fileName: "*",
      outputBufferLength: 65_536,
      fileId: folder,
    };
    const encode = (writer: Parameters<typeof encodeQueryDirectoryRequest>[0]) =>
      encodeQueryDirectoryRequest(writer, request);
    return bob.client.send({ command: Command.QUERY_DIRECTORY, encode })[0] as bigint;
  }

  function hasReply({ bob }: Box, id: bigint): boolean {
    return bob.client.replies.some(({ header }) => header.messageId === id);
  }

  it("looks at so many entries in one turn, and goes on after others had theirs", () => {
    const here = crowd();
    const id = ask(here);
    assert.equal(hasReply(here, id), false, "none in the first turn");
    here.alice.put("meanwhile", "");
    here.world.pass(1);
    assert.equal(hasReply(here, id), false, "nor in the second");
    here.world.pass(1);
    assert.equal(here.bob.client.take(id).status, STATUS_SUCCESS);
    assert.equal(here.bob.list(here.folder).status, STATUS_NO_MORE_FILES);
    const again = here.bob.list(here.folder, { flags: RESTART_SCANS, fileName: "shown" });
    assert.deepEqual(again.names, ["shown"]);
    assert.deepEqual(here.world.leftovers(), {});
  });

  it("stops looking when the folder is closed or the client leaves", () => {
    const here = crowd();
    const id = ask(here);
    assert.equal(here.bob.close(here.folder), STATUS_SUCCESS);
    const { status } = here.bob.client.take(id);
    assert.ok([STATUS_CANCELLED, STATUS_FILE_CLOSED].includes(status));
    const folder = here.bob.open("d", { ...DIRECTORY, desiredAccess: FILE_LIST_DIRECTORY });
    here.bob.list(folder, { outputBufferLength: 400 });
    ask({ ...here, folder });
    here.bob.client.driver?.ended("gone");
    assert.deepEqual(here.world.leftovers(), {});
  });
});
