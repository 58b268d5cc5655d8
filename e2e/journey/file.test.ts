import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { Product, runCommand } from "../product/product.ts";

const FIVE_GIB = 5 * 1024 ** 3;

/** One name of each script that people name files in, and the ones that break file servers. */
const NAMES = [
  "English.txt",
  "Grüße aus Köln.txt",
  "été à Nîmes.txt",
  "Ελληνικά.txt",
  "Кириллица и ещё.txt",
  "עברית.txt",
  "العربية.txt",
  "हिन्दी.txt",
  "ไทย.txt",
  "日本語のファイル.txt",
  "简体中文.txt",
  "한국어.txt",
  "ქართული.txt",
  "አማርኛ.txt",
  "emoji 👩‍👩‍👧‍👦 family.txt",
  "𝔐athematical 𝕟ames.txt",
  "e\u0301 decomposed.txt",
  "\u00e9 composed.txt",
  "İstanbul ı.txt",
  "ß and ẞ.txt",
  " leading space.txt",
  "semi;colon & ampersand.txt",
  "percent %20 and #hash.txt",
  "'quoted' `back`.txt",
  "-dash first.txt",
  "no extension",
  ".hidden",
  "many.dots.in.a.name",
];

describe("files of every kind go and come back", () => {
  let product: Product;
  let client: Smbclient;
  let share: string;

  before(async () => {
    product = await Product.startWithShare();
    client = await Smbclient.for(product);
    share = join(product.data, "share");
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  test("names in every script, byte for byte on the disk", async () => {
    const folder = join(client.work.outside, "names");
    mkdirSync(folder);
    for (const name of NAMES) writeFileSync(join(folder, name), name);
    const sent = await client.run(["prompt off", "mkdir names", "cd names", "lcd names", "mput *"]);
    assert.equal(sent.code, 0, sent.stdout + sent.stderr);
    assert.deepEqual(readdirSync(join(share, "names")).sort(), [...NAMES].sort());
    const back = join(client.work.outside, "names-back");
    mkdirSync(back);
    const got = await client.run(["prompt off", "cd names", "lcd names-back", "mget *"]);
    assert.equal(got.code, 0, got.stdout + got.stderr);
    assert.deepEqual(readdirSync(back).sort(), [...NAMES].sort());
    for (const name of NAMES) assert.equal(readFileSync(join(back, name), "utf8"), name);
  });

  test("names are found whatever their case, and keep the case they were made with", async () => {
    writeFileSync(join(share, "MixedCase Ärger.TXT"), "found");
    const got = await client.run(['get "mixedcase äRGER.txt" mixed']);
    assert.equal(got.code, 0, got.stdout + got.stderr);
    assert.equal(readFileSync(join(client.work.outside, "mixed"), "utf8"), "found");
    const again = await client.run(['put mixed "MIXEDCASE ÄRGER.TXT"']);
    assert.equal(again.code, 0, again.stdout + again.stderr);
    const found = readdirSync(share).filter((name) => name.toLowerCase().startsWith("mixedcase"));
    assert.deepEqual(found, ["MixedCase Ärger.TXT"]);
  });

  test("a name of 255 characters, and one too long is refused with a status", async () => {
    writeFileSync(join(client.work.outside, "long"), "long name");
    const longest = `${"n".repeat(251)}.txt`;
    const sent = await client.run([`put long ${longest}`, `get ${longest} long-back`]);
    assert.equal(sent.code, 0, sent.stdout + sent.stderr);
    assert.equal(readFileSync(join(share, longest), "utf8"), "long name");
    assert.equal(readFileSync(join(client.work.outside, "long-back"), "utf8"), "long name");
    const refused = await client.run([`put long ${"n".repeat(256)}`]);
    assert.match(
      refused.stdout + refused.stderr,
      /NT_STATUS_OBJECT_NAME_INVALID|NT_STATUS_NAME_TOO_LONG/,
    );
  });

  test("a tree 60 folders deep", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `level-${index}`);
    writeFileSync(join(client.work.outside, "bottom"), "at the bottom");
    const made = await client.run([
      ...names.map((_, index) => `mkdir ${names.slice(0, index + 1).join("/")}`),
      `put bottom ${names.join("/")}/bottom.txt`,
    ]);
    assert.equal(made.code, 0, made.stdout + made.stderr);
    assert.equal(readFileSync(join(share, ...names, "bottom.txt"), "utf8"), "at the bottom");
    const got = await client.run([
      `get ${names.join("/")}/bottom.txt bottom-back`,
      "deltree level-0",
    ]);
    assert.equal(got.code, 0, got.stdout + got.stderr);
    assert.equal(readFileSync(join(client.work.outside, "bottom-back"), "utf8"), "at the bottom");
    assert.equal(existsSync(join(share, "level-0")), false);
  });

  test("a folder of 20,000 files is listed whole, each once", async () => {
    const folder = join(share, "crowd");
    mkdirSync(folder);
    for (let index = 0; index < 20_000; index++)
      writeFileSync(join(folder, `file-${index}.dat`), "");
    const result = await client.run(["ls crowd/*"], { timeoutMs: 120_000 });
    assert.equal(result.code, 0, result.stderr);
    const listed = [...result.stdout.matchAll(/^ {2}(file-\d+\.dat) /gm)].map((found) => found[1]);
    assert.equal(listed.length, 20_000);
    assert.equal(new Set(listed).size, 20_000);
    const some = await client.run(["ls crowd/file-1999?.dat"]);
    assert.equal([...some.stdout.matchAll(/file-1999\d\.dat/g)].length, 10);
  });

  test("5 GiB go and come back the same, past every 32-bit limit", async () => {
    const source = join(client.work.outside, "huge");
    const file = await open(source, "w");
    await file.truncate(FIVE_GIB);
    // Marks on both sides of 2 GiB and 4 GiB and at the very end; the rest is a hole.
    const marks = [0, 2 ** 31 - 5, 2 ** 32 - 5, 2 ** 32 + 12345, FIVE_GIB - 10];
    for (const at of marks) await file.write(Buffer.from(`mark${at % 977}`), 0, undefined, at);
    await file.truncate(FIVE_GIB);
    await file.close();
    const sent = await client.run(["put huge huge.bin", "ls huge.bin"], {
      timeoutMs: 280_000,
    });
    assert.equal(sent.code, 0, sent.stdout + sent.stderr);
    assert.match(sent.stdout, new RegExp(` ${FIVE_GIB} `));
    assert.equal(statSync(join(share, "huge.bin")).size, FIVE_GIB);
    const wanted = await digest(source);
    assert.equal(await digest(join(share, "huge.bin")), wanted);
    await runCommand("rm", [source]);
    const got = await client.run(["get huge.bin huge-back", "del huge.bin"], {
      timeoutMs: 280_000,
    });
    assert.equal(got.code, 0, got.stdout + got.stderr);
    assert.equal(await digest(join(client.work.outside, "huge-back")), wanted);
    await runCommand("rm", [join(client.work.outside, "huge-back")]);
  });
});

async function digest(path: string): Promise<string> {
  const hash = createHash("sha1");
  await pipeline(createReadStream(path, { highWaterMark: 4 * 1024 * 1024 }), hash);
  return hash.digest("hex");
}
