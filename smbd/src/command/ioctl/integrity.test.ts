import assert from "node:assert/strict";
import { test } from "node:test";
import { InfoClient } from "../../test/info-client.ts";
import { World } from "../../test/world.ts";
import {
  FSCTL_GET_INTEGRITY_INFORMATION,
  FSCTL_SET_INTEGRITY_INFORMATION,
  FSCTL_SET_INTEGRITY_INFORMATION_EX,
} from "../../wire/fsctl/code.ts";
import { decodeIntegrityInformation } from "../../wire/fsctl/integrity.ts";
import {
  CHECKSUM_TYPE_CRC64,
  CHECKSUM_TYPE_NONE,
  CHECKSUM_TYPE_UNCHANGED,
  encodeSetIntegrity,
  encodeSetIntegrityEx,
} from "../../wire/fsctl/set-integrity.ts";
import {
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

test("a file has no integrity stream, and keeps having none", () => {
  const files = new InfoClient(new World().connected());
  const fileId = files.open("f");
  const { reader } = files.ioctl(fileId, FSCTL_GET_INTEGRITY_INFORMATION, undefined, 16);
  assert.deepEqual(decodeIntegrityInformation(reader), {
    checksumAlgorithm: CHECKSUM_TYPE_NONE,
    flags: 0,
    checksumChunkSizeInBytes: 4096,
    clusterSizeInBytes: 4096,
  });
  const small = files.ioctl(fileId, FSCTL_GET_INTEGRITY_INFORMATION, undefined, 15);
  assert.equal(small.status, STATUS_INVALID_PARAMETER);
  const set = (checksumAlgorithm: number, flags = 0) =>
    files.ioctl(fileId, FSCTL_SET_INTEGRITY_INFORMATION, (writer) =>
      encodeSetIntegrity(writer, { checksumAlgorithm, flags }),
    ).status;
  assert.equal(set(CHECKSUM_TYPE_NONE), STATUS_SUCCESS);
  assert.equal(set(CHECKSUM_TYPE_UNCHANGED), STATUS_SUCCESS);
  assert.equal(set(CHECKSUM_TYPE_CRC64), STATUS_NOT_SUPPORTED);
  for (const wrong of [set(3), set(CHECKSUM_TYPE_NONE, 1), set(CHECKSUM_TYPE_UNCHANGED, 1)]) {
    assert.equal(wrong, STATUS_INVALID_PARAMETER);
  }
  const short = files.ioctl(fileId, FSCTL_SET_INTEGRITY_INFORMATION, new Uint8Array(7));
  assert.equal(short.status, STATUS_INVALID_PARAMETER);
});

test("the later form of the request is answered the same way", () => {
  const files = new InfoClient(new World().connected());
  const fileId = files.open("f");
  const set = (enableIntegrity: boolean, keepIntegrityStateUnchanged = false, version = 1) =>
    files.ioctl(fileId, FSCTL_SET_INTEGRITY_INFORMATION_EX, (writer) =>
      encodeSetIntegrityEx(writer, {
        enableIntegrity,
        keepIntegrityStateUnchanged,
        flags: 0,
        version,
      }),
    ).status;
  assert.equal(set(false), STATUS_SUCCESS);
  assert.equal(set(true, true), STATUS_SUCCESS);
  assert.equal(set(true), STATUS_NOT_SUPPORTED);
  assert.equal(set(false, false, 2), STATUS_INVALID_PARAMETER);
  const short = files.ioctl(fileId, FSCTL_SET_INTEGRITY_INFORMATION_EX, new Uint8Array(15));
  assert.equal(short.status, STATUS_INVALID_PARAMETER);
});

test("a volume that shares no blocks knows none of these codes, as NTFS", () => {
  const world = new World();
  world.vfs.cx.features.reflink = false;
  const files = new InfoClient(world.connected());
  const fileId = files.open("f");
  for (const ctlCode of [
    FSCTL_GET_INTEGRITY_INFORMATION,
    FSCTL_SET_INTEGRITY_INFORMATION,
    FSCTL_SET_INTEGRITY_INFORMATION_EX,
  ]) {
    // Of the later form, the last half begins with its version.
    const input = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
    assert.equal(files.ioctl(fileId, ctlCode, input).status, STATUS_INVALID_DEVICE_REQUEST);
  }
});
