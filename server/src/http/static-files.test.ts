import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import fastifyRateLimit from "@fastify/rate-limit";
import { type FastifyInstance, fastify } from "fastify";
import { serveFiles } from "./static-files.ts";

const PAGE = `<!doctype html><title>Larder</title>${"<p>page</p>".repeat(200)}`;
const SCRIPT = "export const answer = 42;\n".repeat(100);

const folder = mkdtempSync(join(tmpdir(), "larder-files-"));
let app: FastifyInstance;

before(async () => {
  mkdirSync(join(folder, "assets"));
  for (const [name, text] of [
    ["index.html", PAGE],
    ["assets/main-1a2b.js", SCRIPT],
  ] as const) {
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
  }
  writeFileSync(join(folder, "small.svg"), "<svg/>");
  app = fastify();
  await app.register(fastifyRateLimit, { global: false });
  await serveFiles(app, folder);
});

after(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

test("a browser gets the copy it can unpack, under the type of the plain file", async () => {
  for (const [accepted, encoding, unpack] of [
    ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
    ["br;q=0, gzip", "gzip", gunzipSync],
  ] as const) {
    const reply = await ask("/assets/main-1a2b.js", accepted);
    assert.equal(reply.headers["content-encoding"], encoding, accepted);
    assert.match(String(reply.headers["content-type"]), /^(text|application)\/javascript/);
    assert.match(String(reply.headers.vary), /accept-encoding/i);
    assert.equal(Number(reply.headers["content-length"]), reply.rawPayload.length);
    assert.equal(unpack(reply.rawPayload).toString(), SCRIPT);
    assert.match(String(reply.headers["cache-control"]), /immutable/);
  }
});

test("who unpacks nothing gets the plain file, and caches are told that there are others", async () => {
  for (const accepted of [undefined, "identity"]) {
    const reply = await ask("/assets/main-1a2b.js", accepted);
    assert.equal(reply.headers["content-encoding"], undefined);
    assert.match(String(reply.headers.vary), /accept-encoding/i);
    assert.equal(reply.body, SCRIPT);
  }
});

test("a file without copies is served as it is", async () => {
  const reply = await ask("/small.svg", "gzip, br");
  assert.equal(reply.statusCode, 200);
  assert.equal(reply.headers["content-encoding"], undefined);
  assert.equal(reply.body, "<svg/>");
});

test("a place that only the browser's router knows is the packed page, asked for again each time", async () => {
  for (const path of ["/", "/shares/new"]) {
    const reply = await ask(path, "br");
    assert.equal(reply.statusCode, 200, path);
    assert.equal(reply.headers["content-encoding"], "br");
    assert.match(String(reply.headers["content-type"]), /^text\/html/);
    assert.equal(reply.headers["cache-control"], "no-cache");
    assert.equal(brotliDecompressSync(reply.rawPayload).toString(), PAGE);
  }
});

test("the packed and the plain file are never taken for each other by a cache that asks again", async () => {
  const packed = await ask("/", "br");
  const plain = await ask("/", undefined);
  assert.notEqual(packed.headers.etag, plain.headers.etag);
  const again = await ask("/", "br", { "if-none-match": String(packed.headers.etag) });
  assert.equal(again.statusCode, 304);
});

function ask(url: string, accepted: string | undefined, headers: Record<string, string> = {}) {
  return app.inject({
    url,
    headers: {
      accept: "text/html,*/*",
      ...headers,
      ...(accepted !== undefined && { "accept-encoding": accepted }),
    },
  });
}
