import assert from "node:assert/strict";
import { test } from "node:test";
import { InfoClient } from "../../test/info-client.ts";
import { World } from "../../test/world.ts";
import type { FileId } from "../../wire/file-id.ts";
import {
  FSCTL_DUPLICATE_EXTENTS_TO_FILE,
  FSCTL_DUPLICATE_EXTENTS_TO_FILE_EX,
  FSCTL_SET_SPARSE,
} from "../../wire/fsctl/code.ts";
import { encodeDuplicateExtents } from "../../wire/fsctl/duplicate-extents.ts";
import { encodeDuplicateExtentsEx } from "../../wire/fsctl/duplicate-extents-ex.ts";
import { Command } from "../../wire/header.ts";
import { FILE_READ_ATTRIBUTES } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_HANDLE,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const CLUSTER = 4096;

interface Scene {
  readonly world: World;
  readonly files: InfoClient;
  readonly source: FileId;
  readonly target: FileId;
}

function scene(): Scene {
  const world = new World();
  const files = new InfoClient(world.connected());
  const source = files.open("source");
  const target = files.open("target");
  files.write(source, 0, new Uint8Array(2 * CLUSTER + 100).fill(7));
  files.write(target, 0, new Uint8Array(4 * CLUSTER).fill(9));
  return { world, files, source, target };
}

interface Extents {
  readonly from?: number;
  readonly to?: number;
  readonly length?: number;
  readonly source?: FileId;
  readonly target?: FileId;
  readonly flags?: number;
}

function duplicate({ files, source, target }: Scene, change: Extents = {}): NtStatus {
  const body = {
    sourceFileId: change.source ?? source,
    sourceFileOffset: change.from ?? 0,
    targetFileOffset: change.to ?? 0,
    byteCount: change.length ?? CLUSTER,
  };
  const { flags } = change;
  const on = change.target ?? target;
  if (flags === undefined) {
    return files.ioctl(on, FSCTL_DUPLICATE_EXTENTS_TO_FILE, (writer) =>
      encodeDuplicateExtents(writer, body),
    ).status;
  }
  return files.ioctl(on, FSCTL_DUPLICATE_EXTENTS_TO_FILE_EX, (writer) =>
    encodeDuplicateExtentsEx(writer, { ...body, flags }),
  ).status;
}

test("a range of one file becomes a range of another, and its size stays", () => {
  const cast = scene();
  assert.equal(duplicate(cast, { to: CLUSTER, length: 3 * CLUSTER }), STATUS_SUCCESS);
  const expected = new Uint8Array(4 * CLUSTER).fill(9);
  expected.fill(7, CLUSTER, 3 * CLUSTER + 100).fill(0, 3 * CLUSTER + 100);
  assert.deepEqual(cast.files.read(cast.target, 0, 5 * CLUSTER).data, expected);
  for (const flags of [0, 1]) {
    assert.equal(duplicate(cast, { to: 0, flags }), STATUS_SUCCESS);
  }
  assert.equal(cast.files.read(cast.target, 0, 1).data[0], 7);
  assert.deepEqual(cast.world.leftovers(), {});
});

test("what is no cluster's is refused, but for the end of the source", () => {
  const cast = scene();
  for (const wrong of [{ from: 1 }, { to: 512 }, { length: CLUSTER - 1 }]) {
    assert.equal(duplicate(cast, wrong), STATUS_INVALID_PARAMETER);
  }
  assert.equal(duplicate(cast, { length: 2 * CLUSTER + 100 }), STATUS_SUCCESS);
  const { data } = cast.files.read(cast.target, 2 * CLUSTER, CLUSTER);
  assert.deepEqual(data, new Uint8Array(CLUSTER).fill(7, 0, 100).fill(9, 100));
  assert.equal(duplicate(cast, { length: 0 }), STATUS_SUCCESS);
});

test("the source is not left, no file grows, and a range does not overlap itself", () => {
  const cast = scene();
  const { source, target } = cast;
  assert.equal(duplicate(cast, { length: 4 * CLUSTER }), STATUS_NOT_SUPPORTED);
  assert.equal(duplicate(cast, { to: 3 * CLUSTER, length: 2 * CLUSTER }), STATUS_SUCCESS);
  assert.equal(cast.files.read(target, 3 * CLUSTER, 1).data[0], 7);
  assert.equal(duplicate(cast, { to: 4 * CLUSTER }), STATUS_SUCCESS);
  const within = { source: target, target, length: 2 * CLUSTER };
  assert.equal(duplicate(cast, { ...within, to: CLUSTER }), STATUS_NOT_SUPPORTED);
  assert.equal(duplicate(cast, { ...within, to: 2 * CLUSTER }), STATUS_SUCCESS);
  assert.equal(cast.files.opened("target").endOfFile, 4 * CLUSTER);
  assert.equal(cast.files.close(source), STATUS_SUCCESS);
  assert.equal(duplicate(cast), STATUS_INVALID_HANDLE);
});

test("holes go only where holes may be", () => {
  const cast = scene();
  cast.files.ioctl(cast.source, FSCTL_SET_SPARSE);
  assert.equal(duplicate(cast), STATUS_NOT_SUPPORTED);
  cast.files.ioctl(cast.target, FSCTL_SET_SPARSE);
  assert.equal(duplicate(cast), STATUS_SUCCESS);
});

test("the source must be this session's, and open for reading", () => {
  const cast = scene();
  const blind = cast.files.open("source", { desiredAccess: FILE_READ_ATTRIBUTES });
  assert.equal(duplicate(cast, { source: blind }), STATUS_ACCESS_DENIED);
  const bob = new InfoClient(cast.world.connected("bob"));
  const his = bob.open("source");
  assert.equal(duplicate(cast, { source: his }), STATUS_INVALID_HANDLE);
  const forged = { ...cast.source, persistent: cast.source.persistent + 1n };
  assert.equal(duplicate(cast, { source: forged }), STATUS_INVALID_HANDLE);
  const stream = cast.files.open("source:stream");
  cast.files.write(stream, 0, new Uint8Array(CLUSTER));
  assert.equal(duplicate(cast, { source: stream }), STATUS_NOT_SUPPORTED);
});

test("locks of others do not stand in the way, as on Windows", () => {
  const cast = scene();
  cast.files.lock(cast.files.open("target"), { offset: 0n, length: 10n, flags: 0x12 });
  assert.equal(duplicate(cast), STATUS_SUCCESS);
});

test("a short body is refused, and a volume that shares no blocks knows no such code", () => {
  const cast = scene();
  const { files, target, world } = cast;
  const short = files.ioctl(target, FSCTL_DUPLICATE_EXTENTS_TO_FILE, new Uint8Array(39));
  assert.equal(short.status, STATUS_BUFFER_TOO_SMALL);
  const shortEx = files.ioctl(target, FSCTL_DUPLICATE_EXTENTS_TO_FILE_EX, new Uint8Array(55));
  assert.equal(shortEx.status, STATUS_BUFFER_TOO_SMALL);
  world.vfs.cx.features.reflink = false;
  assert.equal(duplicate(cast), STATUS_INVALID_DEVICE_REQUEST);
});

test("whoever caches the target's data is told before it changes", () => {
  const cast = scene();
  const files = new InfoClient(cast.world.connected("bob"));
  // Level II: the answer need not wait for it.
  files.open("target", { requestedOplockLevel: 1 });
  const told = () =>
    files.client.replies.filter(({ header }) => header.command === Command.OPLOCK_BREAK).length;
  assert.equal(told(), 0);
  assert.equal(duplicate(cast), STATUS_SUCCESS);
  assert.equal(told(), 1);
});
