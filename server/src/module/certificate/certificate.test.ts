import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { after, before, test } from "node:test";
import forge from "node-forge";
import pino from "pino";
import { buildCertificate, newKey, type Signer } from "../../certificate/build.ts";
import { serveStored } from "../../certificate/stored-certificates.ts";
import { routes } from "../../contract/contract.ts";
import { Sealer } from "../../secret/sealer.ts";
import { loadSecretKey } from "../../secret/secret-key.ts";
import type { ApiClient } from "../../test/api-client.ts";
import { startTestServer, type TestServer } from "../../test/test-server.ts";

let server: TestServer;
let admin: ApiClient;
let root: Signer;
let middle: Signer;
const nowMs = Date.now();

/** `days` counts from a day ago. */
async function issue(
  signer: Signer | null,
  commonName: string,
  names: readonly string[] = [],
  days = 90,
) {
  const key = await newKey();
  const isAuthority = names.length === 0;
  const cert = buildCertificate(key, { commonName, names, days, nowMs, signer, isAuthority });
  return { key, cert };
}

before(async () => {
  server = await startTestServer({ withEngine: false });
  admin = await server.setUp();
  root = await issue(null, "A root");
  middle = await issue(root, "In between");
});

after(() => server.close());

test("a fresh box serves what it signed itself, and says until when", async () => {
  const state = (await admin.call(routes.certificate.read)).reply;
  assert.equal(state.kind, "self-signed");
  assert.ok(state.names.includes("localhost"));
  assert.ok(state.validToMs > nowMs);
  assert.deepEqual([state.request, state.authority], [null, null]);
});

test("a certificate that somebody brings is served at once, its chain in order whatever the file's", async () => {
  const leaf = await issue(middle, "nas.example.org", ["nas.example.org", "192.0.2.7", "fd00::7"]);
  const chain = [root.cert, leaf.cert, middle.cert].join("\n");
  const body = { chain, key: leaf.key };
  const { item } = (await admin.call(routes.certificate.upload, { body })).reply;
  assert.deepEqual([item.kind, item.issuer], ["uploaded", "In between"]);
  assert.deepEqual(item.names, ["nas.example.org", "192.0.2.7", "fd00::7"]);
  assert.equal(item.fingerprint, new X509Certificate(leaf.cert).fingerprint256);
  const stored = await server.db.storedCertificate.findUniqueOrThrow({ where: { id: "served" } });
  const subjects = stored.pem
    .match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g)
    ?.map((pem) => new X509Certificate(pem).subject);
  assert.deepEqual(subjects, ["CN=nas.example.org", "CN=In between", "CN=A root"]);
  const back = (await admin.call(routes.certificate.selfSign)).reply.item;
  assert.equal(back.kind, "self-signed");
});

test("what cannot be served is refused, with the field and what is wrong with it", async () => {
  const leaf = await issue(middle, "nas.example.org", ["nas.example.org"]);
  const other = await issue(root, "other.example.org", ["other.example.org"]);
  const old = await issue(root, "old.example.org", ["old.example.org"], 0);
  const nameless = { key: root.key, cert: root.cert };
  const ec = generateKeyPairSync("ed25519").privateKey;
  const edKey = ec.export({ type: "pkcs8", format: "pem" }).toString();
  const encrypted = createPrivateKey(leaf.key)
    .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" })
    .toString();
  const cases: [string, string, "chain" | "key", RegExp][] = [
    [leaf.cert, other.key, "key", /does not belong/],
    [leaf.cert + other.cert, leaf.key, "chain", /did not sign/],
    [old.cert, old.key, "chain", /ended on/],
    [nameless.cert, nameless.key, "chain", /names no address/],
    ["hello", leaf.key, "chain", /no certificate/],
    [leaf.cert, "hello", "key", /not a private key/],
    [leaf.cert, encrypted, "key", /protected by a password/],
    [leaf.cert, edKey, "key", /RSA and ECDSA/],
  ];
  for (const [chain, key, field, words] of cases) {
    const { problem } = await admin.call(routes.certificate.upload, { body: { chain, key } });
    assert.equal(problem.code, "certificate-refused");
    assert.equal(problem.fields?.[0]?.path, field);
    assert.match(problem.detail, words);
  }
  assert.equal((await admin.call(routes.certificate.read)).reply.kind, "self-signed");
});

test("a request's key stays here, and waits for the certificate that an authority makes of it", async () => {
  const body = { names: ["box.example.org"], organization: "Home" };
  const { item, ...rest } = (await admin.call(routes.certificate.request, { body })).reply;
  assert.deepEqual(rest, {});
  assert.doesNotMatch(JSON.stringify(item), /PRIVATE/);
  const request = forge.pki.certificationRequestFromPem(item.request?.pem ?? "");
  assert.ok(request.verify());
  // The authority: somebody else, with forge.
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = request.publicKey as forge.pki.rsa.PublicKey;
  certificate.serialNumber = "01";
  certificate.validity.notBefore = new Date(nowMs - 1000);
  certificate.validity.notAfter = new Date(nowMs + 86_400_000);
  certificate.setSubject(request.subject.attributes);
  certificate.setIssuer(forge.pki.certificateFromPem(root.cert).subject.attributes);
  certificate.setExtensions([
    { name: "subjectAltName", altNames: [{ type: 2, value: "box.example.org" }] },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(root.key), forge.md.sha256.create());
  const chain = forge.pki.certificateToPem(certificate) + root.cert;
  const used = (await admin.call(routes.certificate.upload, { body: { chain } })).reply.item;
  assert.deepEqual([used.kind, used.subject], ["uploaded", "box.example.org"]);
  assert.equal(used.request, null, "the key is in use and waits for nothing");
  const again = await admin.call(routes.certificate.upload, { body: { chain } });
  assert.equal(again.problem.fields?.[0]?.path, "key");
});

test("the box's own authority issues for its names, one that browsers can be told to trust", async () => {
  assert.equal((await admin.call(routes.certificate.authority)).status, 404);
  const body = { names: ["nas.local", "192.0.2.7"] };
  const { item } = (await admin.call(routes.certificate.issue, { body })).reply;
  assert.equal(item.kind, "own-authority");
  const pem = (await admin.call(routes.certificate.authority)).reply;
  const authority = new X509Certificate(pem);
  assert.ok(authority.ca && authority.verify(authority.publicKey));
  const { cert } = await server.served.now();
  const leaf = new X509Certificate(cert);
  assert.ok(leaf.checkIssued(authority) && leaf.verify(authority.publicKey));
  assert.equal(leaf.checkHost("nas.local"), "nas.local");
  assert.equal(leaf.checkIP("192.0.2.7"), "192.0.2.7");
  const second = (await admin.call(routes.certificate.issue, { body })).reply.item;
  assert.equal(second.authority?.fingerprint, item.authority?.fingerprint, "the same authority");
});

test("no answer, no log line and no column holds a key in the clear", async () => {
  const rows = await server.db.storedCertificate.findMany();
  assert.ok(rows.length >= 2);
  for (const row of rows) {
    assert.doesNotMatch(Buffer.from(row.sealedKey).toString("latin1"), /PRIVATE/);
    assert.doesNotMatch(row.pem, /PRIVATE/);
  }
  assert.doesNotMatch(server.log(), /PRIVATE/);
  assert.doesNotMatch((await admin.call(routes.certificate.read)).text, /PRIVATE/);
});

test("a stored certificate that TLS does not take leaves the pages with a self-signed one", async () => {
  await admin.call(routes.certificate.issue, { body: { names: ["nas.local"] } });
  // Of another key.
  const data = { kind: "uploaded", pem: root.cert };
  await server.db.storedCertificate.update({ where: { id: "served" }, data });
  const sealer = new Sealer(await loadSecretKey(server.stateFolder, undefined));
  const log = pino({ enabled: false });
  await serveStored({ db: server.db, sealer, served: server.served, log }, nowMs);
  const leaf = new X509Certificate((await server.served.now()).cert);
  assert.ok(leaf.verify(leaf.publicKey) && !leaf.ca);
  assert.equal((await admin.call(routes.certificate.read)).reply.kind, "self-signed");
  await admin.call(routes.certificate.selfSign);
});
