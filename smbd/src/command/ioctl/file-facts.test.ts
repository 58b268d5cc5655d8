/** Codes that tell what is: regions, the volume, and a file as its volume's journal would name it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { InfoClient } from "../../test/info-client.ts";
import { World } from "../../test/world.ts";
import {
  FSCTL_GET_NTFS_VOLUME_DATA,
  FSCTL_QUERY_FILE_REGIONS,
  FSCTL_READ_FILE_USN_DATA,
} from "../../wire/fsctl/code.ts";
import { decodeFileRegionOutput, encodeFileRegion } from "../../wire/fsctl/file-regions.ts";
import { decodeNtfsVolumeData } from "../../wire/fsctl/ntfs-volume-data.ts";
import { decodeUsnRecord } from "../../wire/fsctl/usn-record.ts";
import { FILE_DIRECTORY_FILE } from "../../wire/message/create.ts";
import { FILE_READ_ATTRIBUTES } from "../../wire/security/access-mask.ts";
import {
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

test("all of a file up to its end is valid data, for who may look at its attributes as well", () => {
  const world = new World();
  const files = new InfoClient(world.connected());
  files.put("f", "0123456789");
  const fileId = files.open("f", { desiredAccess: FILE_READ_ATTRIBUTES });
  const regions = (fileOffset: number, length: number, usage = 1) =>
    files.ioctl(fileId, FSCTL_QUERY_FILE_REGIONS, (writer) =>
      encodeFileRegion(writer, { fileOffset, length, usage }),
    );
  const whole = [{ fileOffset: 0, length: 10, usage: 1 }];
  const asked = files.ioctl(fileId, FSCTL_QUERY_FILE_REGIONS);
  assert.deepEqual(decodeFileRegionOutput(asked.reader).regions, whole);
  assert.deepEqual(decodeFileRegionOutput(regions(0, 2 ** 40).reader).regions, whole);
  const middle = [{ fileOffset: 4, length: 2, usage: 1 }];
  assert.deepEqual(decodeFileRegionOutput(regions(4, 2).reader).regions, middle);
  assert.deepEqual(decodeFileRegionOutput(regions(10, 5).reader).regions, []);
  assert.equal(regions(0, 10, 2).status, STATUS_INVALID_PARAMETER);
  const short = files.ioctl(fileId, FSCTL_QUERY_FILE_REGIONS, new Uint8Array(23));
  assert.equal(short.status, STATUS_BUFFER_TOO_SMALL);
  const small = files.ioctl(fileId, FSCTL_QUERY_FILE_REGIONS, undefined, 39);
  assert.equal(small.status, STATUS_BUFFER_TOO_SMALL);
  const folder = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
  assert.equal(files.ioctl(folder, FSCTL_QUERY_FILE_REGIONS).status, STATUS_INVALID_PARAMETER);
  assert.deepEqual(world.leftovers(), {});
});

test("the volume's data has its sizes, and no master file table", () => {
  const files = new InfoClient(new World().connected());
  const fileId = files.open("f");
  const told = files.ioctl(fileId, FSCTL_GET_NTFS_VOLUME_DATA, undefined, 96);
  assert.equal(told.status, STATUS_SUCCESS);
  const data = decodeNtfsVolumeData(told.reader);
  assert.equal(data.bytesPerCluster * data.totalClusters, 2 ** 40);
  assert.equal(data.bytesPerSector * data.numberSectors, 2 ** 40);
  assert.equal(data.mftValidDataLength, 0);
  const small = files.ioctl(fileId, FSCTL_GET_NTFS_VOLUME_DATA, undefined, 95);
  assert.equal(small.status, STATUS_BUFFER_TOO_SMALL);
});

test("a file's record has its name, its id and its folder's", () => {
  const world = new World();
  const files = new InfoClient(world.connected());
  const folder = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
  const fileId = files.open("d\\name.txt");
  const idOf = (on: typeof fileId) => files.query(on, 6).reader.u64Big();
  const record = (on: typeof fileId) =>
    decodeUsnRecord(files.ioctl(on, FSCTL_READ_FILE_USN_DATA).reader);
  const told = record(fileId);
  assert.equal(told.fileName, "name.txt");
  assert.equal(told.fileReferenceNumber, idOf(fileId));
  assert.equal(told.parentFileReferenceNumber, idOf(folder));
  assert.deepEqual([told.usn, told.fileAttributes], [0n, 0x20]);
  const root = record(files.open("", { createOptions: FILE_DIRECTORY_FILE }));
  assert.equal(root.parentFileReferenceNumber, root.fileReferenceNumber);
  const versions = (...bytes: number[]) =>
    files.ioctl(fileId, FSCTL_READ_FILE_USN_DATA, Uint8Array.from(bytes)).status;
  assert.equal(versions(2, 0, 3, 0), STATUS_SUCCESS);
  assert.equal(versions(3, 0, 4, 0), STATUS_INVALID_PARAMETER);
  assert.equal(versions(2, 0), STATUS_INVALID_PARAMETER);
  const small = files.ioctl(fileId, FSCTL_READ_FILE_USN_DATA, undefined, 79);
  assert.equal(small.status, STATUS_BUFFER_TOO_SMALL);
  assert.deepEqual(world.leftovers(), {});
});
