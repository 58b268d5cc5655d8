import assert from "node:assert/strict";
import { test } from "node:test";
import { readChosen, readText } from "./chosen-file.ts";

const BYTES_MAX = 100;
const chosen = (bytes: Uint8Array | string) =>
  readChosen(new File([bytes as BlobPart], "users.csv"), BYTES_MAX, readText);

test("text is read as spreadsheets of every kind write it", async () => {
  const little = Buffer.from("\ufeffJürg", "utf16le");
  const big = Buffer.from(little).swap16();
  for (const bytes of ["Jürg", "\ufeffJürg", Buffer.from("Jürg", "latin1"), little, big]) {
    assert.equal((await chosen(bytes)).content, "Jürg");
  }
  assert.equal((await chosen("")).content, "");
});

test("a wrong file is named, with what is wrong with it, and is not read where it is large", async () => {
  const picture = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  assert.equal((await chosen(picture)).problem, "users.csv holds no text.");
  const film = new File([new Uint8Array(BYTES_MAX + 1)], "film.mkv");
  const { problem } = await readChosen(film, BYTES_MAX, () => assert.fail("read"));
  assert.equal(problem, "film.mkv is larger than 100 B, so it is not such a file.");
});

test("a file that has gone meanwhile is asked for once more", async () => {
  const gone = () => Promise.reject(new DOMException("", "NotFoundError"));
  const { problem } = await readChosen(new File([], "a.csv"), BYTES_MAX, gone);
  assert.equal(problem, "a.csv could not be read. Choose it once more.");
});
