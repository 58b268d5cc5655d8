/**
 * Several QUERY_DIRECTORY requests on one handle at a time, which share its place in the listing.
 * command/query-directory-late.test.ts has each case once; here they come in any number, mixed with restarts, with
 * changes of the directory, and with the end of the handle.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { expectSound } from "../test/expect-sound.ts";
import { InfoClient } from "../test/info-client.ts";
import { World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { decodeDirectoryList } from "../wire/fscc/directory-list.ts";
import { Command } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import {
  decodeQueryDirectoryResponse,
  encodeQueryDirectoryRequest,
  REOPEN,
  RESTART_SCANS,
  RETURN_SINGLE_ENTRY,
} from "../wire/message/query-directory.ts";
import { Reader } from "../wire/reader.ts";
import {
  STATUS_CANCELLED,
  STATUS_FILE_CLOSED,
  STATUS_NO_MORE_FILES,
  STATUS_PENDING,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

const NAMES = [".", "..", ...Array.from({ length: 20 }, (_, index) => `entry ${index}`)].sort();

class Listing {
  readonly world = new World();
  readonly files = new InfoClient(this.world.connected());
  readonly fileId: FileId;

  constructor() {
    this.files.close(this.files.open("d", { createOptions: FILE_DIRECTORY_FILE }));
    for (const name of NAMES.slice(2)) this.files.put(`d\\${name}`, "");
    this.fileId = this.files.open("d", { createOptions: FILE_DIRECTORY_FILE });
    this.files.client.replies.length = 0;
  }

  send(flags: number, fileInformationClass: number, outputBufferLength: number): bigint {
    const rest = { fileIndex: 0, fileName: "*", fileId: this.fileId };
    const encode = (writer: Writer) =>
      encodeQueryDirectoryRequest(writer, {
        ...rest,
        fileInformationClass,
        flags,
        outputBufferLength,
      });
    return this.files.client.send({ command: Command.QUERY_DIRECTORY, encode })[0] as bigint;
  }

  /** The names that came with the answer; null when there are no more. */
  answer(id: bigint, fileInformationClass: number): string[] | null {
    const reply = this.files.client.take(id);
    if (reply.status === STATUS_NO_MORE_FILES) return null;
    assert.equal(reply.status, STATUS_SUCCESS);
    const { outputView } = decodeQueryDirectoryResponse(reply.body);
    const entries = decodeDirectoryList(new Reader(outputView.slice()), fileInformationClass);
    return entries.map(({ fileName }) => fileName);
  }
}

const QUERY = fc.record({
  flags: fc.constantFrom(0, 0, 0, RETURN_SINGLE_ENTRY, RESTART_SCANS, REOPEN),
  fileInformationClass: fc.constantFrom(1, 3, 12, 37, 63),
  outputBufferLength: fc.constantFrom(200, 400, 1_000, 65_536),
});

describe("B8: parallel listings on one handle", () => {
  test("answers come in turn: between two restarts no name comes twice, and none is left out", () => {
    fc.assert(
      fc.property(
        fc.array(QUERY, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (queries, isSlow) => {
          const listing = new Listing();
          listing.world.isSlow = isSlow;
          const ids = queries.map(({ flags, fileInformationClass, outputBufferLength }) =>
            listing.send(flags, fileInformationClass, outputBufferLength),
          );
          listing.world.settle();
          listing.world.pass(2_000);
          let seen: string[] = [];
          for (const [index, { flags, fileInformationClass }] of queries.entries()) {
            if ((flags & (RESTART_SCANS | REOPEN)) !== 0) seen = [];
            const names = listing.answer(ids[index] as bigint, fileInformationClass);
            if (names === null) {
              assert.deepEqual(seen.toSorted(), NAMES);
              continue;
            }
            if (flags === RETURN_SINGLE_ENTRY) assert.equal(names.length, 1);
            seen = [...seen, ...names];
            assert.equal(new Set(seen).size, seen.length, "a name came twice");
          }
          listing.world.isSlow = false;
          expectSound(listing.world);
        },
      ),
      { numRuns: 80 },
    );
  });

  test("with names made, removed and the handle closed in between, each is answered exactly once", () => {
    const disturbance = fc.constantFrom("make", "remove", "cancel", "close", "none", "none");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(QUERY, disturbance), { minLength: 2, maxLength: 10 }),
        (steps) => {
          const listing = new Listing();
          const other = new InfoClient(listing.world.connected("bob", "data"));
          listing.world.isSlow = true;
          const ids: bigint[] = [];
          for (const [index, [query, what]] of steps.entries()) {
            ids.push(
              listing.send(query.flags, query.fileInformationClass, query.outputBufferLength),
            );
            if (what === "make") other.open(`d\\new ${index}`);
            if (what === "remove") {
              const deleting = { createOptions: 0x1000, desiredAccess: 0x10000 };
              const { response } = other.create(`d\\entry ${index}`, deleting);
              if (response !== null) other.close(response.fileId);
            }
            if (what === "cancel") listing.files.client.cancel(ids[0] as bigint);
            if (what === "close") listing.files.close(listing.fileId);
          }
          listing.world.settle();
          listing.world.pass(2_000);
          for (const id of ids) {
            const finals = listing.files.client.replies.filter(
              ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
            );
            assert.equal(finals.length, 1);
            const allowed = [
              STATUS_SUCCESS,
              STATUS_NO_MORE_FILES,
              STATUS_FILE_CLOSED,
              STATUS_CANCELLED,
            ];
            assert.ok(
              allowed.includes(finals[0]?.status as number),
              `${finals[0]?.status.toString(16)}`,
            );
          }
          listing.world.isSlow = false;
          expectSound(listing.world);
        },
      ),
      { numRuns: 60 },
    );
  });
});
