import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { before, test } from "node:test";
import { openBackup, readBackupFacts, sealBackup } from "./backup-file.ts";
import { BackupRefused } from "./backup-refused.ts";

const PASSPHRASE = "a long sentence for old times";
const facts = { madeAtMs: 5, version: "0.1.0", migrations: ["one", "two"] };
const contents = Buffer.from("everything that is configured");
let file: Buffer;

before(async () => {
  file = await sealBackup(contents, PASSPHRASE, facts);
});

async function refusal(bytes: Buffer, passphrase = PASSPHRASE): Promise<string> {
  try {
    await openBackup(bytes, passphrase);
  } catch (error) {
    if (error instanceof BackupRefused) return error.message;
    throw error;
  }
  return "";
}

/** As somebody would who changes a file on purpose. */
function withDigest(bytes: Buffer): Buffer {
  const body = bytes.subarray(0, bytes.length - 32);
  return Buffer.concat([body, createHash("sha256").update(body).digest()]);
}

test("what was sealed comes back with the passphrase, and says before who made it", async () => {
  assert.deepEqual(await openBackup(file, PASSPHRASE), contents);
  assert.deepEqual(readBackupFacts(file), facts);
  assert.ok(!file.includes(contents.subarray(0, 8)), "nothing of it can be read without");
});

test("the same words in another spelling of Unicode are the same passphrase", async () => {
  const made = await sealBackup(contents, "caf\u00e9 au lait", facts);
  assert.deepEqual(await openBackup(made, "cafe\u0301 au lait"), contents);
});

test("a wrong passphrase, a cut file, a changed one and another file are told apart", async () => {
  assert.match(await refusal(file, "another sentence"), /passphrase is not the one/);
  for (const length of [3, 13, 100]) {
    assert.match(await refusal(file.subarray(0, length)), /cut off/, String(length));
  }
  assert.match(await refusal(file.subarray(0, -1)), /damaged or cut off/);
  assert.match(await refusal(Buffer.from("PK\u0003\u0004 some archive")), /not a backup/);
  const newer = Buffer.from(file);
  newer.writeUInt16LE(2, 8);
  assert.match(await refusal(newer), /newer release/);
});

test("no bit of the file can be changed, neither by accident nor on purpose", async () => {
  for (let at = 14; at < file.length - 32; at += 37) {
    const bad = Buffer.from(file);
    bad[at] = (bad[at] ?? 0) ^ 1;
    assert.match(await refusal(bad), /damaged/, `byte ${at}`);
  }
  // Its digest made anew: the header's and the contents' ends are enough, each costs half a second.
  for (const at of [file.indexOf('"one"') + 1, file.length - 50, file.length - 33]) {
    const bad = Buffer.from(file);
    bad[at] = (bad[at] ?? 0) ^ 1;
    assert.match(await refusal(withDigest(bad)), /was changed|not the one/, `byte ${at}`);
  }
});

test("a file cannot ask for more work than ours do", async () => {
  const text = file.toString("latin1").replace('"n":131072', '"n":999999');
  assert.match(await refusal(withDigest(Buffer.from(text, "latin1"))), /was changed/);
});
