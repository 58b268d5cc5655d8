import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Sealer } from "../secret/sealer.ts";
import { selfSigned } from "./self-signed.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-certificate-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const sealer = new Sealer(Buffer.alloc(32, 1));
const DAY_MS = 86_400_000;

test("the certificate is made once, names this machine, and verifies", async () => {
  const made = await selfSigned(folder, sealer, Date.now());
  const parsed = new X509Certificate(made.cert);
  assert.ok(parsed.verify(parsed.publicKey));
  assert.equal(parsed.ca, false);
  assert.equal(parsed.checkHost("localhost"), "localhost");
  assert.equal(parsed.checkIP("127.0.0.1"), "127.0.0.1");
  assert.equal(parsed.checkIP("::1"), "::1");
  assert.equal(made.fingerprint, parsed.fingerprint256);
  assert.equal(statSync(join(folder, "tls/server.key")).mode & 0o777, 0o600);
  assert.deepEqual(await selfSigned(folder, sealer, Date.now()), made);
});

test("it is made anew before it ends, and when its file is damaged", async () => {
  const first = await selfSigned(folder, sealer, Date.now());
  const later = await selfSigned(folder, sealer, Date.now() + 800 * DAY_MS);
  assert.notEqual(later.fingerprint, first.fingerprint);
  writeFileSync(join(folder, "tls/server.crt"), "nonsense");
  const repaired = await selfSigned(folder, sealer, Date.now());
  assert.notEqual(repaired.fingerprint, later.fingerprint);
});

test("its key lies sealed on the disk, and another box's key opens none of it: a new one is made", async () => {
  const mine = await selfSigned(folder, sealer, Date.now());
  const stored = readFileSync(join(folder, "tls/server.key"));
  assert.doesNotMatch(stored.toString("latin1"), /PRIVATE/);
  const other = await selfSigned(folder, new Sealer(Buffer.alloc(32, 2)), Date.now());
  assert.notEqual(other.fingerprint, mine.fingerprint);
  // In the clear, as it once was.
  writeFileSync(join(folder, "tls/server.key"), mine.key);
  const anew = await selfSigned(folder, sealer, Date.now());
  assert.notEqual(anew.fingerprint, mine.fingerprint);
});
