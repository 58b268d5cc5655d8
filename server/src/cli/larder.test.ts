import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ALERT_RULE_DEFAULTS } from "../contract/alert.ts";
import { Instance } from "../launcher/instance.ts";

const CLI = fileURLToPath(new URL("larder.mjs", import.meta.url));
const USER_ID = "0191e7c6-3a43-7000-8000-000000000001";

describe("larder on the command line", () => {
  let state: string;
  let server: Server;
  const asked: { method: string; path: string; body: unknown; by: string }[] = [];
  let appliedRevision = 7;
  let version = "0123456789abcdef";

  before(async () => {
    state = mkdtempSync(join(tmpdir(), "larder-cli-"));
    server = createServer((inbound, outbound) => {
      let text = "";
      inbound.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      inbound.once("end", () => {
        const { method = "", url: path = "", headers } = inbound;
        const by = headers["user-agent"] ?? "";
        asked.push({ method, path, body: text === "" ? null : JSON.parse(text), by });
        const { status, reply } = answer(method, path);
        outbound.writeHead(status, { "content-type": "application/json" });
        outbound.end(typeof reply === "string" ? reply : JSON.stringify(reply));
      });
    });
    await new Promise<void>((settle) => server.listen(join(state, "admin.sock"), settle));
  });
  after(() => {
    server.close();
    rmSync(state, { recursive: true, force: true });
  });

  test("help names every command and ends well; an unknown command ends with 2", async () => {
    const help = await larder(["--help"]);
    assert.equal(help.code, 0);
    for (const name of [
      "up",
      "status",
      "setup",
      "user add",
      "user set",
      "group nest",
      "admin reset-second-factor",
      "group member",
      "group members",
      "share add",
      "session close",
    ]) {
      assert.match(help.stdout, new RegExp(`^  ${name}\\b`, "m"));
    }
    const unknown = await larder(["brew"]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no command "brew"/);
    const topic = await larder(["share"]);
    assert.equal(topic.code, 2);
    assert.match(topic.stderr, /share add/);
    assert.doesNotMatch(topic.stderr, /user add/);
  });

  test("what cannot be understood says how it is written", async () => {
    for (const given of [
      ["user", "add"],
      ["user", "add", "a", "b"],
      ["user", "add", "a", "--what"],
    ]) {
      const result = await larder(given);
      assert.equal(result.code, 2, given.join(" "));
      assert.match(result.stderr, /larder user add NAME/);
    }
  });

  test("where nothing runs it says so, with exit code 3", async () => {
    const result = await larder(["user", "list"], "", { LARDER_STATE: join(state, "elsewhere") });
    assert.equal(result.code, 3);
    assert.match(result.stderr, /does not run/);
  });

  test("where it is only starting it says that, and a record of a dead launcher does not count", async () => {
    const starting = join(state, "starting");
    const instance = await Instance.claim(starting);
    const early = await larder(["status"], "", { LARDER_STATE: starting });
    assert.equal(early.code, 3);
    assert.match(early.stderr, new RegExp(`is starting \\(process ${process.pid}\\)`));
    const record = join(starting, "launcher.json");
    writeFileSync(
      record,
      readFileSync(record, "utf8").replace(/"startTicks":"\d+"/, '"startTicks":"0"'),
    );
    const dead = await larder(["status"], "", { LARDER_STATE: starting });
    assert.match(dead.stderr, /does not run/);
    instance.release();
  });

  test("a password comes from standard input, without its line break, and is never printed", async () => {
    asked.length = 0;
    const result = await larder(["user", "passwd", "Alice", "--password-stdin"], "s3cret pass\n");
    assert.equal(result.code, 0, result.stderr);
    const call = asked.find(({ method }) => method === "PUT");
    assert.deepEqual(call?.body, { password: "s3cret pass" });
    assert.equal(call?.path, `/api/users/${USER_ID}/password`);
    assert.equal(call?.by, "larder, the command line");
    assert.doesNotMatch(result.stdout + result.stderr, /s3cret/);
  });

  test("without a terminal and without --password-stdin nothing is asked and nothing done", async () => {
    asked.length = 0;
    const result = await larder(["user", "passwd", "alice"]);
    assert.equal(result.code, 2);
    assert.equal(
      asked.some(({ method }) => method === "PUT"),
      false,
    );
  });

  test("the audit log is searched by what is said, and exported as it comes", async () => {
    asked.length = 0;
    const from = "2026-01-31T12:00:00Z";
    const options = ["--user", "anna", "--outcome", "refused", "--from", from];
    const listed = await larder(["audit", "list", ...options, "--limit", "5"]);
    assert.match(listed.stdout, /^TIME .*\n.* logonFailed +anna/);
    assert.match(listed.stderr, /--cursor 1-2/);
    const exported = await larder(["audit", "export", ...options]);
    assert.equal(exported.stdout, "time,kind\r\n1,2\r\n");
    const query = `user=anna&outcome=refused&fromMs=${Date.parse(from)}`;
    assert.deepEqual(
      asked.map(({ path }) => path),
      [`/api/audit?${query}&limit=5`, `/api/audit/export.csv?${query}`],
    );
    assert.equal((await larder(["audit", "list", "--from", "yesterday"])).code, 2);
    assert.equal((await larder(["audit", "export", "--format", "xml"])).code, 2);
  });

  test("--json prints for programs and nothing else", async () => {
    const result = await larder(["user", "list", "--json"]);
    assert.equal((JSON.parse(result.stdout) as { name: string }[])[0]?.name, "alice");
  });

  test("a change that is not live in time ends with 4; --no-wait does not look", async () => {
    appliedRevision = 6;
    try {
      const quick = await larder(["user", "rm", "alice", "--yes", "--no-wait"]);
      assert.equal(quick.code, 0, quick.stderr);
      const late = await larder(["user", "rm", "alice", "--yes"]);
      assert.equal(late.code, 4);
      assert.match(late.stderr, /not live yet: the engine is away/);
    } finally {
      appliedRevision = 7;
    }
  });

  test("consequences are told, and --yes repeats the call with the server's code", async () => {
    asked.length = 0;
    const refused = await larder(["user", "rm", "alice"]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /2 sessions will end/);
    const done = await larder(["user", "rm", "alice", "--yes"]);
    assert.equal(done.code, 0, done.stderr);
    const last = asked.filter(({ method }) => method === "DELETE").at(-1);
    assert.equal(last?.path, `/api/users/${USER_ID}?confirm=once`);
  });

  test("share add and user add send what their options say, and defaults where there are none", async () => {
    const body = async (given: readonly string[], input = "") => {
      asked.length = 0;
      const result = await larder([...given, "--no-wait"], input);
      assert.equal(result.code, 0, result.stderr);
      return asked.find(({ method }) => method === "POST")?.body as Record<string, unknown>;
    };
    const flags = ["hidden", "read-only", "encrypt", "access-based-enumeration"];
    flags.push("continuously-available", "no-change-notify");
    const names = ["hidden", "readOnly", "encryptionRequired", "accessBasedEnumeration"];
    names.push("continuouslyAvailable", "changeNotify");
    for (const [index, flag] of flags.entries()) {
      const sent = await body(["share", "add", "box", "/srv/box", `--${flag}`]);
      const expected = names.map((name, at) => (name === "changeNotify") !== (at === index));
      assert.deepEqual(
        names.map((name) => sent[name] ?? name === "changeNotify"),
        expected,
        flag,
      );
    }
    const password = "a good password";
    const plain = await body(["user", "add", "eve", "--password-stdin"], password);
    assert.deepEqual([plain.isAdministrator, plain.isBackupOperator], [false, false]);
    const backup = ["user", "add", "eve", "--backup-operator", "--password-stdin"];
    assert.equal((await body(backup, password)).isBackupOperator, true);
  });

  test("share set sends what it is told and nothing else", async () => {
    const sent = async (...given: string[]) => {
      asked.length = 0;
      const result = await larder(["share", "set", "box", ...given, "--yes", "--no-wait"]);
      assert.equal(result.code, 0, result.stderr);
      return asked.filter(({ method }) => method === "PATCH").at(-1)?.body;
    };
    assert.deepEqual(await sent("--no-hidden", "--recycle-bin", "--recycle-days", "14"), {
      hidden: false,
      recycleBin: true,
      recycleDays: 14,
    });
    assert.deepEqual(await sent("--allow-host", "10.0.0.0/8", "--allow-host", "::1"), {
      hostsAllow: ["10.0.0.0/8", "::1"],
    });
    assert.deepEqual(await sent("--all-hosts"), { hostsAllow: [], hostsDeny: [] });
    assert.deepEqual(await sent("--recycle-size", "1.5G", "--write-once", "none"), {
      recycleBytesMax: 1_610_612_736,
      writeOnceMinutes: null,
    });
    assert.deepEqual(await sent("--owner", "1000:100", "--file-mode", "664", "--name", "b2"), {
      forceUid: 1000,
      forceGid: 100,
      fileMode: 0o664,
      name: "b2",
    });
    assert.deepEqual(await sent("--audit-except", "create,disconnect"), {
      auditExcept: ["create", "disconnect"],
    });
    assert.deepEqual(await sent("--audit-except", "none"), { auditExcept: [] });
    for (const given of [
      ["--audit-except", "logon"],
      ["--owner", "me"],
      ["--recycle-size", "much"],
      ["--file-mode", "9"],
      [],
    ]) {
      assert.equal((await larder(["share", "set", "box", ...given])).code, 2, given.join(" "));
    }
    const both = await larder(["share", "set", "box", "--hidden", "--no-hidden"]);
    assert.match(both.stderr, /Either --hidden or --no-hidden/);
  });

  test("keys of the API are made, listed and revoked by name", async () => {
    asked.length = 0;
    const made = await larder(["api-key", "add", "backup", "--role", "auditor", "--days", "30"]);
    assert.deepEqual([made.code, made.stdout], [0, "larder_secret\n"], made.stderr);
    const { expiresAtMs, ...rest } = (asked.at(-1)?.body ?? {}) as Record<string, number>;
    assert.deepEqual(rest, { name: "backup", role: "auditor", requestsPerMinute: null });
    assert.ok(Math.abs((expiresAtMs ?? 0) - Date.now() - 30 * 86_400_000) < 600_000);
    assert.match(
      (await larder(["api-key", "list"])).stdout,
      /backup +auditor +larder_s… +- +never/,
    );
    assert.equal((await larder(["api-key", "rm", "Backup"])).code, 0);
    assert.equal(asked.at(-1)?.path, `/api/api-keys/${USER_ID}`);
    for (const given of [
      ["--role", "king"],
      ["--days", "soon"],
    ]) {
      assert.equal((await larder(["api-key", "add", "x", ...given])).code, 2, given.join(" "));
    }
    assert.equal((await larder(["api-key", "rm", "other"])).code, 1);
  });

  test("where alerts go and what they are raised for", async () => {
    const target = { kind: "ntfy", url: "https://ntfy.sh", topic: "attic" };
    const given = ["--ntfy", "https://ntfy.sh", "--topic", "attic", "--secret-stdin"];
    asked.length = 0;
    assert.equal((await larder(["alert", "add", "phone", ...given], "token")).code, 0);
    assert.deepEqual(asked.at(-1)?.body, { name: "phone", target, secret: "token" });
    const mail = ["--mail", "a@example.org", "--from", "b@example.org", "--host", "mail.lan"];
    assert.equal((await larder(["alert", "add", "post", ...mail])).code, 0);
    const sent = asked.at(-1)?.body as { target: Record<string, unknown> };
    assert.deepEqual([sent.target["port"], sent.target["to"]], [587, ["a@example.org"]]);
    assert.equal((await larder(["alert", "rm", "phone"])).code, 0);
    const rules = await larder(["alert", "rules", "disk-full=5", "certificate=off"]);
    assert.equal(rules.code, 0, rules.stderr);
    assert.deepEqual(asked.at(-1)?.body, {
      "disk-full": { enabled: true, freePercentMin: 5 },
      certificate: { enabled: false, daysMin: 14 },
    });
    for (const wrong of [
      ["alert", "add", "x"],
      ["alert", "add", "x", "--webhook", "ftp://a"],
      ["alert", "rules", "disk-full=99"],
      ["alert", "rules", "mass-change=3"],
      ["alert", "rules", "moon=on"],
    ]) {
      assert.equal((await larder(wrong)).code, 2, wrong.join(" "));
    }
  });

  test("a code that came with the consequences goes with the same call", async () => {
    const refused = await larder(["share", "rm", "box"]);
    assert.match(refused.stderr, /--confirm once/);
    asked.length = 0;
    const done = await larder(["share", "rm", "box", "--confirm", "once"]);
    assert.equal(done.code, 0, done.stderr);
    assert.equal(asked.filter(({ method }) => method === "DELETE").length, 1);
  });

  test("a change of what somebody else was faster with is refused in words, and as JSON", async () => {
    version = "0123456789abcde0";
    try {
      const given = ["share", "set", "box", "--comment", "mine"];
      const refused = await larder(given);
      assert.equal(refused.code, 1);
      assert.equal(refused.stdout, "");
      assert.match(refused.stderr, /anna has changed box since then/);
      const told = await larder([...given, "--json"]);
      assert.equal(told.code, 1);
      assert.deepEqual(JSON.parse(told.stdout), CONFLICT);
    } finally {
      version = "0123456789abcdef";
    }
  });

  test("what was deleted says how it is brought back, and is, by its name", async () => {
    const gone = await larder(["user", "rm", "alice", "--yes"]);
    assert.equal(gone.code, 0, gone.stderr);
    assert.match(gone.stdout, /larder removal undo "alice"/);
    const listed = await larder(["removal", "list"]);
    assert.match(listed.stdout, new RegExp(`${REMOVAL.id}.*users.*Alice, Bob, and 1 more.*root`));
    const back = await larder(["removal", "undo", "ALICE"]);
    assert.equal(back.code, 0, back.stderr);
    assert.match(back.stdout, /Back again: Alice\.\n2 memberships or rights/);
    assert.equal(
      asked.some(({ path }) => path === `/api/users/removals/${REMOVAL.id}/undo`),
      true,
    );
    const nobody = await larder(["removal", "undo", "carol"]);
    assert.equal(nobody.code, 1);
    assert.match(nobody.stderr, /Nothing named "carol" is kept/);
  });

  test("the schedule of backups is set by what is named, from the version that was read", async () => {
    asked.length = 0;
    const given = ["backup-schedule", "set", "--every", "12", "--folder", "/data/kept"];
    const done = await larder([...given, "--passphrase-stdin"], "a long passphrase\n");
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /Every 24 hours, 14 kept, beside the box's own state/);
    const sent = asked.find(({ method }) => method === "PATCH");
    assert.equal(sent?.path, "/api/backup/schedule?ifVersion=0123456789abcdef");
    const passphrase = "a long passphrase";
    assert.deepEqual(sent?.body, { folder: "/data/kept", intervalHours: 12, passphrase });
    const wrong = await larder(["backup-schedule", "set", "--enabled", "perhaps"]);
    assert.equal(wrong.code, 2);
    const run = await larder(["backup-schedule", "run"]);
    assert.match(run.stdout, /Saved in \/state\/backups\/box/);
    assert.match(
      (await larder(["backup-schedule", "show"])).stdout,
      /The last one failed: No room/,
    );
  });

  test("locks are listed with file, holder and range, and more pages are named", async () => {
    asked.length = 0;
    const listed = await larder(["lock", "list", "--share", "box", "--page", "2"]);
    assert.equal(listed.code, 0, listed.stderr);
    assert.match(
      listed.stdout,
      /box +a\.mdb +alice +192\.0\.2\.7 +7 +3 +exclusive, waits +2023-11/,
    );
    assert.match(listed.stderr, /201 in all/);
    assert.deepEqual(
      asked.map(({ path }) => path),
      ["/api/locks?share=box&page=2&limit=100"],
    );
  });

  function answer(method: string, path: string): { status: number; reply: unknown } {
    if (method === "GET" && path.startsWith("/api/users?")) {
      return { status: 200, reply: { items: [USER], total: 1 } };
    }
    if (method === "GET" && path === "/api/engine") {
      const reason = appliedRevision === 7 ? "" : "the engine is away";
      return { status: 200, reply: { ...ENGINE, reason, appliedRevision } };
    }
    if (path.startsWith("/api/api-keys")) {
      if (method === "DELETE") return { status: 204, reply: "" };
      if (method === "GET") return { status: 200, reply: { items: [API_KEY] } };
      return { status: 201, reply: { item: API_KEY, key: "larder_secret" } };
    }
    if (path.startsWith("/api/alert-rules")) {
      const rules = { ...ALERT_RULE_DEFAULTS, version: "0123456789abcdef" };
      const reply = method === "GET" ? rules : { item: rules };
      return { status: 200, reply };
    }
    if (path.startsWith("/api/alert-channels")) {
      if (method === "DELETE") return { status: 204, reply: "" };
      if (method === "GET") return { status: 200, reply: { items: [CHANNEL] } };
      return { status: 201, reply: { item: CHANNEL } };
    }
    if (path.startsWith("/api/backup/schedule")) {
      return { status: 200, reply: method === "GET" ? SCHEDULE : { item: SCHEDULE } };
    }
    if (path.endsWith("/undo")) {
      return { status: 200, reply: { item: { names: ["Alice"], leftOut: 2 }, revision: 7 } };
    }
    if (method === "POST") {
      const item = path === "/api/shares" ? SHARE : USER;
      return { status: 201, reply: { item, revision: 7 } };
    }
    if (method === "PATCH" && path.includes("ifVersion=0123456789abcde0")) {
      return { status: 409, reply: CONFLICT };
    }
    if (method === "PATCH" && path.includes("confirm=once")) {
      return { status: 200, reply: { item: SHARE, revision: 7 } };
    }
    if (path.startsWith("/api/audit/export.csv"))
      return { status: 200, reply: "time,kind\r\n1,2\r\n" };
    if (path.startsWith("/api/audit?")) {
      return { status: 200, reply: { items: [AUDIT_ENTRY], nextCursor: "1-2" } };
    }
    if (method === "GET" && path === "/api/shares") {
      return { status: 200, reply: { items: [{ ...SHARE, version }] } };
    }
    if (method === "PUT") return { status: 200, reply: { item: USER, revision: 7 } };
    if (method === "DELETE" && path.endsWith("?confirm=once")) {
      return { status: 200, reply: { revision: 7, removalId: REMOVAL.id } };
    }
    if (path.startsWith("/api/locks")) {
      return { status: 200, reply: { items: [LOCK], total: 201 } };
    }
    if (path === "/api/removals") return { status: 200, reply: { items: [REMOVAL] } };
    return { status: 409, reply: CONFIRMATION };
  }

  function larder(
    given: readonly string[],
    input = "",
    environment: Record<string, string> = {},
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((settle) => {
      const child = execFile(
        process.execPath,
        [CLI, ...given],
        { env: { ...process.env, LARDER_STATE: state, ...environment } },
        (problem, stdout, stderr) =>
          settle({ code: problem === null ? 0 : Number(problem.code), stdout, stderr }),
      );
      child.stdin?.end(input);
    });
  }
});

const USER = {
  id: USER_ID,
  name: "alice",
  fullName: "",
  rid: 1000,
  uid: 10000,
  gid: 10000,
  enabled: true,
  isAdministrator: false,
  isBackupOperator: false,
  hasPassword: true,
  needsNewPassword: false,
  passwordChangedAtMs: null,
  passwordExpiresAtMs: null,
  mustChangePassword: false,
  passwordNeverExpires: false,
  lastLogonAtMs: null,
  expiresAtMs: null,
  groupIds: [],
  createdAtMs: 1,
  updatedAtMs: 1,
  version: "0123456789abcdef",
  sessionCount: 2,
  openCount: 0,
};

const API_KEY = {
  id: USER_ID,
  name: "backup",
  role: "auditor",
  prefix: "larder_s",
  createdAtMs: 1,
  expiresAtMs: null,
  lastUsedAtMs: null,
  requestsPerMinute: null,
};

const CHANNEL = {
  id: USER_ID,
  name: "phone",
  enabled: true,
  target: { kind: "webhook", url: "https://example.org/" },
  hasSecret: false,
  lastDeliveredAtMs: null,
  lastError: "",
  lastErrorAtMs: null,
  version: "0123456789abcdef",
};

const AUDIT_ENTRY = {
  id: "2",
  timeMs: 1,
  source: "engine",
  kind: "logonFailed",
  user: "anna",
  address: "192.0.2.7",
  share: "",
  path: "",
  status: "STATUS_LOGON_FAILURE",
  detail: "",
  revision: null,
};

const SHARE = {
  id: USER_ID,
  name: "box",
  path: "/srv/box",
  comment: "",
  enabled: true,
  hidden: false,
  readOnly: false,
  encryptionRequired: false,
  caseSensitive: false,
  symlinks: "inside",
  forceUid: null,
  forceGid: null,
  fileMode: 0o666,
  directoryMode: 0o777,
  accessBasedEnumeration: false,
  continuouslyAvailable: false,
  changeNotify: true,
  purpose: "general",
  signingRequired: false,
  hostsAllow: [],
  hostsDeny: [],
  homes: false,
  sizeLimitBytes: null,
  previousVersions: false,
  snapshotFolder: null,
  recycleBin: false,
  recycleDays: 30,
  recycleBytesMax: null,
  writeOnceMinutes: null,
  ownFilesOnly: false,
  auditExcept: [],
  massChangeAction: "alert",
  massChangeDeletedMax: 1_000,
  massChangeRenamedMax: 300,
  massChangeScrambledMax: 100,
  permissions: [],
  createdAtMs: 1,
  updatedAtMs: 1,
  version: "0123456789abcdef",
  live: { state: "live", reason: "", sessionCount: 0, openCount: 0 },
};

const ENGINE = {
  state: "live",
  reason: "",
  link: "connected",
  desiredRevision: 7,
  appliedRevision: 7,
  appliedAtMs: 1,
  status: null,
  statusAtMs: null,
  shares: [],
  lastApplied: null,
};

const CONFLICT = {
  type: "urn:larder:problem:conflict",
  code: "conflict",
  status: 409,
  title: "Somebody else changed this at the same time",
  detail: "anna has changed box since then.",
  changed: { by: "anna", atMs: 1 },
};

const SCHEDULE = {
  enabled: true,
  intervalHours: 24,
  keepCount: 14,
  folder: "",
  hasPassphrase: true,
  lastTriedAtMs: 1,
  lastDoneAtMs: 1,
  lastError: "No room.",
  lastFile: "/state/backups/box.larder-backup",
  lastBytes: 7,
  nextAtMs: 2,
  version: "0123456789abcdef",
};

const LOCK = {
  openId: "7",
  sessionId: "3",
  user: "alice",
  address: "192.0.2.7",
  share: "box",
  path: "a.mdb",
  offset: "7",
  length: "3",
  isExclusive: true,
  isWaiting: true,
  sinceMs: 1_700_000_000_000,
};

const REMOVAL = {
  id: "0191e7c6-3a43-7000-8000-000000000009",
  kind: "users",
  names: ["Alice", "Bob"],
  count: 3,
  actor: "root",
  removedAtMs: 1_700_000_000_000,
  keptUntilMs: 1_700_003_600_000,
};

const CONFIRMATION = {
  type: "urn:larder:problem:confirmation-needed",
  code: "confirmation-needed",
  status: 409,
  title: "This affects people who are connected",
  detail: "Alice is connected.",
  consequences: ["2 sessions will end."],
  confirm: "once",
};
