/**
 * Names that want to lead out of a share. Names as such are in state/name.test.ts. On a real file system
 * host/posix/posix-vfs.test.ts follows links and lets a folder become a link between two looks; what the kernel is
 * asked for (openat2 with RESOLVE_BENEATH) is in the addon's own tests.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { expectSound } from "../test/expect-sound.ts";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, share, World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { FileInformationClass } from "../wire/fscc/information-class.ts";
import { FILE_DIRECTORY_FILE, FILE_OPEN, FILE_OPEN_IF } from "../wire/message/create.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";

const DIRECTORY = { createOptions: FILE_DIRECTORY_FILE };
const SECRET = "top secret";

/** The share under test lies within another one, in which the secret is. */
class Fence {
  readonly world = new World(
    catalogInput({ shares: [share("data", "/srv/all/data"), share("all", "/srv/all")] }),
  );
  readonly files = new InfoClient(this.world.connected());
  readonly outside = new InfoClient(this.world.connected("bob", "all"));
  readonly #before: string;

  constructor() {
    this.outside.put("secret", SECRET);
    this.files.close(this.files.open("d", DIRECTORY));
    this.files.put("d\\f", "inside");
    this.files.put("f", "inside");
    this.#before = this.#state();
  }

  #state(): string {
    const root = this.outside.open("", { ...DIRECTORY, createDisposition: FILE_OPEN });
    const { entries } = this.outside.list(root, { flags: 1 });
    this.outside.close(root);
    const names = entries.map(({ fileName }) => fileName).filter((name) => name !== "..");
    const secret = this.outside.open("secret", { createDisposition: FILE_OPEN });
    const { data } = this.outside.read(secret, 0, 100);
    this.outside.close(secret);
    return `${names.sort()} ${new TextDecoder().decode(data)}`;
  }

  /** Outside of the share all is as it was. */
  expectUnclimbed(): void {
    assert.equal(this.#state(), this.#before);
  }

  /** What was opened is not what lies outside. */
  expectInside(fileId: FileId): void {
    const { data } = this.files.read(fileId, 0, 100);
    assert.notEqual(new TextDecoder().decode(data), SECRET);
  }
}

const WALKS = [
  "..\\secret",
  "..",
  "..\\",
  "\\..\\secret",
  "d\\..\\..\\secret",
  "d\\..\\f",
  ".\\..\\secret",
  "...\\secret",
  ".. \\secret",
  ".. ",
  "..\0\\secret",
  "../secret",
  "d/../../secret",
  "\\\\secret",
  "\\\\larder\\all\\secret",
  "/srv/all/secret",
  "C:\\srv\\all\\secret",
  "d\\\\..\\secret",
  "..:s",
  "..::$DATA",
  "f:..\\..\\secret",
  "f:s:$DATA\\..\\secret",
  "f:../secret",
  "d\\..::$INDEX_ALLOCATION\\secret",
  "\uff0e\uff0e\\secret",
  "\u2024\u2024\\secret",
  "..\uff3csecret",
  "f\0",
  "f\\",
  "",
  "f\\..\\..\\secret",
  "D\\..\\SECRET",
  "d\\.",
  ".",
];

/** Any row of such pieces. */
const PIECE = fc.constantFrom(
  "..",
  ".",
  "",
  "d",
  "f",
  "secret",
  "..:s",
  "... ",
  "\0",
  "s:t",
  "..\0",
);
const WALK = fc
  .tuple(fc.array(PIECE, { minLength: 1, maxLength: 6 }), fc.constantFrom("\\", "/", "\\\\"))
  .map(([pieces, separator]) => pieces.join(separator));

function tryEvery(fence: Fence, name: string): void {
  const { files } = fence;
  for (const createDisposition of [FILE_OPEN, FILE_OPEN_IF]) {
    for (const createOptions of [0, FILE_DIRECTORY_FILE]) {
      const { response } = files.create(name, { createDisposition, createOptions });
      if (response === null) continue;
      fence.expectInside(response.fileId);
      files.close(response.fileId);
    }
  }
  const { LINK } = FileInformationClass;
  for (const source of ["victim", "d\\victim"]) {
    files.put(source, "");
    const fileId = files.open(source);
    files.rename(fileId, name, true);
    files.set(fileId, LINK, (writer) => {
      writer
        .u8(1)
        .zeros(7)
        .u64(0)
        .u32(2 * name.length)
        .utf16(name);
    });
    files.close(fileId);
  }
}

describe("C3: no name leads out of the share", () => {
  for (const name of WALKS) {
    test(`${JSON.stringify(name)}: opened, made, renamed to and linked to`, () => {
      const fence = new Fence();
      tryEvery(fence, name);
      fence.expectUnclimbed();
      expectSound(fence.world);
    });
  }

  test("nor does any row of such pieces", () => {
    const fence = new Fence();
    fc.assert(
      fc.property(WALK, (name) => {
        tryEvery(fence, name);
        fence.expectUnclimbed();
      }),
      { numRuns: 120 },
    );
    expectSound(fence.world);
  });

  test("a name of a tree is a name of a share, and no path", () => {
    const fence = new Fence();
    const { client } = fence.files;
    for (const name of [
      "..",
      "data\\..",
      "data\\..\\all",
      "data/../all",
      "data\0",
      "",
      ".",
      "/srv/all",
    ]) {
      assert.notEqual(client.tree(name), STATUS_SUCCESS, JSON.stringify(name));
    }
    expectSound(fence.world);
  });

  test("a pattern of a listing is a pattern, and no path", () => {
    const fence = new Fence();
    const root = fence.files.open("", DIRECTORY);
    for (const fileName of ["..\\*", "..\\secret", "../*", "secret", "\\..\\*"]) {
      const { names } = fence.files.list(root, { flags: 1, fileName });
      assert.deepEqual(
        names.filter((name) => name === "secret"),
        [],
      );
    }
    expectSound(fence.world);
  });
});
