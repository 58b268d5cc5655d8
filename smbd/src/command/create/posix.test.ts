import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InfoClient } from "../../test/info-client.ts";
import { World } from "../../test/world.ts";
import {
  CREATE_POSIX,
  type CreateContext,
  createContext,
  findCreateContext,
} from "../../wire/context/create-context.ts";
import {
  findNegotiateContext,
  NegotiateContextType,
} from "../../wire/context/negotiate-context.ts";
import { decodePosixCreateResponse, encodePosixCreateRequest } from "../../wire/context/posix.ts";
import { encodeDispositionInformation } from "../../wire/fscc/disposition.ts";
import { decodeFsPosixInformation } from "../../wire/fscc/fs-posix.ts";
import { FileInformationClass, FsInformationClass } from "../../wire/fscc/information-class.ts";
import { encodeLinkInformation } from "../../wire/fscc/link.ts";
import { decodePosixInformation } from "../../wire/fscc/posix.ts";
import { FSCTL_SET_REPARSE_POINT } from "../../wire/fsctl/code.ts";
import { encodeReparseData, SYMLINK_FLAG_RELATIVE } from "../../wire/fsctl/reparse-data.ts";
import {
  type CreateRequest,
  FILE_CREATE,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_REPARSE_POINT,
} from "../../wire/message/create.ts";
import { DIALECT_3_0_2 } from "../../wire/message/negotiate.ts";
import {
  DACL_SECURITY_INFORMATION,
  INFO_FILESYSTEM,
  INFO_SECURITY,
  OWNER_SECURITY_INFORMATION,
} from "../../wire/message/query-info.ts";
import {
  DELETE,
  FILE_APPEND_DATA,
  FILE_GENERIC_READ,
  FILE_GENERIC_WRITE,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
  READ_CONTROL,
  WRITE_DAC,
  WRITE_OWNER,
} from "../../wire/security/access-mask.ts";
import { ACCESS_DENIED_ACE_TYPE, makeAce } from "../../wire/security/ace.ts";
import { makeAcl } from "../../wire/security/acl.ts";
import {
  formatSecurityDescriptor,
  SE_DACL_PRESENT,
  SE_SELF_RELATIVE,
} from "../../wire/security/descriptor.ts";
import { makeSid, type Sid } from "../../wire/security/sid.ts";
import { SID_NULL, unixGroupSid, unixUserSid } from "../../wire/security/well-known.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_CANNOT_DELETE,
  STATUS_DELETE_PENDING,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_OWNER,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_SYNTAX_BAD,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const { POSIX } = FileInformationClass;
const FILE_ATTRIBUTE_READONLY = 1;

function withMode(mode: number): readonly CreateContext[] {
  return [createContext(CREATE_POSIX, encodePosixCreateRequest, { mode })];
}

/** All but running it, which takes another bit of the mode. */
const ORDINARY =
  FILE_GENERIC_READ | FILE_GENERIC_WRITE | DELETE | READ_CONTROL | WRITE_DAC | WRITE_OWNER;

/** Every CREATE by the rules of POSIX. */
class PosixClient extends InfoClient {
  override create(name: string, change: Partial<CreateRequest> = {}) {
    return super.create(name, { contexts: withMode(0o644), desiredAccess: ORDINARY, ...change });
  }
}

interface Setting {
  readonly world: World;
  readonly posix: PosixClient;
  readonly windows: InfoClient;
}

function setting(userName = "alice"): Setting {
  const world = new World();
  return {
    world,
    posix: new PosixClient(world.connected(userName, "data", { isPosix: true })),
    windows: new InfoClient(world.connected("alice", "data", { clientGuid: "33".repeat(16) })),
  };
}

function factsOf(posix: PosixClient, name: string, change: Partial<CreateRequest> = {}) {
  const opened = posix.opened(name, change);
  posix.close(opened.fileId);
  const reader = findCreateContext(opened.contexts, CREATE_POSIX);
  assert.ok(reader !== null, "the create context is answered");
  return decodePosixCreateResponse(reader);
}

function dacl(...sids: readonly Sid[]): Uint8Array {
  return formatSecurityDescriptor({
    control: SE_SELF_RELATIVE | SE_DACL_PRESENT,
    resourceManagerControl: 0,
    owner: null,
    group: null,
    dacl: makeAcl(sids.map((sid) => makeAce(ACCESS_DENIED_ACE_TYPE, 0, 0, sid))),
    sacl: null,
  });
}

describe("the POSIX extensions", () => {
  it("are answered to who offers them with 3.1.1, and to nobody else", () => {
    const world = new World();
    const answered = (options: Parameters<World["client"]>[0]) => {
      const client = world.client(options);
      client.negotiate();
      const contexts = client.negotiated?.contexts ?? [];
      const type = NegotiateContextType.POSIX_EXTENSIONS_AVAILABLE;
      return findNegotiateContext(contexts, type) !== null;
    };
    assert.equal(answered({ isPosix: true }), true);
    assert.equal(answered({}), false);
    assert.equal(answered({ isPosix: true, dialects: [DIALECT_3_0_2] }), false);
    assert.deepEqual(world.leftovers(), {});
  });

  it("count only where they were negotiated", () => {
    const { world, windows } = setting();
    windows.put("Case", "");
    const opened = windows.opened("CASE", { createDisposition: FILE_OPEN, contexts: withMode(0) });
    assert.equal(findCreateContext(opened.contexts, CREATE_POSIX), null);
    assert.equal(windows.query(opened.fileId, POSIX).status, STATUS_INVALID_INFO_CLASS);
    const listing = windows.list(windows.open("", { createOptions: FILE_DIRECTORY_FILE }), {
      fileInformationClass: POSIX,
    });
    assert.equal(listing.status, STATUS_INVALID_INFO_CLASS);
    assert.deepEqual(world.leftovers(), {});
  });

  it("a context that is no mode is refused", () => {
    const { posix } = setting();
    const contexts = [{ name: CREATE_POSIX, dataView: new Uint8Array(5) }];
    assert.equal(posix.create("x", { contexts }).status, STATUS_INVALID_PARAMETER);
  });

  it("names count in case, and may hold what Windows forbids", () => {
    const { world, posix, windows } = setting();
    posix.put("name", "small");
    posix.put("NAME", "large");
    assert.equal(
      posix.create("Name", { createDisposition: FILE_OPEN }).status,
      STATUS_OBJECT_NAME_NOT_FOUND,
    );
    const strange = ["a ", "a.", ". ", " \\ ", ">", "<", "?", "a:b", '"*|"'];
    for (const name of strange) posix.put(name, name);
    const root = posix.open("", { createOptions: FILE_DIRECTORY_FILE });
    const { names } = posix.list(root, { fileInformationClass: POSIX });
    assert.deepEqual([...names].sort(), [".", "..", "NAME", "name", ...strange].sort());
    assert.deepEqual(
      posix.list(root, { fileInformationClass: POSIX, fileName: "a:b", flags: 1 }).names,
      ["a:b"],
    );
    // A Windows client sees each under a name that it can open.
    const seen = windows.list(windows.open("", { createOptions: FILE_DIRECTORY_FILE })).names;
    assert.equal(seen.length, names.length);
    for (const name of seen.slice(2)) {
      const reading = { createDisposition: FILE_OPEN, desiredAccess: FILE_READ_DATA };
      assert.equal(windows.create(name, reading).status, STATUS_SUCCESS);
    }
    for (const [name, status] of [
      ["a/../b", STATUS_OBJECT_PATH_SYNTAX_BAD],
      ["./a", STATUS_OBJECT_NAME_INVALID],
    ] as const) {
      assert.equal(posix.create(name).status, status);
    }
    assert.deepEqual(world.leftovers(), {});
  });

  it("what is made has the mode that was given, and everybody is told", () => {
    const { world, posix } = setting();
    const file = factsOf(posix, "file", { contexts: withMode(0o4640) });
    assert.deepEqual(file, {
      linkCount: 1,
      reparseTag: 0,
      // Nobody makes a program that runs as its owner.
      mode: 0o640,
      owner: unixUserSid(10_000),
      group: unixGroupSid(10_000),
    });
    const folder = factsOf(posix, "folder", {
      contexts: withMode(0o3750),
      createOptions: FILE_DIRECTORY_FILE,
    });
    assert.equal(folder.mode, 0o13750);
    const handle = posix.open("file", { contexts: withMode(0) });
    const { reader } = posix.query(handle, POSIX);
    const information = decodePosixInformation(reader);
    assert.equal(information.mode, 0o640, "an open changes no mode");
    const inside = posix.list(posix.open("folder"), { fileInformationClass: POSIX });
    assert.deepEqual(inside.names, [".", ".."]);
    const top = posix.list(posix.open(""), { fileInformationClass: POSIX }).entries;
    const above = top.find(({ fileName }) => fileName === "..")?.posix;
    assert.deepEqual(
      [above?.owner, above?.group, above?.inode, above?.deviceId],
      [SID_NULL, SID_NULL, 0n, 0],
    );
    const listed = top.find(({ fileName }) => fileName === "file")?.posix;
    assert.deepEqual(listed, information);
    assert.deepEqual(world.leftovers(), {});
  });

  it("the mode decides who gets in, whatever client they use", () => {
    const { world, posix } = setting();
    const bob = new InfoClient(world.connected("bob", "data", { clientGuid: "44".repeat(16) }));
    posix.open("private", { contexts: withMode(0o600) });
    posix.open("shown", { contexts: withMode(0o644) });
    const read = { desiredAccess: FILE_READ_DATA, createDisposition: FILE_OPEN };
    assert.equal(bob.create("private", read).status, STATUS_ACCESS_DENIED);
    assert.equal(bob.create("shown", read).status, STATUS_SUCCESS);
    assert.equal(bob.create("shown").status, STATUS_ACCESS_DENIED);
  });

  it("chmod comes as an entry of the DACL, chown as an id", () => {
    const { world, posix } = setting();
    const file = posix.open("file");
    const set = (additionalInformation: number, bufferView: Uint8Array) =>
      posix.set(file, 0, () => {}, { infoType: INFO_SECURITY, additionalInformation, bufferView });
    const mode = dacl(makeSid(5, [88, 3, 0o1640]));
    assert.equal(set(DACL_SECURITY_INFORMATION, mode), STATUS_SUCCESS);
    assert.equal(decodePosixInformation(posix.query(file, POSIX).reader).mode, 0o1640);
    const owned = (uid: number) =>
      formatSecurityDescriptor({
        control: SE_SELF_RELATIVE,
        resourceManagerControl: 0,
        owner: makeSid(5, [88, 1, uid]),
        group: null,
        dacl: null,
        sacl: null,
      });
    assert.equal(set(OWNER_SECURITY_INFORMATION, owned(10_000)), STATUS_SUCCESS);
    assert.equal(set(OWNER_SECURITY_INFORMATION, owned(10_001)), STATUS_INVALID_OWNER);
    assert.deepEqual(world.leftovers(), {});
  });

  it("a name that was deleted is gone, and its file lives on for who has it open", () => {
    const { world, posix } = setting();
    posix.put("x", "kept");
    const reader = posix.open("x");
    const deleter = posix.open("x", { desiredAccess: DELETE });
    const mark = (writer: Parameters<typeof encodeDispositionInformation>[0]) =>
      encodeDispositionInformation(writer, { deletePending: true });
    assert.equal(posix.set(deleter, FileInformationClass.DISPOSITION, mark), STATUS_SUCCESS);
    assert.equal(posix.close(deleter), STATUS_SUCCESS);
    assert.equal(
      posix.create("x", { createDisposition: FILE_OPEN }).status,
      STATUS_OBJECT_NAME_NOT_FOUND,
    );
    assert.equal(new TextDecoder().decode(posix.read(reader, 0, 16).data), "kept");
    posix.put("x", "new");
    assert.equal(posix.close(reader), STATUS_SUCCESS);
    const again = posix.open("x", { createDisposition: FILE_OPEN });
    assert.equal(new TextDecoder().decode(posix.read(again, 0, 16).data), "new");
    assert.deepEqual(world.leftovers(), {});
  });

  it("a Windows client keeps the name until it closes", () => {
    const { world, posix, windows } = setting();
    windows.put("x", "");
    const held = windows.open("x");
    const gone = posix.open("x", { createOptions: FILE_DELETE_ON_CLOSE });
    posix.close(gone);
    assert.equal(posix.create("x", { createDisposition: FILE_OPEN }).status, STATUS_DELETE_PENDING);
    windows.close(held);
    assert.equal(
      posix.create("x", { createDisposition: FILE_OPEN }).status,
      STATUS_OBJECT_NAME_NOT_FOUND,
    );
    assert.deepEqual(world.leftovers(), {});
  });

  it("the read-only attribute keeps nobody from deleting, as it does a Windows client", () => {
    const { world, posix, windows } = setting();
    const made = windows.open("x", { fileAttributes: FILE_ATTRIBUTE_READONLY });
    windows.close(made);
    const disposition = (client: InfoClient) => {
      const handle = client.open("x", { desiredAccess: DELETE, createDisposition: FILE_OPEN });
      const status = client.set(handle, FileInformationClass.DISPOSITION, (writer) =>
        encodeDispositionInformation(writer, { deletePending: true }),
      );
      client.close(handle);
      return status;
    };
    assert.equal(disposition(windows), STATUS_CANNOT_DELETE);
    assert.equal(disposition(posix), STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });

  it("a rename replaces what only POSIX clients have open, and tells names apart by case", () => {
    const { world, posix, windows } = setting();
    posix.put("a", "a");
    posix.put("A", "A");
    posix.put("b", "b");
    const held = posix.open("b");
    const source = posix.open("a");
    assert.equal(posix.rename(source, "A"), STATUS_OBJECT_NAME_COLLISION);
    assert.equal(posix.rename(source, "b", true), STATUS_SUCCESS);
    assert.equal(new TextDecoder().decode(posix.read(held, 0, 4).data), "b");
    const renamed = posix.open("b", { createDisposition: FILE_OPEN });
    assert.equal(new TextDecoder().decode(posix.read(renamed, 0, 4).data), "a");
    posix.put("c", "");
    const inTheWay = windows.open("c", { desiredAccess: ORDINARY });
    assert.equal(posix.rename(source, "c", true), STATUS_ACCESS_DENIED);
    windows.close(inTheWay);
    const link = (fileName: string) =>
      posix.set(source, FileInformationClass.LINK, (writer) =>
        encodeLinkInformation(writer, { replaceIfExists: false, rootDirectory: 0n, fileName }),
      );
    assert.equal(link("B"), STATUS_SUCCESS);
    assert.equal(factsOf(posix, "B", { createDisposition: FILE_OPEN }).linkCount, 2);
    assert.deepEqual(world.leftovers(), {});
  });

  it("a symlink is everybody's to read, whatever mode it was made with", () => {
    const { world, posix } = setting();
    const link = posix.open("link", { contexts: withMode(0) });
    const target = { substituteName: "there", printName: "there", flags: SYMLINK_FLAG_RELATIVE };
    const set = posix.ioctl(link, FSCTL_SET_REPARSE_POINT, (writer) =>
      encodeReparseData(writer, { kind: "symlink", ...target }),
    );
    assert.equal(set.status, STATUS_SUCCESS);
    posix.close(link);
    const bob = new PosixClient(
      world.connected("bob", "data", { isPosix: true, clientGuid: "44".repeat(16) }),
    );
    const read = { desiredAccess: FILE_GENERIC_READ, createOptions: FILE_OPEN_REPARSE_POINT };
    const facts = factsOf(bob, "link", { ...read, createDisposition: FILE_OPEN });
    assert.equal(facts.mode, 0o20777);
    for (const desiredAccess of [FILE_WRITE_DATA, FILE_WRITE_ATTRIBUTES]) {
      const change = { ...read, desiredAccess, createDisposition: FILE_OPEN };
      assert.equal(bob.create("link", change).status, STATUS_ACCESS_DENIED, "where it leads stays");
    }
    assert.deepEqual(world.leftovers(), {});
  });

  it("the right to append writes at the end, and nowhere else", () => {
    const { world, posix } = setting();
    const desiredAccess = FILE_APPEND_DATA | FILE_READ_DATA | FILE_READ_ATTRIBUTES;
    const log = posix.open("log", { desiredAccess, createDisposition: FILE_CREATE });
    const bytes = (text: string) => new TextEncoder().encode(text);
    world.isSlow = true;
    assert.equal(posix.write(log, 0, bytes("no")).status, STATUS_INVALID_PARAMETER);
    world.isSlow = false;
    assert.equal(posix.write(log, -1, bytes("hello")).status, STATUS_SUCCESS);
    assert.equal(posix.write(log, -1, bytes(" world")).status, STATUS_SUCCESS);
    assert.equal(new TextDecoder().decode(posix.read(log, 0, 64).data), "hello world");
    assert.deepEqual(world.leftovers(), {});
  });

  it("tell how much room the volume has", () => {
    const { world, posix, windows } = setting();
    const ask = (client: InfoClient) =>
      client.query(
        client.open("", { createOptions: FILE_DIRECTORY_FILE }),
        FsInformationClass.POSIX,
        {
          infoType: INFO_FILESYSTEM,
        },
      );
    assert.equal(ask(windows).status, STATUS_INVALID_INFO_CLASS);
    const { status, reader } = ask(posix);
    assert.equal(status, STATUS_SUCCESS);
    const volume = decodeFsPosixInformation(reader);
    assert.equal(volume.blockSize, 4096);
    assert.ok(volume.userAvailableBlocks <= volume.totalBlocks && volume.totalBlocks > 0);
    assert.deepEqual(world.leftovers(), {});
  });
});
