import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InfoClient } from "../test/info-client.ts";
import { World } from "../test/world.ts";
import { CREATE_REQUEST_LEASE, createContext } from "../wire/context/create-context.ts";
import { encodeLease, LEASE_READ_CACHING } from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { encodeBasicInformation } from "../wire/fscc/basic.ts";
import * as code from "../wire/fsctl/code.ts";
import { encodeDuplicateExtents } from "../wire/fsctl/duplicate-extents.ts";
import { encodeFileLevelTrimRequest } from "../wire/fsctl/file-level-trim.ts";
import { decodeOffloadReadResponse, encodeOffloadReadRequest } from "../wire/fsctl/offload-read.ts";
import { encodeOffloadWriteRequest } from "../wire/fsctl/offload-write.ts";
import { encodeSetZeroData } from "../wire/fsctl/set-zero-data.ts";
import { encodeSrvCopychunkRequest } from "../wire/fsctl/srv-copychunk.ts";
import { decodeSrvRequestResumeKeyResponse } from "../wire/fsctl/srv-request-resume-key.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { Command } from "../wire/header.ts";
import { FILE_OPEN, FILE_WRITE_THROUGH, OPLOCK_LEVEL_LEASE } from "../wire/message/create.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

const ARCHIVE = 0x20;
const HIDDEN = 0x2;
const LENGTH = 4096;

interface Scene {
  readonly world: World;
  readonly files: InfoClient;
  readonly source: FileId;
  /** A file that is hidden, and archived already. */
  readonly target: FileId;
}

function scene(createOptions = 0): Scene {
  const world = new World();
  const files = new InfoClient(world.connected("alice"));
  const source = files.open("source");
  files.write(source, 0, new Uint8Array(LENGTH).fill(7));
  const made = files.open("target");
  files.write(made, 0, new Uint8Array(LENGTH).fill(9));
  const times = { creationTime: 0n, lastAccessTime: 0n, lastWriteTime: 0n, changeTime: 0n };
  files.set(made, 4, (writer) =>
    encodeBasicInformation(writer, { ...times, fileAttributes: HIDDEN }),
  );
  files.close(made);
  const target = files.open("target", { createOptions, createDisposition: FILE_OPEN });
  return { world, files, source, target };
}

/** Every control code that changes data on another thread, by its request. */
const CHANGES: Readonly<Record<string, (scene: Scene) => readonly [number, (to: Writer) => void]>> =
  {
    copy: ({ files, source }) => {
      const key = files.ioctl(source, code.FSCTL_SRV_REQUEST_RESUME_KEY, undefined, 32).reader;
      const { resumeKey: sourceKey } = decodeSrvRequestResumeKeyResponse(key);
      const chunks = [{ sourceOffset: 0, targetOffset: 0, length: LENGTH }];
      return [
        code.FSCTL_SRV_COPYCHUNK_WRITE,
        (writer) => encodeSrvCopychunkRequest(writer, { sourceKey, chunks }),
      ];
    },
    "shared blocks": ({ source }) => [
      code.FSCTL_DUPLICATE_EXTENTS_TO_FILE,
      (writer) =>
        encodeDuplicateExtents(writer, {
          sourceFileId: source,
          sourceFileOffset: 0,
          targetFileOffset: 0,
          byteCount: LENGTH,
        }),
    ],
    "offloaded copy": ({ files, source }) => {
      const asked = { flags: 0, timeToLiveMs: 0, fileOffset: 0, copyLength: LENGTH };
      const { reader } = files.ioctl(source, code.FSCTL_OFFLOAD_READ, (writer) =>
        encodeOffloadReadRequest(writer, asked),
      );
      const { token } = decodeOffloadReadResponse(reader);
      const body = { flags: 0, fileOffset: 0, copyLength: LENGTH, transferOffset: 0, token };
      return [code.FSCTL_OFFLOAD_WRITE, (writer) => encodeOffloadWriteRequest(writer, body)];
    },
    zeros: () => [
      code.FSCTL_SET_ZERO_DATA,
      (writer) => encodeSetZeroData(writer, { fileOffset: 0, beyondFinalZero: LENGTH }),
    ],
    trim: () => [
      code.FSCTL_FILE_LEVEL_TRIM,
      (writer) =>
        encodeFileLevelTrimRequest(writer, { key: 0, ranges: [{ offset: 0, length: LENGTH }] }),
    ],
  };

for (const [what, request] of Object.entries(CHANGES)) {
  describe(`a change by ${what}`, () => {
    test("is to be archived, and leaves the other attributes", () => {
      const cast = scene();
      const { files, target, world } = cast;
      const attributes = () => files.query(target, 35).reader.u32();
      assert.equal(attributes(), HIDDEN);
      assert.equal(files.ioctl(target, ...request(cast)).status, STATUS_SUCCESS);
      assert.equal(attributes(), HIDDEN | ARCHIVE);
      assert.deepEqual(world.leftovers(), {});
    });

    test("is on the disk when it is answered, where the open writes through", () => {
      for (const createOptions of [FILE_WRITE_THROUGH, 0]) {
        const cast = scene(createOptions);
        const operations: string[] = [];
        cast.world.vfs.cx.fault = (operation) => {
          operations.push(operation);
          return STATUS_SUCCESS;
        };
        assert.equal(cast.files.ioctl(cast.target, ...request(cast)).status, STATUS_SUCCESS);
        assert.equal(operations.includes("flush"), createOptions === FILE_WRITE_THROUGH);
      }
    });

    test("is told to who began to cache reads while it was made", () => {
      const cast = scene();
      const { files, target, world } = cast;
      const change = request(cast);
      world.isSlow = true;
      const id = files.sendIoctl(target, ...change);
      const options = { address: "192.0.2.2", clientGuid: "22".repeat(16) };
      const bob = new InfoClient(world.connected("bob", "data", options));
      const lease = {
        version: 1,
        leaseKey: "33".repeat(16),
        leaseState: LEASE_READ_CACHING,
        leaseFlags: 0,
        parentLeaseKey: GUID_ZERO,
        epoch: 0,
      } as const;
      bob.open("target", {
        requestedOplockLevel: OPLOCK_LEVEL_LEASE,
        contexts: [createContext(CREATE_REQUEST_LEASE, encodeLease, lease)],
      });
      const told = () =>
        bob.client.replies.filter(({ header }) => header.command === Command.OPLOCK_BREAK).length;
      assert.equal(told(), 0);
      world.settle();
      assert.equal(files.client.take(id).status, STATUS_SUCCESS);
      assert.equal(told(), 1);
    });
  });
}
