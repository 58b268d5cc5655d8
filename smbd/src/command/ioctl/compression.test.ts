import assert from "node:assert/strict";
import { test } from "node:test";
import { InfoClient } from "../../test/info-client.ts";
import { World } from "../../test/world.ts";
import type { FileId } from "../../wire/file-id.ts";
import { decodeCompressionInformation } from "../../wire/fscc/compression.ts";
import { FSCTL_GET_COMPRESSION, FSCTL_SET_COMPRESSION } from "../../wire/fsctl/code.ts";
import {
  COMPRESSION_FORMAT_DEFAULT,
  COMPRESSION_FORMAT_LZNT1,
  COMPRESSION_FORMAT_NONE,
  decodeCompressionState,
  encodeCompressionState,
} from "../../wire/fsctl/compression.ts";
import { FILE_DIRECTORY_FILE, FILE_NO_COMPRESSION } from "../../wire/message/create.ts";
import { INFO_FILESYSTEM } from "../../wire/message/query-info.ts";
import { FILE_READ_DATA } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const ATTRIBUTE_COMPRESSED = 0x800;
const FILE_FILE_COMPRESSION = 0x10;

function get(files: InfoClient, fileId: FileId): number {
  const { status, reader } = files.ioctl(fileId, FSCTL_GET_COMPRESSION, undefined, 2);
  assert.equal(status, STATUS_SUCCESS);
  return decodeCompressionState(reader).compressionState;
}

function set(files: InfoClient, fileId: FileId, compressionState: number): NtStatus {
  return files.ioctl(fileId, FSCTL_SET_COMPRESSION, (writer) =>
    encodeCompressionState(writer, { compressionState }),
  ).status;
}

function volumeFlags(files: InfoClient, fileId: FileId): number {
  return files.query(fileId, 5, { infoType: INFO_FILESYSTEM }).reader.u32();
}

test("a file is compressed when it is told to, which its attributes show", () => {
  const world = new World();
  const files = new InfoClient(world.connected());
  const fileId = files.open("f");
  files.write(fileId, 0, new Uint8Array(10_000));
  const attributes = () => files.query(fileId, 35).reader.u32();
  assert.equal(get(files, fileId), COMPRESSION_FORMAT_NONE);
  assert.equal(set(files, fileId, COMPRESSION_FORMAT_DEFAULT), STATUS_SUCCESS);
  assert.equal(get(files, fileId), COMPRESSION_FORMAT_LZNT1);
  assert.equal(attributes() & ATTRIBUTE_COMPRESSED, ATTRIBUTE_COMPRESSED);
  const told = decodeCompressionInformation(files.query(fileId, 28).reader);
  assert.deepEqual([told.compressionFormat, told.compressedFileSize], [2, 12_288]);
  assert.equal(set(files, fileId, COMPRESSION_FORMAT_NONE), STATUS_SUCCESS);
  assert.equal(attributes() & ATTRIBUTE_COMPRESSED, 0);
  assert.ok((volumeFlags(files, fileId) & FILE_FILE_COMPRESSION) !== 0);
  assert.deepEqual(world.leftovers(), {});
});

test("a folder hands it down, but not to who does not want it", () => {
  const files = new InfoClient(new World().connected());
  const folder = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
  assert.equal(set(files, folder, COMPRESSION_FORMAT_LZNT1), STATUS_SUCCESS);
  assert.equal(get(files, files.open("d\\f")), COMPRESSION_FORMAT_LZNT1);
  const without = { createOptions: FILE_NO_COMPRESSION };
  assert.equal(get(files, files.open("d\\g", without)), COMPRESSION_FORMAT_NONE);
  const below = { createOptions: FILE_NO_COMPRESSION | FILE_DIRECTORY_FILE };
  assert.equal(get(files, files.open("d\\e", below)), COMPRESSION_FORMAT_NONE);
  assert.equal(set(files, folder, COMPRESSION_FORMAT_NONE), STATUS_SUCCESS);
  assert.equal(get(files, files.open("d\\f")), COMPRESSION_FORMAT_LZNT1);
  assert.equal(get(files, files.open("d\\h")), COMPRESSION_FORMAT_NONE);
});

test("an unknown format is refused, and so is a stream's", () => {
  const files = new InfoClient(new World().connected());
  const fileId = files.open("f");
  assert.equal(set(files, fileId, 0x42), STATUS_INVALID_PARAMETER);
  const short = files.ioctl(fileId, FSCTL_SET_COMPRESSION, Uint8Array.of(1));
  assert.equal(short.status, STATUS_INVALID_PARAMETER);
  const small = files.ioctl(fileId, FSCTL_GET_COMPRESSION, undefined, 1);
  assert.equal(small.status, STATUS_INVALID_PARAMETER);
  assert.equal(set(files, fileId, COMPRESSION_FORMAT_LZNT1), STATUS_SUCCESS);
  const stream = files.open("f:s");
  assert.equal(get(files, stream), COMPRESSION_FORMAT_NONE);
  assert.equal(set(files, stream, COMPRESSION_FORMAT_LZNT1), STATUS_NOT_SUPPORTED);
  assert.equal(set(files, stream, COMPRESSION_FORMAT_NONE), STATUS_SUCCESS);
  assert.equal(get(files, fileId), COMPRESSION_FORMAT_LZNT1);
});

test("whoever may read may ask", () => {
  const files = new InfoClient(new World().connected());
  files.put("f", "text");
  const reader = files.open("f", { desiredAccess: FILE_READ_DATA });
  assert.equal(get(files, reader), COMPRESSION_FORMAT_NONE);
});

test("a volume that cannot compress says so, and is asked in vain", () => {
  const world = new World();
  world.vfs.cx.features.compression = false;
  const files = new InfoClient(world.connected());
  const fileId = files.open("f");
  assert.equal(volumeFlags(files, fileId) & FILE_FILE_COMPRESSION, 0);
  assert.equal(get(files, fileId), COMPRESSION_FORMAT_NONE);
  assert.equal(set(files, fileId, COMPRESSION_FORMAT_LZNT1), STATUS_NOT_SUPPORTED);
  assert.equal(set(files, fileId, COMPRESSION_FORMAT_NONE), STATUS_SUCCESS);
});
