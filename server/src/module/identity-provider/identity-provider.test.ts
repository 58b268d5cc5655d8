import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { FakeProvider } from "../../test/fake-provider.ts";
import { PASSWORD, startTestServer, type TestServer } from "../../test/test-server.ts";
import { nameOfClaims, roleOfClaims, textsAt } from "./claims.ts";
import { LIFETIME_MS } from "./pending-logons.ts";

let server: TestServer;
let root: ApiClient;
const provider = new FakeProvider();

before(async () => {
  await provider.start();
  server = await startTestServer({ withEngine: false });
  root = await server.setUp();
});

after(async () => {
  await provider.stop();
  await server.close();
});

const rows = routes.identityProvider;
const ADMINS = { value: "box-admins", role: "admin" } as const;
const LOOKERS = { value: "everybody", role: "viewer" } as const;

async function begin(client: ApiClient) {
  const { url, ticket } = (await client.call(rows.begin)).reply;
  return { url, ticket, answer: provider.visit(url) };
}

async function signIn(client = server.stranger()) {
  const { ticket, answer } = await begin(client);
  return client.call(rows.finish, { body: { ticket, answer } });
}

test("it is off until it is whole, and its secret never comes back", async () => {
  assert.equal((await server.stranger().call(rows.begin)).problem.code, "not-found");
  const early = await root.call(rows.update, { body: { enabled: true } });
  assert.deepEqual(
    early.problem.fields?.map((field) => field.path),
    ["issuer", "clientId", "origin"],
  );
  const plain = await root.call(rows.update, { body: { issuer: "http://idp.example" } });
  assert.equal(plain.problem.code, "invalid", "what travels there is as good as a password");
  const saved = await root.call(rows.update, {
    body: {
      enabled: true,
      label: "Home",
      issuer: provider.issuer,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
      origin: "https://box.test",
      scopes: ["profile", "groups"],
      roles: [ADMINS, LOOKERS],
    },
  });
  assert.equal(saved.reply.item.hasClientSecret, true);
  const stored = await server.db.identityProvider.findMany();
  assert.ok(!Buffer.from(stored[0]?.sealedClientSecret ?? []).includes(provider.clientSecret));
  const told = saved.text + (await root.call(rows.read)).text + server.log();
  assert.ok(!told.includes(provider.clientSecret));
  assert.equal((await root.call(rows.check)).reply.issuer, provider.issuer);
});

test("the browser is sent with PKCE, state and nonce, and comes back as somebody", async () => {
  const client = server.stranger();
  const { url } = await begin(client);
  const asked = new URL(url).searchParams;
  assert.equal(asked.get("code_challenge_method"), "S256");
  assert.equal(asked.get("redirect_uri"), "https://box.test/logon/oidc");
  assert.equal(asked.get("scope"), "openid profile groups");
  for (const name of ["state", "nonce", "code_challenge"])
    assert.ok((asked.get(name) ?? "").length > 20);
  const answer = await signIn(client);
  assert.deepEqual([answer.reply.name, answer.reply.role], ["olga", "admin"]);
  client.use(answer.reply);
  assert.equal((await client.call(routes.logon.me)).reply.name, "olga");
  const { items } = (await client.call(routes.adminSession.listOwn)).reply;
  assert.equal(items[0]?.method, "oidc");
});

test("the role follows the provider at each logon, and no role is no logon", async () => {
  provider.claims = { ...provider.claims, groups: ["everybody"] };
  assert.equal((await signIn()).reply.role, "viewer");
  provider.claims = { ...provider.claims, groups: ["box-admins-of-another-box"] };
  const answer = await signIn();
  assert.equal(answer.problem.code, "logon-failed");
  assert.equal(answer.headers["set-cookie"], undefined);
  provider.claims = { ...provider.claims, groups: ["everybody", "box-admins"] };
  assert.equal((await signIn()).reply.role, "admin");
  const { items } = (await root.call(routes.administrator.list)).reply;
  assert.equal(items.filter((item) => item.name.startsWith("olga")).length, 1);
});

test("a name at the provider makes nobody an administrator of the same name here", async () => {
  provider.claims = { sub: "2", preferred_username: "root", groups: ["everybody"] };
  const answer = await signIn();
  assert.equal(answer.reply.name, "root-2");
  assert.equal(answer.reply.role, "viewer");
  const body = { name: "root-2", password: "" };
  for (const password of ["x", "null", "undefined"]) {
    const logon = await server.stranger().call(routes.logon.logon, { body: { ...body, password } });
    assert.equal(logon.problem.code, "logon-failed");
  }
});

test("an answer serves once, in time, and only the browser that began", async () => {
  provider.claims = { sub: "1", preferred_username: "olga", groups: ["everybody"] };
  const victim = server.stranger();
  const thief = server.stranger();
  const mine = await begin(thief);
  const theirs = await begin(victim);
  const planted = await victim.call(rows.finish, {
    body: { ticket: theirs.ticket, answer: mine.answer },
  });
  assert.equal(planted.problem.code, "identity-provider-failed", "the state is another's");
  const replayed = await victim.call(rows.finish, {
    body: { ticket: theirs.ticket, answer: theirs.answer },
  });
  assert.equal(replayed.problem.code, "logon-failed", "the ticket was spent");
  const made = await thief.call(rows.finish, { body: { ticket: "made-up", answer: mine.answer } });
  assert.equal(made.problem.code, "logon-failed");
  const late = await begin(victim);
  server.advance(LIFETIME_MS + 1);
  const tooLate = await victim.call(rows.finish, {
    body: { ticket: late.ticket, answer: late.answer },
  });
  assert.equal(tooLate.problem.code, "logon-failed");
});

test("what the provider signs for others, for before or for nobody opens nothing", async () => {
  for (const forged of [
    { nonce: "another one" },
    { aud: "another-client" },
    { iss: "http://127.0.0.1:1" },
    { exp: 1_000_000 },
    { sub: "" },
  ]) {
    provider.forged = forged;
    const answer = await signIn();
    assert.equal(answer.problem.code, "identity-provider-failed", JSON.stringify(forged));
  }
  provider.forged = {};
});

test("with the provider away, the password of the box still opens", async () => {
  await root.call(rows.update, { body: { issuer: "http://127.0.0.1:9" } });
  assert.equal((await server.stranger().call(rows.begin)).problem.code, "identity-provider-failed");
  const body = { name: "root", password: PASSWORD };
  assert.equal((await server.stranger().call(routes.logon.logon, { body })).status, 200);
  const { items } = (await root.call(routes.administrator.list)).reply;
  const local = items.find((item) => item.name === "root");
  const olga = items.find((item) => item.name === "olga");
  const promote = { params: { id: olga?.id ?? "" }, body: { role: "admin" as const } };
  await root.call(routes.administrator.update, promote);
  const params = { id: local?.id ?? "" };
  const removal = await root.call(routes.administrator.remove, { params });
  assert.equal(removal.problem.code, "last-administrator", "somebody with a password has to stay");
});

test("claims are found by name or by steps, and names are made fit", () => {
  const claims = { "https://x.y/roles": ["a"], realm: { roles: ["b", 3] }, one: "c" };
  assert.deepEqual(textsAt(claims, "https://x.y/roles"), ["a"]);
  assert.deepEqual(textsAt(claims, "realm.roles"), ["b"]);
  assert.deepEqual(textsAt(claims, "one"), ["c"]);
  for (const path of ["none", "one.more", "__proto__", "constructor.name", "realm"]) {
    assert.deepEqual(textsAt(claims, path), []);
  }
  const provider = { nameClaim: "name", roleClaim: "one", roles: [ADMINS] } as never;
  assert.equal(nameOfClaims(provider, { name: "o@example.org" }, "s"), "o.example.org");
  assert.equal(nameOfClaims(provider, { name: "system", email: "x" }, "s"), "x");
  assert.equal(nameOfClaims(provider, {}, "||"), "administrator");
  assert.equal(roleOfClaims(provider, claims), null);
});
