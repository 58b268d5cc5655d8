import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { routes } from "../../contract/contract.ts";
import { ntHash } from "../../secret/nt-hash.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer, until } from "../../test/test-server.ts";
import { parseCsv, plainCell, writeCsv } from "./csv.ts";

let server: TestServer;
let root: ApiClient;

before(async () => {
  server = await startTestServer();
  root = await server.setUp();
  await root.call(routes.group.create, { body: { name: "staff" } });
  await root.call(routes.user.create, { body: { name: "anna", fullName: "Anna", uid: 5000 } });
});

after(() => server.close());

const rows = routes.accountCsv;
type Kind = "users" | "groups";

const preview = async (csv: string, kind: Kind = "users", generatePasswords = false) =>
  (await root.call(rows.preview, { body: { kind, csv, generatePasswords } })).reply;

async function apply(csv: string, kind: Kind = "users", generatePasswords = false) {
  const { digest } = await preview(csv, kind, generatePasswords);
  return root.call(rows.apply, { body: { kind, csv, generatePasswords, digest } });
}

test("what is written is read again, and no cell is a formula", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 4 }), {
        minLength: 1,
      }),
      (table) => {
        const text = writeCsv(table);
        for (const { cells } of parseCsv(text)) {
          for (const cell of cells) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
        }
        // The first line says what stands between cells; names of columns hold neither.
        const back = parseCsv(`a,b\r\n${text}`)
          .slice(1)
          .map(({ cells }) => cells.map(plainCell));
        const kept = table.filter((row) => row.some((cell) => cell.trim() !== ""));
        assert.deepEqual(
          back,
          kept.map((row) =>
            row.map((cell) => plainCell(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)),
          ),
        );
      },
    ),
  );
});

test("spreadsheets of other countries are read: byte order mark, semicolons, quotes, any line end", () => {
  const text = '\uFEFFname;full name\r"a";"say ""hi"";\nthere"\n\n;\nb;\r\n';
  assert.deepEqual(
    parseCsv(text).map(({ line, cells }) => [line, ...cells]),
    [
      [1, "name", "full name"],
      [2, "a", 'say "hi";\nthere'],
      [6, "b", ""],
    ],
  );
});

test("a preview says what each row would do, and does nothing", async () => {
  const csv = [
    "Name,Full_Name,Groups,Expires,uid,enabled",
    "anna,Anna B,staff,2030-12-31,,",
    "bert,Bert,,never,,no",
    "anna2,,nobody|staff,,5000,maybe",
    "a@b,,,,,",
    "bert,,,,,",
    "staff,,,tomorrow,,",
  ].join("\n");
  const found = await preview(csv);
  assert.deepEqual(found.counts, { create: 1, update: 1, same: 0, problem: 4 });
  assert.deepEqual(
    found.rows.map((row) => [row.line, row.action]),
    [
      [2, "update"],
      [3, "create"],
      [4, "problem"],
      [5, "problem"],
      [6, "problem"],
      [7, "problem"],
    ],
  );
  assert.equal(found.rows[0]?.detail, "fullName, expiresAt, groups");
  assert.deepEqual(found.rows[2]?.problems, [
    "Another user has the uid 5000",
    "“maybe” is neither yes nor no",
    "There is no group “nobody”",
  ]);
  assert.deepEqual(found.rows[4]?.problems, ["The name is in the file twice"]);
  assert.match(found.rows[5]?.problems.join() ?? "", /A group has this name.*no day/);
  assert.equal((await root.call(routes.user.list)).reply.total, 1);
  const { digest } = found;
  const refused = await root.call(rows.apply, { body: { kind: "users", csv, digest } });
  assert.equal(refused.problem.code, "import-refused");
  assert.equal((await root.call(routes.user.list)).reply.total, 1);
});

test("a file that is no table says why", async () => {
  assert.match((await preview("")).problems.join(), /empty/);
  assert.match(
    (await preview("who,what\nx,y")).problems.join(),
    /no column “who”.*“name” is missing/s,
  );
  assert.match((await preview("name,name\nx,y")).problems.join(), /twice/);
  assert.match((await preview(`name\n${"x\n".repeat(10_001)}`)).problems.join(), /At most 10000/);
});

test("an import does what was seen, and tells passwords that it made once", async () => {
  const csv =
    "name,fullName,password,groups,mustChange\nkarl,Karl,a password that is given,staff,yes\nlisa,,,,\n";
  const answer = await apply(csv, "users", true);
  const { item, revision } = answer.reply;
  assert.deepEqual([item.created, item.updated], [2, 0]);
  const [made] = item.passwords;
  assert.equal(made?.name, "lisa");
  assert.match(made?.password ?? "", /^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  await until("live", () => (server.engine.snapshots.at(-1)?.revision ?? 0) >= revision);
  const users = server.engine.snapshots.at(-1)?.users ?? [];
  const hashOf = (name: string) => users.find((user) => user.name === name)?.ntHash;
  assert.equal(hashOf("lisa"), ntHash(made?.password ?? "").toString("hex"));
  assert.equal(hashOf("karl"), ntHash("a password that is given").toString("hex"));
  assert.equal(users.find((user) => user.name === "karl")?.mustChangePassword, true);
  assert.ok(
    !server.log().includes(made?.password ?? "?") && !server.log().includes("that is given"),
  );
  const audit = (await root.call(routes.audit.list, { query: { kind: "account.import" } })).text;
  assert.ok(!audit.includes(made?.password ?? "?"));
  const again = await preview("name,fullName\nkarl,Karl\nlisa,\n");
  assert.deepEqual(again.counts, { create: 0, update: 0, same: 2, problem: 0 });
});

test("what changed since it was looked at is looked at again", async () => {
  const csv = "name\nmona\n";
  const { digest } = await preview(csv);
  await root.call(routes.user.create, { body: { name: "mona" } });
  const answer = await root.call(rows.apply, { body: { kind: "users", csv, digest } });
  assert.equal(answer.problem.code, "conflict");
});

test("groups of one file may be inside each other, but not in a circle", async () => {
  const csv = "name,members,memberGroups,comment\nouter,,inner|staff,all\ninner,anna,,\n";
  assert.equal((await apply(csv, "groups")).reply.item.created, 2);
  const circle = await apply("name,memberGroups\ninner,outer\n", "groups");
  assert.equal(circle.problem.code, "group-cycle");
  const file = (await root.call(rows.read, { params: { kind: "groups" } })).text;
  assert.match(file, /^name,comment,members,memberGroups,gid\r\n/);
  assert.match(file, /\r\nouter,all,,inner\|staff,\d+\r\n/);
});

test("an export goes back in as it came out, and runs nothing in a spreadsheet", async () => {
  await root.call(routes.user.create, {
    body: { name: "-nina", fullName: '=HYPERLINK("http://x")' },
  });
  const answer = await root.call(rows.read, { params: { kind: "users" } });
  assert.match(String(answer.headers["content-type"]), /^text\/csv/);
  assert.match(answer.text, /\r\n'-nina,"'=HYPERLINK\(""http:\/\/x""\)",/);
  const found = await preview(answer.text);
  assert.deepEqual(found.problems, []);
  assert.equal(found.counts.same, found.rows.length);
});

test("ten thousand users come in within the time that a change may take", async () => {
  const csv = `name,groups\n${Array.from({ length: 10_000 }, (_, n) => `pupil-${n},staff`).join("\n")}`;
  const answer = await apply(csv);
  assert.equal(answer.reply.item.created, 10_000);
  assert.equal((await root.call(routes.user.list, { query: { q: "pupil" } })).reply.total, 10_000);
});
