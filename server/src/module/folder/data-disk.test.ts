import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { DiskAsk } from "@larder/smbd/control";
import { callDisk } from "@larder/smbd/disk-calls";
import pino from "pino";
import { EngineLink } from "../../engine/link.ts";
import { FakeEngine } from "../../test/fake-engine.ts";
import { DataDisk } from "./data-disk.ts";
import { makeFolder } from "./make-folder.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "larder-disk-")));
const engine = new FakeEngine(join(folder, "control.sock"));
const link = new EngineLink({
  socketPath: engine.socketPath,
  serverVersion: "0.0.0",
  log: pino({ enabled: false }),
});
/** As in a container, where the data is read-only for the server. */
const disk = new DataDisk(async () => {
  throw failure("EROFS");
});
const asked: DiskAsk["ask"][] = [];

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

before(async () => {
  await engine.start();
  engine.answerDisk = async (ask) => {
    asked.push(ask.ask);
    return callDisk(ask).catch(({ code }) => ({ failed: code }));
  };
  await new Promise<void>((done) =>
    link.start({ connected: () => done(), received: () => {}, disconnected: () => {} }),
  );
  disk.askEngine = (ask) => link.disk(ask);
});

after(async () => {
  link.close();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("the engine does what the server may not, and undoes it", async () => {
  const path = join(folder, "new/deep");
  const { uid, gid } = statSync(folder);
  const made = await makeFolder(disk, path, { mode: 0o2770, uid: BigInt(uid), gid: BigInt(gid) });
  assert.equal(statSync(path).mode & 0o7777, 0o2770);
  assert.deepEqual(asked, ["mkdir", "chmod", "chmod", "lchown"]);
  assert.deepEqual(await disk.names(join(folder, "new")), ["deep"]);
  assert.equal(await disk.realpath(`${path}/..`), join(folder, "new"));
  assert.equal(await disk.mayRead(path), true);
  assert.equal((await disk.stat(path)).mode, 0o2770);
  assert.ok((await disk.space(path)).totalBytes > 0);
  await made.undo();
  assert.equal(await disk.mayRead(path), false);
});

test("the engine's failure is the kernel's, in words for a person", async () => {
  await assert.rejects(disk.stat(join(folder, "gone")), { code: "ENOENT" });
  engine.answerDisk = async () => ({ failed: "ENOSPC" });
  const look = { mode: 0o770, uid: null, gid: null };
  await assert.rejects(makeFolder(disk, join(folder, "full"), look), {
    message: `The folder ${join(folder, "full")} cannot be made: the disk is full.`,
  });
});

test("a folder above what was made keeps its mode, however the disk writes what it made", async () => {
  const changed: string[] = [];
  const odd = new DataDisk(async (ask) => {
    if (ask.ask === "chmod") changed.push(ask.path);
    // As a disk does that writes names in its own way. Every ask has an answer of its own kind.
    return (ask.ask === "mkdir" ? { first: "/data/e\ufffd" } : {}) as never;
  });
  await makeFolder(odd, "/data/e\udc00/deep", { mode: 0o770, uid: null, gid: null });
  assert.deepEqual(changed, []);
});

test("what is not there, the engine is not asked for, nor what the server may itself", async () => {
  const own = new DataDisk();
  own.askEngine = () => assert.fail("asked");
  await assert.rejects(own.stat(join(folder, "gone")), { code: "ENOENT" });
  mkdirSync(join(folder, "there"));
  assert.deepEqual(await own.names(folder), ["there"]);
});

test("while the engine is away, or answers what is no answer, it fails as for the server", async () => {
  engine.answerDisk = async () => ({ isFolder: "yes" });
  await assert.rejects(disk.stat(folder), { code: "EROFS" });
  const alone = new DataDisk(async () => {
    throw failure("EACCES");
  });
  await assert.rejects(alone.stat(folder), { code: "EACCES" });
  const path = join(folder, "new");
  await assert.rejects(makeFolder(alone, path, { mode: 0o770, uid: null, gid: null }), {
    message: `The folder ${path} cannot be made: the file server is not running, which has to make it.`,
  });
});
