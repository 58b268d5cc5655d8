import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type SambaPlan, sambaImportRoutes } from "../contract/samba-import.ts";

const CLI = fileURLToPath(new URL("larder.mjs", import.meta.url));

let state: string;
let server: Server;
let action: SambaPlan["shares"][number]["action"] = "create";
const asked: { path: string; body: Record<string, unknown> }[] = [];

before(async () => {
  state = mkdtempSync(join(tmpdir(), "larder-cli-"));
  server = createServer((inbound, outbound) => {
    let text = "";
    inbound.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    inbound.once("end", () => {
      const path = inbound.url ?? "";
      asked.push({ path, body: JSON.parse(text) as Record<string, unknown> });
      const item = { users: 1, groups: 0, shares: 2, settings: 0 };
      const reply = path === sambaImportRoutes.apply.path ? { item, revision: 7 } : plan();
      outbound.writeHead(200, { "content-type": "application/json" });
      outbound.end(JSON.stringify(reply));
    });
  });
  await new Promise<void>((settle) => server.listen(join(state, "admin.sock"), settle));
  writeFileSync(join(state, "smb.conf"), "[global]\n include = more.conf\n include = gone.conf\n");
  writeFileSync(join(state, "more.conf"), "[a]\n path = /a\n");
  writeFileSync(join(state, "ksmbdpwd.db"), "anna:AAAA\n");
});

after(() => {
  server.close();
  rmSync(state, { recursive: true, force: true });
});

const plan = (): SambaPlan => ({
  digest: "d".repeat(64),
  problems: [],
  settings: [{ name: "workgroup", from: "WORKGROUP", to: "HOME" }],
  users: [],
  groups: [],
  shares: [
    {
      file: "more.conf",
      line: 1,
      source: "a",
      name: "a",
      path: "/a",
      action,
      isTaken: false,
      options: ["hidden"],
      permissions: ["everyone: read"],
      warnings: ["mind the gap"],
      problems: action === "problem" ? ["It does not exist."] : [],
    },
  ],
  leftOut: [{ file: "smb.conf", line: 3, text: "include = gone.conf", reason: "not given" }],
});

test("files that are included go along, and choices become what the API takes", async () => {
  asked.length = 0;
  const given = ["smb.conf", "--passwords", "ksmbdpwd.db", "--preview", "--replace", "a"];
  given.push("--path", "A=/srv/a=b", "--name", "b=c", "--skip", "d", "--leave-out", "zoe");
  const result = await larder([...given, "--make-folders", "--replace-users"]);
  assert.equal(result.code, 0, result.stderr);
  assert.equal(asked.length, 1);
  const { body } = asked[0]!;
  assert.deepEqual(
    (body.files as { name: string }[]).map(({ name }) => name),
    ["smb.conf", "more.conf"],
  );
  assert.deepEqual(body.shares, [
    { source: "d", action: "skip" },
    { source: "a", action: "replace", path: "/srv/a=b" },
    { source: "b", action: "import", name: "c" },
  ]);
  assert.deepEqual(
    [body.passwords, body.existingUsers, body.createFolders, body.settings, body.leaveOut],
    ["anna:AAAA\n", "replace", true, true, ["zoe"]],
  );
  assert.match(result.stdout, /a +create +\/a +everyone: read; hidden/);
  assert.match(result.stdout, /smb\.conf:3: include = gone\.conf/);
});

test("without --preview it is done with the digest of what was seen", async () => {
  asked.length = 0;
  const result = await larder(["smb.conf", "--no-wait", "--no-settings"]);
  assert.equal(result.code, 0, result.stderr);
  assert.deepEqual(
    asked.map(({ path }) => path),
    [sambaImportRoutes.preview.path, sambaImportRoutes.apply.path],
  );
  assert.deepEqual([asked[1]?.body.digest, asked[1]?.body.settings], ["d".repeat(64), false]);
  assert.match(result.stdout, /2 shares, 1 users/);
});

test("where a share has a problem nothing is done", async () => {
  action = "problem";
  asked.length = 0;
  const result = await larder(["smb.conf"]);
  action = "create";
  assert.equal(result.code, 1);
  assert.equal(asked.length, 1);
  assert.match(result.stdout + result.stderr, /It does not exist.*Nothing was imported/s);
  assert.equal((await larder(["nowhere.conf"])).code, 2);
  assert.equal((await larder(["smb.conf", "--path", "a"])).code, 2);
});

function larder(
  given: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((settle) => {
    const child = execFile(
      process.execPath,
      [CLI, "samba", "import", ...given],
      { cwd: state, env: { ...process.env, LARDER_STATE: state } },
      (problem, stdout, stderr) =>
        settle({ code: problem === null ? 0 : Number(problem.code), stdout, stderr }),
    );
    child.stdin?.end();
  });
}
