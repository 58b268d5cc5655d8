import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { dataFolderProblem } from "./data-folder.ts";

it("says of a data folder what keeps people from writing there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-data-folder-"));
  try {
    assert.equal(await dataFolderProblem(folder), "");
    assert.match(await dataFolderProblem(join(folder, "absent")), /does not exist/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("says so of a file system that is mounted read-only", { skip: process.getuid?.() !== 0 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-data-folder-"));
  const script = `
    const { dataFolderProblem } = await import(${JSON.stringify(new URL("./data-folder.ts", import.meta.url).href)});
    process.stdout.write(await dataFolderProblem(${JSON.stringify(folder)}));`;
  try {
    const told = execFileSync("unshare", [
      ...[
        "--mount",
        "sh",
        "-c",
        'mount -t tmpfs -o ro none "$1" && exec "$2" --input-type=module -e "$3"',
      ],
      ...["sh", folder, process.execPath, script],
    ]).toString();
    assert.match(told, /mounted read-only/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
