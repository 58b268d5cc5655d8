import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CODE_FAILURES_MAX, CODE_WINDOW_MS } from "../../auth/logon-throttle.ts";
import { totpCode, totpStep } from "../../auth/totp.ts";
import { routes } from "../../contract/contract.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { PASSWORD, startTestServer, type TestServer } from "../../test/test-server.ts";

let server: TestServer;
let root: ApiClient;
let secret: Buffer;
let recoveryCodes: string[];

before(async () => {
  server = await startTestServer({ withEngine: false });
  root = await server.setUp();
});

after(() => server.close());

const right = { name: "root", password: PASSWORD };

function code(aside = 0): string {
  return totpCode(secret, totpStep(server.now()) + aside);
}

async function logon(given?: string, client = server.stranger()) {
  const body = given === undefined ? right : { ...right, code: given };
  return client.call(routes.logon.logon, { body });
}

test("a second factor is offered for the password, and holds once its code is proven", async () => {
  const wrong = await root.call(routes.secondFactor.offer, { body: { password: "not it" } });
  assert.equal(wrong.problem.code, "password-wrong");
  const { reply } = await root.call(routes.secondFactor.offer, { body: { password: PASSWORD } });
  secret = fromBase32(reply.secret);
  assert.match(reply.uri, /^otpauth:\/\/totp\/Larder%20BOX:root\?secret=/);
  assert.equal((await logon()).status, 200, "an offer changes nothing yet");
  const guess = await root.call(routes.secondFactor.confirm, { body: { code: "000000" } });
  assert.equal(guess.problem.code, "second-factor-wrong");
  const proof = await root.call(routes.secondFactor.confirm, { body: { code: code() } });
  recoveryCodes = proof.reply.recoveryCodes;
  assert.equal(new Set(recoveryCodes).size, 10);
  const me = (await root.call(routes.logon.me)).reply;
  assert.deepEqual([me.hasSecondFactor, me.recoveryCodesLeft], [true, 10]);
});

test("from then on the password alone opens nothing, and no code works twice", async () => {
  const bare = await logon();
  assert.equal(bare.problem.code, "second-factor-needed");
  assert.equal(bare.headers["set-cookie"], undefined);
  assert.equal(
    (await logon(code())).problem.code,
    "second-factor-wrong",
    "spent when it was proven",
  );
  server.advance(60_000);
  const fresh = code();
  const answers = await Promise.all([logon(fresh), logon(fresh), logon(fresh)]);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 401, 401]);
  server.advance(60_000);
  const wrongPassword = await server.stranger().call(routes.logon.logon, {
    body: { ...right, password: "wrong", code: code() },
  });
  assert.equal(wrongPassword.problem.code, "logon-failed");
  assert.equal((await logon(code())).status, 200, "a wrong password spends no code");
});

test("a recovery code signs in once, however it is typed", async () => {
  const [first = "", second = ""] = recoveryCodes;
  assert.equal((await logon(first.toUpperCase().replaceAll("-", " "))).status, 200);
  assert.equal((await logon(first)).problem.code, "second-factor-wrong");
  assert.equal((await logon(second)).status, 200);
  assert.equal((await root.call(routes.logon.me)).reply.recoveryCodesLeft, 8);
  server.advance(60_000);
  const renewal = await root.call(routes.secondFactor.renewRecoveryCodes, {
    body: { code: code() },
  });
  const former = recoveryCodes;
  recoveryCodes = renewal.reply.recoveryCodes;
  assert.equal((await logon(former[3])).problem.code, "second-factor-wrong");
});

test("codes cannot be guessed: after a few wrong ones the account waits, from any address", async () => {
  server.advance(CODE_WINDOW_MS);
  for (let count = 0; count < CODE_FAILURES_MAX; count += 1) {
    const guesser = server.stranger(`192.0.2.${100 + count}`);
    assert.equal((await logon("123456", guesser)).problem.code, "second-factor-wrong");
  }
  assert.equal(
    (await logon(code(), server.stranger("192.0.2.200"))).problem.code,
    "too-many-requests",
  );
  server.advance(CODE_WINDOW_MS + 1);
  assert.equal((await logon(code(), server.stranger("192.0.2.200"))).status, 200);
});

test("what is stored gives neither secret nor recovery codes away, and the log neither", async () => {
  const [row] = await server.db.administrator.findMany();
  const sealed = Buffer.from(row?.sealedTotpSecret ?? []);
  assert.ok(sealed.length > secret.length && !sealed.includes(secret));
  const stored = JSON.stringify(await server.db.recoveryCode.findMany());
  const audit = JSON.stringify(await server.db.auditEntry.findMany(), (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
  for (const text of [stored, audit, server.log()]) {
    for (const recoveryCode of recoveryCodes) assert.ok(!text.includes(recoveryCode));
  }
});

test("it is removed with password and code, or by another administrator for a lost phone", async () => {
  const body = { password: PASSWORD, code: "000000" };
  assert.equal(
    (await root.call(routes.secondFactor.remove, { body })).problem.code,
    "second-factor-wrong",
  );
  const other = { name: "other", password: "long enough to hold" };
  await root.call(routes.administrator.create, { body: other });
  const helper = server.stranger();
  helper.use((await helper.call(routes.logon.logon, { body: other })).reply);
  const { items } = (await helper.call(routes.administrator.list)).reply;
  const lost = items.find((item) => item.name === "root");
  assert.equal(lost?.hasSecondFactor, true);
  const params = { id: lost?.id ?? "" };
  assert.equal(
    (await helper.call(routes.administrator.removeSecondFactor, { params })).status,
    204,
  );
  assert.equal((await root.call(routes.logon.me)).status, 401, "sessions of before are over");
  const again = server.stranger();
  again.use((await logon(undefined, again)).reply);
  root = again;
});

test("where the policy asks for it, nothing is answered before it is set up", async () => {
  await root.call(routes.accessPolicy.update, { body: { secondFactorRequired: true } });
  const client = server.stranger();
  const me = (await logon(undefined, client)).reply;
  assert.equal(me.mustSetSecondFactor, true);
  client.use(me);
  assert.equal((await client.call(routes.user.list)).problem.code, "second-factor-required");
  assert.equal(
    (await client.call(routes.accessPolicy.update, { body: { secondFactorRequired: false } }))
      .status,
    403,
  );
  assert.equal((await client.call(routes.event.stream)).status, 403);
  const offer = await client.call(routes.secondFactor.offer, { body: { password: PASSWORD } });
  secret = fromBase32(offer.reply.secret);
  await client.call(routes.secondFactor.confirm, { body: { code: code() } });
  assert.equal((await client.call(routes.user.list)).status, 200);
  const { reply } = await client.call(routes.apiKey.create, { body: { name: "robot" } });
  const robot = server.stranger();
  robot.headers.authorization = `Bearer ${reply.key}`;
  assert.equal((await robot.call(routes.user.list)).status, 200, "keys have no phone");
});

function fromBase32(text: string): Buffer {
  let bits = "";
  for (const letter of text) {
    bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  }
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
