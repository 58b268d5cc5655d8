import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InfoClient } from "../../test/info-client.ts";
import { catalogInput, user, World } from "../../test/world.ts";
import { decodeFsAttributeInformation, FILE_VOLUME_QUOTAS } from "../../wire/fscc/fs-attribute.ts";
import { decodeFsControlInformation } from "../../wire/fscc/fs-control.ts";
import { decodeFsFullSizeInformation } from "../../wire/fscc/fs-full-size.ts";
import { decodeQuotaList, NO_QUOTA_LIMIT } from "../../wire/fscc/quota.ts";
import { FILE_CREATE, FILE_DELETE_ON_CLOSE, FILE_OPEN } from "../../wire/message/create.ts";
import { INFO_FILESYSTEM, INFO_QUOTA } from "../../wire/message/query-info.ts";
import { encodeQueryQuota, type QueryQuota } from "../../wire/message/query-quota.ts";
import { DELETE, FILE_GENERIC_READ } from "../../wire/security/access-mask.ts";
import { parseSid } from "../../wire/security/sid.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_NO_MORE_ENTRIES,
  STATUS_NONE_MAPPED,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { Writer } from "../../wire/writer.ts";

const NAME = "$Extend\\$Quota:$Q:$INDEX_ALLOCATION";
const READ = { createDisposition: FILE_OPEN, desiredAccess: FILE_GENERIC_READ };
const GIB = 2 ** 30;

function clients() {
  const carol = { ...user("carol", 2), isAdministrator: true };
  const users = [user("alice", 0), user("bob", 1), carol];
  const world = new World(catalogInput({ users }));
  const files = new InfoClient(world.connected("alice", "data"));
  const alice = world.engine.catalog.users.find(({ name }) => name === "alice");
  assert.ok(alice);
  const sid = parseSid(world.engine.catalog.sidOf(alice.rid));
  assert.ok(sid);
  const { quotas } = world.vfs.cx;
  const limit = (usedBytes: number, softBytes: number | null, hardBytes: number | null) =>
    quotas.set(`user ${alice.uid}`, { usedBytes, softBytes, hardBytes });
  return { world, files, alice, sid, quotas, limit };
}

function input(query: Partial<QueryQuota>): Uint8Array {
  const writer = new Writer();
  encodeQueryQuota(writer, {
    ...{ returnSingle: false, restartScan: false, sids: [], startSid: null },
    ...query,
  });
  return writer.written();
}

describe("the file of quotas", () => {
  it("is there to be asked, in whatever case, and is no directory of the share", () => {
    const { world, files } = clients();
    const fileId = files.open(NAME.toLowerCase(), READ);
    assert.equal(files.query(fileId, 4).status, STATUS_INVALID_PARAMETER);
    assert.equal(files.read(fileId, 0, 10).status, STATUS_INVALID_DEVICE_REQUEST);
    assert.equal(files.create("$Extend", READ).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(files.close(fileId), STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });

  it("is not made, deleted or given away", () => {
    const { files } = clients();
    for (const change of [
      { ...READ, createDisposition: FILE_CREATE },
      { ...READ, desiredAccess: DELETE },
      { ...READ, desiredAccess: FILE_GENERIC_READ | DELETE, createOptions: FILE_DELETE_ON_CLOSE },
      { ...READ, desiredAccess: 0x00080000 },
    ]) {
      assert.equal(files.create(NAME, change).status, STATUS_ACCESS_DENIED);
    }
  });
});

describe("QUERY_INFO of quotas", () => {
  it("tells what one uses and may use, in a scan and by name", () => {
    const { files, sid, limit } = clients();
    limit(5 * GIB, 8 * GIB, 10 * GIB);
    const fileId = files.open(NAME, READ);
    const mine = {
      changeTime: 0n,
      quotaUsed: BigInt(5 * GIB),
      quotaThreshold: BigInt(8 * GIB),
      quotaLimit: BigInt(10 * GIB),
      sid,
    };
    const ask = (query: Partial<QueryQuota>, outputBufferLength = 4096) =>
      files.query(fileId, 0, {
        infoType: INFO_QUOTA,
        inputView: input(query),
        outputBufferLength,
      });
    assert.deepEqual(decodeQuotaList(ask({}).reader), [mine]);
    assert.equal(ask({}).status, STATUS_NO_MORE_ENTRIES);
    assert.deepEqual(decodeQuotaList(ask({ restartScan: true }).reader), [mine]);
    assert.deepEqual(decodeQuotaList(ask({ sids: [sid] }).reader), [mine]);
    assert.deepEqual(decodeQuotaList(ask({ startSid: sid }).reader), [mine]);
    assert.equal(ask({ sids: [sid] }, 67).status, STATUS_BUFFER_TOO_SMALL);
  });

  it("says of a limit that is not there that it is none", () => {
    const { files, limit } = clients();
    limit(1, null, null);
    const asked = { infoType: INFO_QUOTA, inputView: input({}) };
    const [entry] = decodeQuotaList(files.query(files.open(NAME, READ), 0, asked).reader);
    assert.deepEqual([entry?.quotaThreshold, entry?.quotaLimit], [NO_QUOTA_LIMIT, NO_QUOTA_LIMIT]);
  });

  it("is about oneself, is not damaged, and changes nothing", () => {
    const { files, limit, world } = clients();
    limit(1, null, GIB);
    const fileId = files.open(NAME, READ);
    const bob = world.engine.catalog.users.find(({ name }) => name === "bob");
    const stranger = parseSid(world.engine.catalog.sidOf(bob?.rid ?? 0));
    assert.ok(stranger);
    for (const query of [{ sids: [stranger] }, { startSid: stranger }]) {
      const asked = { infoType: INFO_QUOTA, inputView: input(query) };
      assert.equal(files.query(fileId, 0, asked).status, STATUS_ACCESS_DENIED);
    }
    const damaged = { infoType: INFO_QUOTA, inputView: input({}).slice(1) };
    assert.equal(files.query(fileId, 0, damaged).status, STATUS_INVALID_PARAMETER);
    const set = files.set(fileId, 0, (writer) => writer.zeros(48), { infoType: INFO_QUOTA });
    assert.equal(set, STATUS_ACCESS_DENIED);
  });

  it("tells administrators of everybody's, as many at a time as there is room for", () => {
    const { world, limit, quotas } = clients();
    const { catalog } = world.engine;
    const carol = new InfoClient(world.connected("carol", "data"));
    const people = catalog.users.map(({ rid, uid }) => ({ sid: catalog.sidOf(rid), uid }));
    for (const [index, { uid }] of people.entries()) {
      quotas.set(`user ${uid}`, { usedBytes: index, softBytes: null, hardBytes: GIB });
    }
    limit(77, null, null);
    const fileId = carol.open(NAME, READ);
    const ask = (query: Partial<QueryQuota>, outputBufferLength = 4096) => {
      const asked = { infoType: INFO_QUOTA, inputView: input(query), outputBufferLength };
      return carol.query(fileId, 0, asked);
    };
    const told = (query: Partial<QueryQuota>, room?: number) =>
      decodeQuotaList(ask(query, room).reader).map(({ sid }) => sid.text);
    const all = people.map(({ sid }) => sid);
    assert.ok(all.length >= 3);
    assert.deepEqual(told({}), all);
    assert.equal(ask({}).status, STATUS_NO_MORE_ENTRIES);
    assert.deepEqual(told({ restartScan: true, returnSingle: true }), all.slice(0, 1));
    assert.deepEqual(told({}, 150), all.slice(1, 3), "two of 72 bytes");
    const last = parseSid(all.at(-1) ?? "");
    assert.ok(last);
    assert.deepEqual(told({ startSid: last }), all.slice(-1));
    assert.deepEqual(told({ sids: [last] }), all.slice(-1));
    quotas.delete(`user ${people[1]?.uid}`);
    const [, unknown] = decodeQuotaList(ask({ restartScan: true }).reader);
    assert.deepEqual([unknown?.quotaUsed, unknown?.quotaLimit], [0n, NO_QUOTA_LIMIT]);
    const nobody = parseSid("S-1-5-21-9-9-9-9");
    assert.ok(nobody);
    for (const query of [{ sids: [nobody] }, { startSid: nobody }]) {
      assert.equal(ask(query).status, STATUS_NONE_MAPPED);
    }
  });

  it("is not supported where the disk keeps none", () => {
    const { files } = clients();
    const fileId = files.open(NAME, READ);
    const asked = { infoType: INFO_QUOTA, inputView: input({}) };
    assert.equal(files.query(fileId, 0, asked).status, STATUS_NOT_SUPPORTED);
    const set = files.set(fileId, 0, (writer) => writer.zeros(48), { infoType: INFO_QUOTA });
    assert.equal(set, STATUS_NOT_SUPPORTED);
  });
});

describe("the room of a volume under quotas", () => {
  const fs = { infoType: INFO_FILESYSTEM };

  function room(files: InfoClient) {
    const { reader } = files.query(files.open("f"), 7, fs);
    const size = decodeFsFullSizeInformation(reader);
    const bytes = size.sectorsPerAllocationUnit * size.bytesPerSector;
    return {
      total: size.totalAllocationUnits * bytes,
      mine: size.callerAvailableAllocationUnits * bytes,
      disk: size.actualAvailableAllocationUnits * bytes,
    };
  }

  it("is what the caller may still take, beside what the disk has", () => {
    const { files, limit } = clients();
    const free = room(files);
    assert.equal(free.mine, free.disk);
    limit(3 * GIB, null, 10 * GIB);
    assert.deepEqual(room(files), { total: 10 * GIB, mine: 7 * GIB, disk: free.disk });
    limit(11 * GIB, 10 * GIB, null);
    assert.equal(room(files).mine, 0, "a soft limit alone counts, and is passed here");
  });

  it("is the least of the user's, the group's and the disk's", () => {
    const { files, limit, quotas, alice } = clients();
    limit(0, null, 10 * GIB);
    quotas.set(`group ${alice.gid}`, { usedBytes: GIB, softBytes: null, hardBytes: 2 * GIB });
    const { total, mine } = room(files);
    assert.deepEqual([total, mine], [2 * GIB, GIB]);
    const free = room(clients().files);
    limit(0, null, 2 ** 60);
    quotas.clear();
    assert.deepEqual(room(files), free);
  });

  it("is told to be under quotas where it is, and only there", () => {
    const { files, limit } = clients();
    const told = () => {
      const attributes = decodeFsAttributeInformation(files.query(files.open("f"), 5, fs).reader);
      const control = decodeFsControlInformation(files.query(files.open("f"), 6, fs).reader);
      return [
        (attributes.fileSystemAttributes & FILE_VOLUME_QUOTAS) !== 0,
        control.fileSystemControlFlags,
      ];
    };
    assert.deepEqual(told(), [false, 0]);
    limit(0, null, null);
    assert.deepEqual(told(), [true, 3]);
  });
});
