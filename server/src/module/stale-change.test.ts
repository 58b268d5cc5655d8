import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { routes } from "../contract/contract.ts";
import type { RouteRow } from "../contract/route.ts";
import type { ApiClient } from "../test/api-client.ts";
import { startTestServer, type TestServer } from "../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
});

after(() => server.close());

interface Case {
  /** Makes what is changed, where it is not there from the beginning. */
  readonly make: () => Promise<Record<string, string>>;
  /** As the form is filled from it. */
  readonly read: (params: Record<string, string>) => Promise<{ readonly version: string }>;
  /** What the first saves, and what the second wanted. */
  readonly first: object;
  readonly second: object;
}

/** Rows whose reply or list holds the version that they take. */
const CASES: Readonly<Record<string, Case>> = {
  "share.update": {
    make: async () => {
      const body = { name: "photos", path: join(server.dataRoot, "photos"), createFolder: true };
      return idOf(await admin.call(routes.share.create, { body }));
    },
    read: async ({ id = "" }) => (await admin.call(routes.share.read, { params: { id } })).reply,
    first: { permissions: [{ principal: "everyone", right: "read" }] },
    second: { permissions: [] },
  },
  "user.update": {
    make: async () => idOf(await admin.call(routes.user.create, { body: { name: "ada" } })),
    read: async ({ id = "" }) => (await admin.call(routes.user.read, { params: { id } })).reply,
    first: { fullName: "Ada L." },
    second: { enabled: false },
  },
  "group.update": {
    make: async () => idOf(await admin.call(routes.group.create, { body: { name: "family" } })),
    read: async ({ id = "" }) => (await admin.call(routes.group.read, { params: { id } })).reply,
    first: { comment: "hers" },
    second: { comment: "his" },
  },
  "administrator.update": {
    make: async () => {
      const body = { name: "second", password: "as good as any", role: "viewer" } as const;
      return idOf(await admin.call(routes.administrator.create, { body }));
    },
    read: async ({ id }) =>
      found((await admin.call(routes.administrator.list)).reply.items.find((one) => one.id === id)),
    first: { role: "auditor" },
    second: { role: "users" },
  },
  "alert.updateChannel": {
    make: async () => {
      const target = { kind: "webhook", url: "https://alerts.example/hook" } as const;
      const body = { name: "hook", target, secret: "one" };
      return idOf(await admin.call(routes.alert.addChannel, { body }));
    },
    read: async ({ id }) =>
      found((await admin.call(routes.alert.channels)).reply.items.find((one) => one.id === id)),
    // Nothing of a secret is shown, and it is another one all the same.
    first: { secret: "two" },
    second: { name: "other" },
  },
  "alert.setRules": {
    make: nothing,
    read: async () => (await admin.call(routes.alert.rules)).reply,
    first: { quietMinutes: 5 },
    second: { certificate: { enabled: false, daysMin: 3 } },
  },
  "accessPolicy.update": {
    make: nothing,
    read: async () => (await admin.call(routes.accessPolicy.read)).reply,
    first: { passwordHistory: 3 },
    second: { passwordLengthMin: 12 },
  },
  "auditPolicy.update": {
    make: nothing,
    read: async () => (await admin.call(routes.auditPolicy.read)).reply.policy,
    first: { retentionDays: 30 },
    second: { rowsMax: 20_000 },
  },
  "setting.update": {
    make: nothing,
    read: async () => (await admin.call(routes.setting.read)).reply,
    first: { comment: "hers" },
    second: { workgroup: "HOME" },
  },
  "backupSchedule.update": {
    make: nothing,
    read: async () => (await admin.call(routes.backupSchedule.read)).reply,
    // Nothing of a passphrase is shown, and it is another one all the same.
    first: { passphrase: "a passphrase of mine" },
    second: { keepCount: 3 },
  },
  "identityProvider.update": {
    make: nothing,
    read: async () => (await admin.call(routes.identityProvider.read)).reply,
    first: { clientSecret: "a secret" },
    second: { label: "his" },
  },
};

/** Rows that set something and take no version, and why nobody's edit can be lost by them. */
const WITHOUT: Readonly<Record<string, string>> = {
  "user.setPassword": "a password is shown to nobody, and the newest is meant to count",
  "administrator.setPassword": "a password is shown to nobody, and the newest is meant to count",
  "logon.changeOwnPassword": "takes the present password, which is a version of its own",
  "secondFactor.confirm": "takes a code of the secret that was offered last",
  "group.addMember": "says one thing, whatever else is in the group",
  "certificate.upload": "a whole certificate with its key, filled in from nothing",
  "permission.change": "takes the etag of the descriptor that was read, in its body",
};

const rows = Object.entries(routes).flatMap(([resource, table]) =>
  Object.entries(table).map(([name, row]) => ({
    label: `${resource}.${name}`,
    row: row as RouteRow,
  })),
);

test("every row that sets something takes the version it was made from, or says why not", () => {
  const setting = rows.filter(({ row }) => row.method === "PUT" || row.method === "PATCH");
  const taking = setting.filter(({ row }) => row.query && "ifVersion" in row.query.shape);
  assert.deepEqual(taking.map(({ label }) => label).sort(), Object.keys(CASES).sort());
  const others = setting.filter((one) => !taking.includes(one)).map(({ label }) => label);
  assert.deepEqual(others.sort(), Object.keys(WITHOUT).sort());
  for (const { label, row } of taking) assert.ok(row.errors.includes("conflict"), label);
});

test("the second of two who save from the same version is refused, and changes nothing", async () => {
  for (const [label, { make, read, first, second }] of Object.entries(CASES)) {
    const row = found(rows.find((one) => one.label === label)).row;
    const params = await make();
    const { version } = await read(params);
    // Rows are called without their types here: every one of them in the same way.
    const save = (body: object, ifVersion?: string) =>
      admin.call(row, {
        params: params as never,
        ...(ifVersion === undefined ? {} : { query: { ifVersion } as never }),
        body: body as never,
      });
    assert.equal((await save(first, version)).status, 200, label);
    const between = await read(params);
    assert.notEqual(between.version, version, label);
    const refused = await save(second, version);
    assert.equal(refused.status, 409, label);
    assert.equal(refused.problem.code, "conflict", label);
    assert.equal(refused.problem.changed?.by, "root", label);
    assert.match(refused.problem.detail, /^root has changed .+ since then\.$/, label);
    assert.equal((await read(params)).version, between.version, label);
    assert.equal((await save(second, between.version)).status, 200, label);
    // Scripts that name none set what they want.
    assert.equal((await save(first)).status, 200, label);
  }
});

test("what is put back is of the version that it was", async () => {
  const { id } = idOf(await admin.call(routes.group.create, { body: { name: "back" } }));
  const read = async () => (await admin.call(routes.group.read, { params: { id } })).reply.version;
  const version = await read();
  for (const comment of ["other", ""]) {
    await admin.call(routes.group.update, { params: { id }, body: { comment } });
  }
  assert.equal(await read(), version);
});

test("somebody's groups are a field of theirs, from whichever side they are changed", async () => {
  const user = idOf(await admin.call(routes.user.create, { body: { name: "eve" } }));
  const group = idOf(await admin.call(routes.group.create, { body: { name: "guests" } }));
  const { version } = (await admin.call(routes.user.read, { params: user })).reply;
  const params = { id: group.id, userId: user.id };
  assert.equal((await admin.call(routes.group.addMember, { params })).status, 200);
  const body = { groupIds: [] };
  const query = { ifVersion: version };
  const refused = await admin.call(routes.user.update, { params: user, query, body });
  assert.equal(refused.problem.code, "conflict");
  // The group's entry is not one of hers.
  assert.equal(refused.problem.changed, undefined);
});

function idOf(answer: { readonly reply: { readonly item: { readonly id: string } } }): {
  id: string;
} {
  return { id: answer.reply.item.id };
}

function found<T>(value: T | undefined): T {
  assert.ok(value !== undefined);
  return value;
}

async function nothing(): Promise<Record<string, string>> {
  return {};
}
