import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../../test/file-client.ts";
import { World } from "../../test/world.ts";
import {
  FILE_ATTRIBUTE_ARCHIVE,
  FILE_ATTRIBUTE_HIDDEN,
  FILE_ATTRIBUTE_READONLY,
  FILE_ATTRIBUTE_SYSTEM,
} from "../../wire/fscc/attributes.ts";
import { FILE_NEED_EA } from "../../wire/fscc/full-ea.ts";
import {
  FILE_CREATE,
  FILE_CREATED,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_NO_EA_KNOWLEDGE,
  FILE_NON_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OPEN_REPARSE_POINT,
  FILE_OPENED,
  FILE_OVERWRITE,
  FILE_OVERWRITE_IF,
  FILE_OVERWRITTEN,
  FILE_SUPERSEDE,
  FILE_SUPERSEDED,
} from "../../wire/message/create.ts";
import {
  DELETE,
  FILE_ALL_ACCESS,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  MAXIMUM_ALLOWED,
} from "../../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_CANNOT_DELETE,
  STATUS_DELETE_PENDING,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_A_DIRECTORY,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

function start(): { readonly world: World; readonly files: FileClient; readonly bob: FileClient } {
  const world = new World();
  return {
    world,
    files: new FileClient(world.connected()),
    bob: new FileClient(world.connected("bob")),
  };
}

const DIRECTORY = { createOptions: FILE_DIRECTORY_FILE };

describe("CREATE by disposition", () => {
  const rows: readonly (readonly [number, number, number, number, number])[] = [
    // disposition, status and action where the file is there, and where it is not
    [FILE_SUPERSEDE, STATUS_SUCCESS, FILE_SUPERSEDED, STATUS_SUCCESS, FILE_CREATED],
    [FILE_OPEN, STATUS_SUCCESS, FILE_OPENED, STATUS_OBJECT_NAME_NOT_FOUND, 0],
    [FILE_CREATE, STATUS_OBJECT_NAME_COLLISION, 0, STATUS_SUCCESS, FILE_CREATED],
    [FILE_OPEN_IF, STATUS_SUCCESS, FILE_OPENED, STATUS_SUCCESS, FILE_CREATED],
    [FILE_OVERWRITE, STATUS_SUCCESS, FILE_OVERWRITTEN, STATUS_OBJECT_NAME_NOT_FOUND, 0],
    [FILE_OVERWRITE_IF, STATUS_SUCCESS, FILE_OVERWRITTEN, STATUS_SUCCESS, FILE_CREATED],
  ];
  for (const [createDisposition, there, actionThere, missing, actionMissing] of rows) {
    it(`disposition ${createDisposition}`, () => {
      const { files } = start();
      files.put("there.txt", "content");
      const one = files.create("there.txt", { createDisposition });
      assert.equal(one.status, there);
      if (one.response !== null) {
        assert.equal(one.response.createAction, actionThere);
        assert.equal(one.response.endOfFile, actionThere === FILE_OPENED ? 7 : 0);
      }
      const other = files.create("missing.txt", { createDisposition });
      assert.equal(other.status, missing);
      if (other.response !== null) assert.equal(other.response.createAction, actionMissing);
    });
  }

  it("a missing folder on the way is a path that is not found", () => {
    const { files } = start();
    assert.equal(files.create("no\\x.txt").status, STATUS_OBJECT_PATH_NOT_FOUND);
    files.put("file.txt", "");
    assert.equal(files.create("file.txt\\x").status, STATUS_OBJECT_PATH_NOT_FOUND);
  });

  it("files and directories are not taken for each other", () => {
    const { files } = start();
    files.close(files.open("dir", DIRECTORY));
    files.put("file", "");
    const asFile = { createOptions: FILE_NON_DIRECTORY_FILE };
    assert.equal(files.create("dir", asFile).status, STATUS_FILE_IS_A_DIRECTORY);
    assert.equal(files.create("dir::$DATA").status, STATUS_FILE_IS_A_DIRECTORY);
    assert.equal(files.create("file", DIRECTORY).status, STATUS_NOT_A_DIRECTORY);
    assert.equal(files.create("file\\").status, STATUS_NOT_A_DIRECTORY);
    assert.equal(files.create("file::$INDEX_ALLOCATION").status, STATUS_NOT_A_DIRECTORY);
    assert.equal(files.create("dir\\").status, STATUS_SUCCESS);
    assert.equal(files.create("dir:$I30:$INDEX_ALLOCATION").status, STATUS_SUCCESS);
    assert.equal(files.create("").status, STATUS_SUCCESS);
    const replace = { createDisposition: FILE_OVERWRITE_IF };
    assert.equal(files.create("dir", replace).status, STATUS_INVALID_PARAMETER);
    assert.equal(
      files.create("dir", { ...DIRECTORY, createDisposition: FILE_CREATE }).status,
      STATUS_OBJECT_NAME_COLLISION,
    );
  });

  it("names are found whatever their case", () => {
    const { files } = start();
    files.put("ReadMe.TXT", "x");
    const opened = files.opened("README.txt", { createDisposition: FILE_OPEN });
    assert.equal(opened.createAction, FILE_OPENED);
  });

  it("hidden and system files are replaced only by those who know", () => {
    for (const attribute of [FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_SYSTEM]) {
      for (const createDisposition of [FILE_SUPERSEDE, FILE_OVERWRITE, FILE_OVERWRITE_IF]) {
        const { files } = start();
        files.close(files.open("x", { fileAttributes: attribute }));
        assert.equal(files.create("x", { createDisposition }).status, STATUS_ACCESS_DENIED);
        const known = { createDisposition, fileAttributes: attribute };
        assert.equal(files.opened("x", known).fileAttributes, attribute | FILE_ATTRIBUTE_ARCHIVE);
      }
    }
  });

  it("a read-only file is neither written, replaced nor deleted on close", () => {
    const { files } = start();
    files.close(files.open("x", { fileAttributes: FILE_ATTRIBUTE_READONLY }));
    const denied = [
      { desiredAccess: FILE_WRITE_DATA },
      { desiredAccess: FILE_READ_DATA, createDisposition: FILE_OVERWRITE },
    ];
    for (const change of denied)
      assert.equal(files.create("x", change).status, STATUS_ACCESS_DENIED);
    const deleting = { desiredAccess: DELETE, createOptions: FILE_DELETE_ON_CLOSE };
    assert.equal(files.create("x", deleting).status, STATUS_CANNOT_DELETE);
    assert.equal(files.create("x", { desiredAccess: MAXIMUM_ALLOWED }).status, STATUS_SUCCESS);
  });

  it("the root of a share is not deleted", () => {
    const { files } = start();
    const change = { desiredAccess: DELETE, createOptions: FILE_DELETE_ON_CLOSE };
    assert.equal(files.create("", change).status, STATUS_CANNOT_DELETE);
  });

  it("a file whose EAs must be understood is not opened without knowing them", () => {
    const { files, world } = start();
    files.put("x", "");
    const volume = world.vfs.openShare("/srv/data", POLICY);
    assert.ok(typeof volume !== "number");
    const found = volume.lookup(["x"]);
    assert.ok(typeof found !== "number");
    found.node?.setEa("needed", FILE_NEED_EA, new Uint8Array([1]));
    const change = { createOptions: FILE_NO_EA_KNOWLEDGE };
    assert.equal(files.create("x", change).status, STATUS_ACCESS_DENIED);
    assert.equal(files.create("x").status, STATUS_SUCCESS);
  });
});

const POLICY = {
  caseSensitive: false,
  symlinks: "none",
  fileMode: 0o644,
  directoryMode: 0o755,
} as const;

describe("CREATE beside other opens", () => {
  it("what one open does not share, another is not given", () => {
    const { files, bob } = start();
    files.open("x", { shareAccess: 1 });
    const writer = { desiredAccess: FILE_WRITE_DATA };
    assert.equal(bob.create("x", writer).status, STATUS_SHARING_VIOLATION);
    const unsharing = { desiredAccess: FILE_READ_DATA, shareAccess: 1 };
    assert.equal(bob.create("X", unsharing).status, STATUS_SHARING_VIOLATION);
    assert.equal(bob.create("x", { desiredAccess: FILE_READ_DATA }).status, STATUS_SUCCESS);
  });

  it("an open that only looks is never in the way", () => {
    const { files, bob } = start();
    files.open("x", { shareAccess: 0 });
    const looker = { desiredAccess: FILE_READ_ATTRIBUTES, shareAccess: 0 };
    assert.equal(bob.create("x", looker).status, STATUS_SUCCESS);
  });

  it("replacing needs writing to be shared, superseding deleting too", () => {
    const { files, bob } = start();
    files.put("x", "old");
    const reader = files.open("x", { desiredAccess: FILE_READ_DATA, shareAccess: 3 });
    const change = { desiredAccess: FILE_READ_DATA };
    assert.equal(
      bob.create("x", { ...change, createDisposition: FILE_SUPERSEDE }).status,
      STATUS_SHARING_VIOLATION,
    );
    assert.equal(
      bob.create("x", { ...change, createDisposition: FILE_OVERWRITE }).status,
      STATUS_SUCCESS,
    );
    files.close(reader);
  });

  it("a refused CREATE leaves no handle behind", () => {
    const { files, bob, world } = start();
    files.open("x", { shareAccess: 0 });
    const before = world.vfs.openCount;
    for (let round = 0; round < 50; round++) {
      assert.equal(bob.create("x").status, STATUS_SHARING_VIOLATION);
      assert.equal(bob.create("no\\x").status, STATUS_OBJECT_PATH_NOT_FOUND);
      assert.equal(
        bob.create("y", { createDisposition: FILE_OPEN }).status,
        STATUS_OBJECT_NAME_NOT_FOUND,
      );
    }
    assert.equal(world.vfs.openCount, before);
    assert.equal(world.engine.files.size, 1);
  });

  it("what will be deleted is opened no more, and is gone with its last open", () => {
    const { files, bob } = start();
    files.put("x", "content");
    const kept = bob.open("x");
    const deleting = files.open("x", { createOptions: FILE_DELETE_ON_CLOSE });
    assert.equal(bob.create("x").status, STATUS_SUCCESS);
    assert.equal(files.close(deleting), STATUS_SUCCESS);
    assert.equal(files.create("x").status, STATUS_DELETE_PENDING);
    assert.equal(
      files.create("x", { createDisposition: FILE_CREATE }).status,
      STATUS_DELETE_PENDING,
    );
    assert.equal(bob.read(kept, 0, 7).data.length, 7);
  });

  it("deletion on close removes the file once nobody has it open", () => {
    const { files, world } = start();
    files.put("x", "content");
    files.close(files.open("x", { createOptions: FILE_DELETE_ON_CLOSE }));
    const change = { createDisposition: FILE_OPEN };
    assert.equal(files.create("x", change).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(world.engine.files.size, 0);
  });

  it("nothing is made in a folder that will be deleted", () => {
    const { files, bob } = start();
    const kept = bob.open("dir", DIRECTORY);
    const options = FILE_DIRECTORY_FILE | FILE_DELETE_ON_CLOSE;
    files.close(files.open("dir", { createOptions: options }));
    assert.equal(files.create("dir\\x").status, STATUS_DELETE_PENDING);
    assert.equal(bob.close(kept), STATUS_SUCCESS);
    assert.equal(
      files.create("dir", { ...DIRECTORY, createDisposition: FILE_OPEN }).status,
      STATUS_OBJECT_NAME_NOT_FOUND,
    );
  });
});

describe("CREATE and symlinks", () => {
  it("a link is followed inside the share, and opened itself where asked for", () => {
    const { files, world } = start();
    files.put("target.txt", "content");
    world.vfs.addSymlink("/srv/data", [], "link.txt", "target.txt");
    const followed = files.opened("link.txt", { createDisposition: FILE_OPEN });
    assert.equal(followed.endOfFile, 7);
    assert.equal(followed.flags, 0);
    const itself = files.opened("link.txt", {
      createDisposition: FILE_OPEN,
      createOptions: FILE_OPEN_REPARSE_POINT,
    });
    assert.equal(itself.flags, 1);
    assert.ok((itself.fileAttributes & 0x400) !== 0);
  });

  it("a link out of the share is denied, and a link itself is not overwritten", () => {
    const { files, world } = start();
    world.vfs.addSymlink("/srv/data", [], "out.txt", "../../etc/passwd");
    assert.equal(files.create("out.txt").status, STATUS_ACCESS_DENIED);
    const change = {
      createDisposition: FILE_OVERWRITE,
      createOptions: FILE_OPEN_REPARSE_POINT,
      desiredAccess: FILE_ALL_ACCESS,
    };
    assert.equal(files.create("out.txt", change).status, STATUS_ACCESS_DENIED);
  });
});
