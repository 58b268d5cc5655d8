import assert from "node:assert/strict";
import { chmodSync, chownSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ComposeBox } from "./compose-box.ts";

const SERVER_UID = 10_445;
/** What the server keeps in there; all else is the engine's. */
const OF_SERVER = new Set(["admin.sock", "saved-databases", "secret.key", "setup-code", "tls"]);
const SECRETS = [
  "engine.key",
  "engine-snapshot.sealed",
  "engine-changes.sealed",
  "secret.key",
  "tls",
];

/** Each its own files, and nobody else the secrets. */
export async function assertShared(box: ComposeBox): Promise<void> {
  const folder = await folderOf(box);
  const { uid, gid, mode } = lstatSync(folder);
  assert.deepEqual([uid, gid, mode & 0o7777], [0, SERVER_UID, 0o1770]);
  const names = readdirSync(folder);
  for (const name of names) {
    const owner = OF_SERVER.has(name) ? SERVER_UID : 0;
    assert.equal(lstatSync(join(folder, name)).uid, owner, name);
  }
  for (const name of SECRETS) {
    assert.ok(names.includes(name), name);
    assert.equal(lstatSync(join(folder, name)).mode & 0o077, 0, `${name} is its owner's alone`);
  }
  await assert.rejects(
    box.compose(["exec", "--no-TTY", "server", "cat", "/var/lib/larder/engine.key"]),
    /Permission denied/,
  );
}

/** As releases left it that ran the server as root. */
export async function giveToRoot(box: ComposeBox): Promise<void> {
  const folder = await folderOf(box);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    chownSync(join(folder, name), 0, 0);
  }
  chownSync(folder, 0, 0);
  chmodSync(folder, 0o755);
}

function folderOf(box: ComposeBox): Promise<string> {
  const name = `${box.environment.COMPOSE_PROJECT_NAME}_state`;
  return box.host.docker("volume", "inspect", "--format", "{{.Mountpoint}}", name);
}
