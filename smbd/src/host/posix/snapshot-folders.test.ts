import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { snapshotFolders } from "./snapshot-folders.ts";
import { snapshotSeconds } from "./snapshot-name.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-snapshots-"));
after(() => rmSync(folder, { recursive: true }));

function made(...parts: string[]): string {
  const path = join(folder, ...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

test("names say when, in the time of the box unless they say which", () => {
  const local = new Date(2026, 10, 22, 20, 30, 0).getTime() / 1000;
  for (const name of [
    "auto-2026-11-22_20-30",
    "autosnap_2026-11-22_20:30:00_hourly",
    "zfs-auto-snap_hourly-2026-11-22-2030",
    "zfs-auto-snap_hourly-2026-11-22-20h30",
    "data.20261122T2030",
    "20261122-203000",
  ]) {
    assert.equal(snapshotSeconds(name), local, name);
  }
  const utc = Date.UTC(2026, 10, 22, 20, 30, 0) / 1000;
  for (const name of [
    "@GMT-2026.11.22-20.30.00",
    "GMT-2026.11.22-20.30.00",
    "data.20261122T203000+0000",
    "data.20261122T213000+0100",
    "2026-11-22T20:30:00Z",
  ]) {
    assert.equal(snapshotSeconds(name), utc, name);
  }
  assert.equal(snapshotSeconds("daily-2026-11-22"), new Date(2026, 10, 22).getTime() / 1000);
  for (const name of ["before-upgrade", "12345", "2026-13-01", "release-20261", "v2026"]) {
    assert.equal(snapshotSeconds(name), null, name);
  }
});

test("ZFS: of the dataset above the share, with the way to the share in each", () => {
  made("zfs/photos/2026");
  made("zfs/.zfs/snapshot/auto-2026-11-22T20:30:00Z");
  const found = snapshotFolders(join(folder, "zfs/photos/2026"), null);
  assert.deepEqual(found, [
    {
      unixSeconds: Date.UTC(2026, 10, 22, 20, 30) / 1000,
      name: "auto-2026-11-22T20:30:00Z",
      root: join(folder, "zfs/.zfs/snapshot/auto-2026-11-22T20:30:00Z/photos/2026"),
    },
  ]);
});

test("snapper: a number each, whose description says when", () => {
  made("btrfs/.snapshots/17/snapshot");
  const info = "<snapshot><date>2026-11-22 20:30:00</date></snapshot>";
  writeFileSync(join(folder, "btrfs/.snapshots/17/info.xml"), info);
  made("btrfs/.snapshots/18/snapshot");
  const found = snapshotFolders(join(folder, "btrfs"), null);
  assert.deepEqual(found.map(({ name }) => name).sort(), ["17", "18"]);
  const [first] = found.filter(({ name }) => name === "17");
  assert.equal(first?.unixSeconds, Date.UTC(2026, 10, 22, 20, 30) / 1000);
  assert.equal(first?.root, join(folder, "btrfs/.snapshots/17/snapshot"));
});

test("bcachefs and btrbk: by themselves; a name without a time has that of the folder", () => {
  made("bcachefs/.snapshots/data.20261122T203000+0000");
  made("bcachefs/.snapshots/before-upgrade");
  const found = snapshotFolders(join(folder, "bcachefs"), null);
  assert.equal(found.length, 2);
  const nameless = found.find(({ name }) => name === "before-upgrade");
  assert.ok(Math.abs((nameless?.unixSeconds ?? 0) - Date.now() / 1000) < 60);
});

test("a folder that is named is looked in, and no other", () => {
  made("named/share");
  made("named/backups/20261122T203000Z");
  made("named/.snapshots/20200101");
  assert.deepEqual(snapshotFolders(join(folder, "named/share"), "../backups"), [
    {
      unixSeconds: Date.UTC(2026, 10, 22, 20, 30) / 1000,
      name: "20261122T203000Z",
      root: join(folder, "named/backups/20261122T203000Z/share"),
    },
  ]);
  assert.deepEqual(snapshotFolders(join(folder, "named/share"), "nowhere"), []);
});
