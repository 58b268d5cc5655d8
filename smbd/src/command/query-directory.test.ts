import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shortNameOf } from "../state/short-name.ts";
import { InfoClient } from "../test/info-client.ts";
import { World } from "../test/world.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { RESTART_SCANS, RETURN_SINGLE_ENTRY } from "../wire/message/query-directory.ts";
import { FILE_READ_ATTRIBUTES } from "../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_NO_MORE_FILES,
  STATUS_NO_SUCH_FILE,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const DIRECTORY = { createOptions: FILE_DIRECTORY_FILE };

function filled(...names: readonly string[]) {
  const files = new InfoClient(new World().connected());
  for (const name of names) files.put(name, "12345");
  return { files, root: files.open("", DIRECTORY) };
}

/** Every name that the scan still has to give. */
function drain(files: InfoClient, fileId: ReturnType<InfoClient["open"]>, change = {}): string[] {
  const names: string[] = [];
  for (let count = 0; count < 10_000; count++) {
    const listing = files.list(fileId, change);
    if (listing.status !== STATUS_SUCCESS) {
      assert.equal(listing.status, STATUS_NO_MORE_FILES);
      return names;
    }
    names.push(...listing.names);
  }
  assert.fail("the listing does not end");
}

describe("QUERY_DIRECTORY", () => {
  it("lists '.', '..' and every entry once, then STATUS_NO_MORE_FILES for good", () => {
    const { files, root } = filled("a", "b", "c");
    assert.deepEqual(files.list(root).names.toSorted(), [".", "..", "a", "b", "c"]);
    assert.equal(files.list(root).status, STATUS_NO_MORE_FILES);
    assert.equal(files.list(root).status, STATUS_NO_MORE_FILES);
  });

  it("gives short names to names that need one, in the classes that have them", () => {
    const { files, root } = filled("short.txt", "a long name.text");
    const shortNames = (change: object) => {
      const { entries } = files.list(root, { flags: RESTART_SCANS, ...change });
      return Object.fromEntries(entries.map(({ fileName, shortName }) => [fileName, shortName]));
    };
    const short = shortNameOf("a long name.text") ?? "";
    for (const fileInformationClass of [3, 37]) {
      const found = shortNames({ fileInformationClass });
      assert.deepEqual(found, { ".": "", "..": "", "short.txt": "", "a long name.text": short });
    }
    assert.equal(shortNames({ fileInformationClass: 38 })["a long name.text"], "");
    for (const fileName of [short, short.toLowerCase(), "*~*"]) {
      assert.deepEqual(shortNames({ fileInformationClass: 3, fileName }), {
        "a long name.text": short,
      });
    }
    // By its short name this one would end in .TEX.
    const status = files.list(root, { flags: RESTART_SCANS, fileName: "*.tex" }).status;
    assert.equal(status, STATUS_NO_SUCH_FILE);
  });

  for (const fileInformationClass of [1, 2, 3, 12, 37, 38, 60, 63]) {
    it(`fills class ${fileInformationClass}`, () => {
      const { files, root } = filled("name.txt");
      const { entries } = files.list(root, { fileInformationClass });
      const entry = entries.find(({ fileName }) => fileName === "name.txt");
      assert.ok(entry !== undefined);
      if (fileInformationClass === 12) return;
      assert.equal(entry.endOfFile, 5);
      assert.equal(entry.fileAttributes, 0x20);
      assert.equal(entries.find(({ fileName }) => fileName === ".")?.fileAttributes, 0x10);
      if (fileInformationClass >= 37) assert.notEqual(entry.fileId, 0n);
    });
  }

  it("gives one entry at a time with RETURN_SINGLE_ENTRY", () => {
    const { files, root } = filled("a", "b");
    const names = drain(files, root, { flags: RETURN_SINGLE_ENTRY });
    assert.deepEqual(names.toSorted(), [".", "..", "a", "b"]);
    const again = files.list(root, { flags: RETURN_SINGLE_ENTRY | RESTART_SCANS });
    assert.equal(again.names.length, 1);
  });

  it("loses and repeats nothing, however small the buffer", () => {
    const names = Array.from({ length: 300 }, (_, index) => `file-${index}`);
    const { files, root } = filled(...names);
    for (const outputBufferLength of [128, 333, 4096]) {
      const flags = RESTART_SCANS;
      const first = files.list(root, { outputBufferLength, flags });
      const rest = drain(files, root, { outputBufferLength });
      const all = [...first.names, ...rest].toSorted();
      assert.deepEqual(all, [".", "..", ...names].toSorted(), String(outputBufferLength));
    }
  });

  it("keeps the first pattern until a restart brings another", () => {
    const { files, root } = filled("a.txt", "b.txt", "c.doc");
    const single = { flags: RETURN_SINGLE_ENTRY };
    const first = files.list(root, { ...single, fileName: "*.txt" }).names;
    const rest = drain(files, root, { ...single, fileName: "*.doc" });
    assert.deepEqual([...first, ...rest].toSorted(), ["a.txt", "b.txt"]);
    const restarted = files.list(root, { flags: RESTART_SCANS, fileName: "*.doc" });
    assert.deepEqual(restarted.names, ["c.doc"]);
    // A restart without a pattern keeps the one there is.
    assert.deepEqual(files.list(root, { flags: RESTART_SCANS, fileName: "" }).names, ["c.doc"]);
  });

  it("takes DOS wildcards, without regard to case", () => {
    const { files, root } = filled("Report.old.TXT", "report", "x.txt");
    const matching = (fileName: string) =>
      files.list(root, { flags: RESTART_SCANS, fileName }).names.toSorted();
    assert.deepEqual(matching('REPORT"*'), ["Report.old.TXT", "report"]);
    assert.deepEqual(matching("<.txt"), ["Report.old.TXT", "x.txt"]);
    assert.deepEqual(matching("?.txt"), ["x.txt"]);
    assert.deepEqual(matching("X.TXT"), ["x.txt"]);
  });

  it("answers STATUS_NO_SUCH_FILE when nothing ever matched", () => {
    const { files, root } = filled("a");
    assert.equal(files.list(root, { fileName: "nothing" }).status, STATUS_NO_SUCH_FILE);
    assert.equal(files.list(root, { fileName: "nothing" }).status, STATUS_NO_SUCH_FILE);
  });

  it("shows what is there since a restart", () => {
    const { files, root } = filled("a");
    drain(files, root);
    files.put("later", "");
    assert.ok(files.list(root, { flags: RESTART_SCANS }).names.includes("later"));
  });

  it("refuses a buffer that holds no entry, and gives the entry to a larger one", () => {
    const { files, root } = filled("a-rather-long-name-of-a-file");
    const fileName = "a-*";
    const small = files.list(root, { outputBufferLength: 103, fileName });
    assert.equal(small.status, STATUS_INFO_LENGTH_MISMATCH);
    const short = files.list(root, { outputBufferLength: 110, fileName });
    assert.equal(short.status, STATUS_INFO_LENGTH_MISMATCH);
    assert.equal(files.list(root, { fileName }).names.length, 1);
  });

  it("refuses files, unknown classes, impossible patterns and too large a buffer", () => {
    const { files, root } = filled("a");
    assert.equal(files.list(files.open("a")).status, STATUS_INVALID_PARAMETER);
    for (const fileInformationClass of [4, 29, 32, 99]) {
      const { status } = files.list(root, { fileInformationClass });
      assert.equal(status, STATUS_INVALID_INFO_CLASS);
    }
    for (const fileName of ["a\\b", "a/b", "x".repeat(256)]) {
      assert.equal(files.list(root, { fileName }).status, STATUS_OBJECT_NAME_INVALID);
    }
    const { status } = files.list(root, { outputBufferLength: 0x7fffffff });
    assert.equal(status, STATUS_INVALID_PARAMETER);
  });

  it("needs the right to list", () => {
    const { files } = filled("a");
    const open = files.open("", { ...DIRECTORY, desiredAccess: FILE_READ_ATTRIBUTES });
    assert.equal(files.list(open).status, STATUS_ACCESS_DENIED);
  });
});
