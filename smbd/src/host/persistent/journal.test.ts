import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { StoredRecord } from "../../port/persistent-store.ts";
import { PersistentJournal } from "./journal.ts";
import { decodeFrames, encodeFrame } from "./journal-frame.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-journal-"));
after(() => rmSync(folder, { recursive: true }));
let fileCount = 0;

function start(path = join(folder, `journal-${++fileCount}`)) {
  const told: string[] = [];
  const log = {
    warn: (_: object, message: string) => told.push(message),
    error: (_: object, message: string) => told.push(message),
  };
  return { path, told, journal: new PersistentJournal(path, log) };
}

function committed(journal: PersistentJournal): Promise<boolean> {
  return new Promise((settle) => journal.commit(settle));
}

function texts(records: readonly StoredRecord[]): [number, string][] {
  return records.map(({ id, record }) => [id, Buffer.from(record).toString()]);
}

function loaded(path: string): [number, string][] {
  return texts(start(path).journal.load());
}

describe("the journal of persistent opens", () => {
  test("gives back what was committed: the last record of each, and nothing of what is gone", async () => {
    const { path, journal } = start();
    assert.deepEqual(journal.load(), []);
    journal.put(7, Buffer.from("seven"));
    journal.put(3, Buffer.from("three"));
    assert.equal(await committed(journal), true);
    journal.put(7, Buffer.from("seven again"));
    journal.remove(3);
    journal.put(2 ** 52, Buffer.alloc(0));
    assert.equal(await committed(journal), true);
    assert.deepEqual(loaded(path), [
      [7, "seven again"],
      [2 ** 52, ""],
    ]);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  test("goes on after it was loaded, with what was there", async () => {
    const { path, journal } = start();
    journal.put(1, Buffer.from("old"));
    await committed(journal);
    const { journal: next } = start(path);
    next.load();
    next.put(2, Buffer.from("new"));
    await committed(next);
    assert.deepEqual(loaded(path), [
      [1, "old"],
      [2, "new"],
    ]);
  });

  test("torn at any byte gives back all whole entries before, and takes new ones", async () => {
    const { path, journal } = start();
    const states: [number, string][][] = [];
    const ends: number[] = [];
    for (const change of [
      () => journal.put(1, Buffer.from("one")),
      () => journal.put(2, Buffer.from("two")),
      () => journal.remove(1),
      () => journal.put(2, Buffer.from("second")),
    ]) {
      change();
      await committed(journal);
      states.push(loaded(path));
      ends.push(journal.fileBytes);
    }
    const whole = readFileSync(path);
    assert.equal(whole.length, ends.at(-1));
    for (let length = 0; length < whole.length; length++) {
      const { path: torn, journal: reader } = start();
      writeFileSync(torn, whole.subarray(0, length));
      const known = ends.filter((end) => end <= length).length;
      assert.deepEqual(texts(reader.load()), states[known - 1] ?? [], `${length} bytes`);
      reader.put(9, Buffer.from("nine"));
      assert.equal(await committed(reader), true);
      const expected = [...(states[known - 1] ?? []), [9, "nine"]];
      assert.deepEqual(loaded(torn), expected, `${length} bytes, then another`);
    }
  });

  test("with any one byte changed gives back entries that were written, and no others", () => {
    const entries = [
      { id: 1, record: Buffer.from("one") },
      { id: 2, record: null },
      { id: 3, record: Buffer.from("three") },
    ];
    const frames = entries.map(encodeFrame);
    const whole = Buffer.concat(frames);
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0x41, at);
      const { entries: found, end } = decodeFrames(damaged, 0);
      assert.ok(found.length < entries.length, `byte ${at}`);
      assert.ok(end <= at, `byte ${at}`);
      for (const [index, { id, record }] of found.entries()) {
        assert.equal(id, entries[index]?.id);
        assert.deepEqual(record === null ? null : Buffer.from(record), entries[index]?.record);
      }
    }
  });

  test("of another format, or none, begins anew and says so", async () => {
    const { path, told, journal } = start();
    writeFileSync(path, "something else entirely");
    assert.deepEqual(journal.load(), []);
    assert.equal(told.length, 1);
    journal.put(1, Buffer.from("one"));
    await committed(journal);
    assert.deepEqual(loaded(path), [[1, "one"]]);
  });

  test("lets many changes share one sync, and answers each", async () => {
    const { path, journal } = start();
    await committed(journal);
    const answers: Promise<boolean>[] = [];
    for (let id = 1; id <= 500; id++) {
      journal.put(id, Buffer.from(`record ${id}`));
      answers.push(committed(journal));
    }
    assert.ok((await Promise.all(answers)).every((isStored) => isStored));
    assert.equal(loaded(path).length, 500);
  });

  test("is written anew when most of it is old, and stays bounded", async () => {
    const { path, journal } = start();
    const record = Buffer.alloc(65_536, 1);
    let largest = 0;
    for (let round = 0; round < 100; round++) {
      record.writeUInt32LE(round);
      journal.put(5, Buffer.from(record));
      await committed(journal);
      largest = Math.max(largest, statSync(path).size);
    }
    assert.ok(largest < 1_500_000, `${largest} bytes`);
    assert.equal(start(path).journal.load()[0]?.record[0], 99);
    assert.equal(existsSync(`${path}.new`), false);
  });

  test("that cannot be written says so to who waits, and is whole again when it can", async () => {
    const { path, told, journal } = start();
    mkdirSync(`${path}.new`);
    journal.put(1, Buffer.from("one"));
    assert.equal(await committed(journal), false);
    assert.equal(told.length, 1);
    rmSync(`${path}.new`, { recursive: true });
    journal.put(2, Buffer.from("two"));
    assert.equal(await committed(journal), true);
    assert.deepEqual(loaded(path), [
      [1, "one"],
      [2, "two"],
    ]);
  });

  test("takes nothing for an entry that was put behind its end by somebody else", async () => {
    const { path, journal } = start();
    journal.put(1, Buffer.from("one"));
    await committed(journal);
    appendFileSync(path, Buffer.alloc(64, 0xff));
    assert.deepEqual(loaded(path), [[1, "one"]]);
  });
});
