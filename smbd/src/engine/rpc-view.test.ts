import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { World } from "../test/world.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { FILE_READ_DATA } from "../wire/security/access-mask.ts";
import { directoryFor } from "./rpc-view.ts";

describe("what the pipes may know of open files", () => {
  it("is who has which file open, and what for", () => {
    const world = new World();
    const client = world.connected();
    const files = new FileClient(client);
    const [session] = world.engine.sessions.values();
    assert.ok(session);
    const seen = () =>
      directoryFor(world.engine, session)
        .files()
        .map(({ permissions, lockCount, path, userName }) => [
          path,
          permissions,
          lockCount,
          userName,
        ]);
    assert.deepEqual(seen(), []);
    files.open("folder", { createOptions: FILE_DIRECTORY_FILE });
    const read = files.open("folder\\a.txt");
    files.open("folder\\a.txt:notes", { desiredAccess: FILE_READ_DATA });
    files.lock(read, { offset: 0n, length: 4n, flags: 0x12 });
    const place = "C:\\srv\\data\\folder";
    assert.deepEqual(seen(), [
      [place, 7, 0, "alice"],
      [`${place}\\a.txt`, 3, 1, "alice"],
      [`${place}\\a.txt:notes`, 1, 0, "alice"],
    ]);
    const ids = directoryFor(world.engine, session)
      .files()
      .map((file) => file.id);
    assert.equal(new Set(ids).size, 3);
    assert.ok(ids.every((id) => id >= 0 && id <= 0xffff_ffff));
    client.transport.close();
    assert.deepEqual(world.leftovers(), {});
  });
});
