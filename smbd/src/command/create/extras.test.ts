import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../../test/file-client.ts";
import { World } from "../../test/world.ts";
import {
  CREATE_DURABLE_HANDLE_RECONNECT,
  CREATE_DURABLE_HANDLE_REQUEST,
  CREATE_QUERY_MAXIMAL_ACCESS_REQUEST,
  CREATE_QUERY_ON_DISK_ID,
  CREATE_TIMEWARP_TOKEN,
  type CreateContext,
  createContext,
  findCreateContext,
} from "../../wire/context/create-context.ts";
import {
  decodeMaximalAccessResponse,
  encodeMaximalAccessRequest,
} from "../../wire/context/maximal-access.ts";
import { decodeOnDiskIdResponse } from "../../wire/context/on-disk-id.ts";
import { encodeTimewarp } from "../../wire/context/timewarp.ts";
import { FILE_OPEN, OPLOCK_LEVEL_BATCH } from "../../wire/message/create.ts";
import {
  STATUS_INVALID_PARAMETER,
  STATUS_NONE_MAPPED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

function plain(name: string, byteCount = 0): CreateContext {
  return { name, dataView: new Uint8Array(byteCount) };
}

describe("create contexts", () => {
  it("a durable handle is granted to a batch oplock", () => {
    const files = new FileClient(new World().connected());
    const contexts = [plain(CREATE_DURABLE_HANDLE_REQUEST, 16)];
    const requestedOplockLevel = OPLOCK_LEVEL_BATCH;
    const batch = files.opened("x", { requestedOplockLevel, contexts });
    const names = batch.contexts.map(({ name }) => name);
    assert.deepEqual(names, [CREATE_DURABLE_HANDLE_REQUEST]);
    assert.equal(batch.oplockLevel, OPLOCK_LEVEL_BATCH);
  });

  it("there is no durable open to come back to, and no snapshot", () => {
    const files = new FileClient(new World().connected());
    files.put("x", "");
    const reconnect = { contexts: [plain(CREATE_DURABLE_HANDLE_RECONNECT, 16)] };
    assert.equal(files.create("x", reconnect).status, STATUS_OBJECT_NAME_NOT_FOUND);
    const timewarp = (timestamp: bigint) => ({
      contexts: [createContext(CREATE_TIMEWARP_TOKEN, encodeTimewarp, { timestamp })],
    });
    assert.equal(files.create("x", timewarp(10_000n)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(files.create("x", timewarp(0n)).status, STATUS_SUCCESS);
  });

  it("contexts that nobody knows are passed over, malformed ones are not", () => {
    const files = new FileClient(new World().connected());
    assert.equal(files.create("x", { contexts: [plain("FooO")] }).status, STATUS_SUCCESS);
    const short = { contexts: [plain(CREATE_TIMEWARP_TOKEN, 3)] };
    assert.equal(files.create("x", short).status, STATUS_INVALID_PARAMETER);
  });

  it("QFid gives an id that stays, and differs between files", () => {
    const files = new FileClient(new World().connected());
    const idOf = (name: string) => {
      const opened = files.opened(name, { contexts: [plain(CREATE_QUERY_ON_DISK_ID)] });
      const reader = findCreateContext(opened.contexts, CREATE_QUERY_ON_DISK_ID);
      assert.ok(reader !== null);
      assert.equal(reader.length, 32);
      files.close(opened.fileId);
      return decodeOnDiskIdResponse(reader).diskFileId;
    };
    assert.equal(idOf("x"), idOf("X"));
    assert.notEqual(idOf("x"), idOf("y"));
  });

  it("MxAc for a time that the file still has says that nothing changed", () => {
    const files = new FileClient(new World().connected());
    const { lastWriteTime } = files.opened("x");
    const answer = (timestamp: bigint) => {
      const asked = createContext(CREATE_QUERY_MAXIMAL_ACCESS_REQUEST, encodeMaximalAccessRequest, {
        timestamp,
      });
      const opened = files.opened("x", { contexts: [asked], createDisposition: FILE_OPEN });
      const reader = findCreateContext(opened.contexts, CREATE_QUERY_MAXIMAL_ACCESS_REQUEST);
      assert.ok(reader !== null);
      return decodeMaximalAccessResponse(reader);
    };
    assert.deepEqual(answer(lastWriteTime), { queryStatus: STATUS_NONE_MAPPED, maximalAccess: 0 });
    assert.deepEqual(answer(lastWriteTime + 1n), {
      queryStatus: STATUS_SUCCESS,
      maximalAccess: 0x001f01ff,
    });
  });
});
