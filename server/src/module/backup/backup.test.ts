import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LEFT_TABLES, SEALED_COLUMNS } from "../../backup/backup-tables.ts";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { PASSWORD, startTestServer, type TestServer, until } from "../../test/test-server.ts";

const PASSPHRASE = "what nobody guesses";
let box: TestServer;
let admin: ApiClient;
let content: string;

before(async () => {
  box = await startTestServer();
  admin = await box.setUp();
  await fill(box, admin);
  content = (await admin.call(routes.backup.make, { body: { passphrase: PASSPHRASE } })).reply
    .content;
});

after(() => box.close());

/** Something of everything that holds a secret or names another thing. */
async function fill(server: TestServer, client: ApiClient): Promise<void> {
  const alice = await client.call(routes.user.create, {
    body: { name: "alice", password: "purple horses in this" },
  });
  await client.call(routes.accessPolicy.update, { body: { passwordHistory: 3 } });
  await client.call(routes.user.setPassword, {
    params: { id: alice.reply.item.id },
    body: { password: "purple horses in that" },
  });
  const { item: group } = (
    await client.call(routes.group.create, {
      body: { name: "family", memberIds: [alice.reply.item.id] },
    })
  ).reply;
  mkdirSync(join(server.dataRoot, "photos"), { recursive: true });
  await client.call(routes.share.create, {
    body: {
      name: "photos",
      path: join(server.dataRoot, "photos"),
      permissions: [{ principal: "group", principalId: group.id, right: "change" }],
    },
  });
  await client.call(routes.setting.update, { body: { serverName: "ATTIC", comment: "kept" } });
  await client.call(routes.identityProvider.update, {
    body: { issuer: "https://id.example.org", clientId: "larder", clientSecret: "of the client" },
  });
}

test("each table and each sealed column of the database has a place in the backup, or none on purpose", async () => {
  const tables = await box.db.$queryRaw<{ name: string }[]>`
    SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`;
  const names = tables.map(({ name }) => name);
  for (const name of LEFT_TABLES) assert.ok(names.includes(name), `${name} is no table`);
  const sealed = await box.db.$queryRaw<{ table: string; column: string }[]>`
    SELECT table_name::text AS table, column_name::text AS column
    FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name LIKE 'sealed\\_%' ORDER BY 1, 2`;
  // A new one is added to SEALED_COLUMNS; else it would be of no use on another box.
  assert.deepEqual(
    sealed
      .filter(({ table }) => !LEFT_TABLES.includes(table))
      .map(({ table, column }) => `${table}.${column}`),
    Object.entries(SEALED_COLUMNS)
      .flatMap(([table, columns]) => Object.keys(columns).map((column) => `${table}.${column}`))
      .sort(),
  );
});

test("a backup says what is in it to who has the passphrase, and nothing of it in the clear", async () => {
  const body = { content, passphrase: PASSPHRASE };
  const summary = (await admin.call(routes.backup.preview, { body })).reply;
  assert.deepEqual(
    { ...summary, madeAtMs: 0, warnings: [] },
    {
      madeAtMs: 0,
      version: "0.1.0",
      serverName: "ATTIC",
      isOfThisBox: true,
      administrators: ["root"],
      shares: [{ name: "photos", path: join(box.dataRoot, "photos"), state: "there" }],
      userCount: 1,
      groupCount: 1,
      apiKeyCount: 0,
      warnings: [],
    },
  );
  const file = Buffer.from(content, "base64");
  for (const secret of ["alice", "of the client", "photos"]) assert.ok(!file.includes(secret));
  const wrong = { ...body, passphrase: "what somebody guesses" };
  const { problem } = await admin.call(routes.backup.preview, { body: wrong });
  assert.equal(problem.code, "backup-refused");
  assert.match(problem.detail, /passphrase/);
});

test("a new box becomes the old one: same SIDs, same passwords, same permissions", async (t) => {
  const fresh = await startTestServer();
  t.after(() => fresh.close());
  const stranger = fresh.stranger();
  const body = { content, passphrase: PASSPHRASE };
  const refused = await stranger.call(routes.backup.setupRestore, { body });
  assert.equal(refused.problem.code, "setup-code-wrong");
  const given = { ...body, code: await fresh.setupCode() };
  const preview = (await stranger.call(routes.backup.setupPreview, { body: given })).reply;
  assert.equal(preview.isOfThisBox, false);
  assert.match(preview.warnings.join("\n"), /becomes that box/);
  // Its data folder is elsewhere: the share comes, but switched off.
  assert.equal(preview.shares[0]?.state, "outside");
  const { revision } = (await stranger.call(routes.backup.setupRestore, { body: given })).reply;
  await until("the engine has it", () => fresh.engine.revision >= revision);
  await until("the old one is live", () => box.engine.snapshots.length > 0);
  const [was, is] = [box.engine.snapshots.at(-1), fresh.engine.snapshots.at(-1)];
  assert.deepEqual(is?.server, was?.server);
  assert.deepEqual(is?.users, was?.users, "with their hashes, under another key");
  assert.deepEqual(is?.groups, was?.groups);
  assert.deepEqual(
    is?.shares,
    was?.shares.map((share) => ({ ...share, enabled: false })),
  );
  assert.deepEqual(is?.settings, was?.settings);
  const me = await stranger.call(routes.logon.logon, {
    body: { name: "root", password: PASSWORD },
  });
  assert.equal(me.status, 200);
  stranger.use(me.reply);
  const provider = (await stranger.call(routes.identityProvider.read)).reply;
  assert.ok(provider.hasClientSecret);
  const [photos] = (await stranger.call(routes.share.list)).reply.items;
  const on = await stranger.call(routes.share.update, {
    params: { id: photos?.id ?? "" },
    body: { enabled: true },
  });
  assert.equal(on.problem.code, "path-not-usable");
  const again = await stranger.call(routes.backup.setupRestore, { body: given });
  assert.equal(again.problem.code, "setup-complete");
  // The history of passwords came along.
  const [alice] = (await stranger.call(routes.user.list)).reply.items;
  const back = await stranger.call(routes.user.setPassword, {
    params: { id: alice?.id ?? "" },
    body: { password: "purple horses in this" },
  });
  assert.equal(back.problem.code, "invalid");
});

test("on a running box it asks first, puts everything back, and signs everybody out", async () => {
  const { item } = (await admin.call(routes.user.create, { body: { name: "late" } })).reply;
  await admin.call(routes.setting.update, { body: { comment: "changed" } });
  const body = { content, passphrase: PASSPHRASE };
  const asked = (await admin.call(routes.backup.restore, { body })).problem;
  assert.equal(asked.code, "confirmation-needed");
  assert.match(asked.consequences?.join("\n") ?? "", /replaced.*\n[\s\S]*signed out/);
  const query = { confirm: asked.confirm ?? "" };
  const { revision } = (await admin.call(routes.backup.restore, { body, query })).reply;
  assert.equal((await admin.call(routes.logon.me)).status, 401);
  await until("the engine has it", () => box.engine.revision >= revision);
  const snapshot = box.engine.snapshots.at(-1);
  assert.deepEqual(
    snapshot?.users.map(({ name }) => name),
    ["alice"],
  );
  assert.equal(snapshot?.server.comment, "kept");
  const me = (await admin.call(routes.logon.logon, { body: { name: "root", password: PASSWORD } }))
    .reply;
  admin.use(me);
  // A number that was given is not given again, even to who comes after the way back.
  const next = (await admin.call(routes.user.create, { body: { name: "next" } })).reply.item;
  assert.notEqual(next.uid, item.uid, "nor an owner's number on disk");
  const { items } = (await admin.call(routes.audit.list, { query: { kind: "backup.restore" } }))
    .reply;
  assert.equal(items.length, 1);
});

test("a backup of a newer program, a damaged one and one that is none are refused in words, and change nothing", async () => {
  const before = (await admin.call(routes.engine.read)).reply.desiredRevision;
  const refused = async (bytes: Buffer) => {
    const body = { content: bytes.toString("base64"), passphrase: PASSPHRASE };
    const { problem } = await admin.call(routes.backup.restore, { body });
    assert.equal(problem.code, "backup-refused");
    return problem.detail;
  };
  const file = Buffer.from(content, "base64");
  assert.match(await refused(file.subarray(0, file.length / 2)), /cut off/);
  assert.match(await refused(Buffer.from("hello")), /not a backup/);
  await box.db.$executeRaw`
    INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
    VALUES ('later', 'x', '99991231235959_from_the_future', now())`;
  const body = { passphrase: PASSPHRASE };
  const newer = (await admin.call(routes.backup.make, { body })).reply.content;
  await box.db.$executeRaw`DELETE FROM _prisma_migrations WHERE id = 'later'`;
  assert.match(await refused(Buffer.from(newer, "base64")), /newer release \(0\.1\.0\)/);
  assert.equal((await admin.call(routes.engine.read)).reply.desiredRevision, before);
});

test("accounts and shares that the API would not have taken are refused, and change nothing", async () => {
  const { id } = (await admin.call(routes.group.create, { body: { name: "odd" } })).reply.item;
  const before = (await admin.call(routes.engine.read)).reply.desiredRevision;
  const wrong = [
    ["user", "users", "uid", "4294967295"],
    ["user", "principals", "rid", "7"],
    ["share", "shares", "path", "/data/../etc"],
    ["share", "shares", "file_mode", "65536"],
    ["administrator", "administrators", "password_hash", "plain"],
  ] as const;
  for (const [what, table, column, value] of wrong) {
    const of = table === "principals" ? "WHERE kind = 'user'" : "";
    const first = `ctid = (SELECT min(ctid) FROM ${table} ${of})`;
    const [{ was, type }] = (await box.db.$queryRawUnsafe(
      `SELECT "${column}"::text AS was, pg_typeof("${column}")::text AS type FROM ${table} WHERE ${first}`,
    )) as [{ was: string; type: string }];
    const [{ key }] = (await box.db.$queryRawUnsafe(
      `UPDATE ${table} SET "${column}" = $1::${type} WHERE ${first} RETURNING id::text AS key`,
      value,
    )) as [{ key: string }];
    const made = (await admin.call(routes.backup.make, { body: { passphrase: PASSPHRASE } })).reply;
    await box.db.$queryRawUnsafe(
      `UPDATE ${table} SET "${column}" = $1::${type} WHERE id::text = $2`,
      was,
      key,
    );
    await refusedFor(made.content, new RegExp(`has an? ${what} that no Larder box writes`), column);
  }
  await box.db.groupNesting.create({ data: { outerId: id, innerId: id } });
  const circle = (await admin.call(routes.backup.make, { body: { passphrase: PASSPHRASE } })).reply;
  await box.db.groupNesting.deleteMany({ where: { outerId: id } });
  await refusedFor(circle.content, /no Larder box writes: odd/, "a circle");
  assert.equal((await admin.call(routes.engine.read)).reply.desiredRevision, before);
});

async function refusedFor(backup: string, words: RegExp, what: string): Promise<void> {
  const body = { content: backup, passphrase: PASSPHRASE };
  const asked = (await admin.call(routes.backup.restore, { body })).problem;
  assert.equal(asked.code, "confirmation-needed", what);
  const query = { confirm: asked.confirm ?? "" };
  const { problem } = await admin.call(routes.backup.restore, { body, query });
  assert.equal(problem.code, "backup-refused", what);
  assert.match(problem.detail, words, what);
}

test("a large body of somebody who may not send one is not read", async () => {
  const body = { content: "A".repeat(200_000), passphrase: PASSPHRASE };
  const stranger = box.stranger();
  assert.equal(
    (await stranger.call(routes.backup.restore, { body })).problem.code,
    "not-authenticated",
  );
  const setup = await stranger.call(routes.backup.setupRestore, { body });
  assert.equal(setup.problem.code, "setup-complete");
  const { problem } = await admin.call(routes.backup.preview, { body });
  assert.equal(problem.code, "backup-refused");
});
