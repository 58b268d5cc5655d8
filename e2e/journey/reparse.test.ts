import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { Product, ROOT, USER_PASSWORD } from "../product/product.ts";

describe("links, special files and large streams that clients make", () => {
  let product: Product;
  let client: Smbclient;

  before(async () => {
    product = await Product.startWithShare();
    client = await Smbclient.for(product);
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  test("a symlink of smbclient's comes back as it was made, is followed by nobody here, and goes", async () => {
    writeFileSync(join(client.work.outside, "sent"), "content");
    const made = await client.run(["put sent target", "symlink target link", "readlink link"]);
    assert.match(made.stdout, /link -> target/, made.stdout + made.stderr);
    assert.ok(lstatSync(join(product.data, "share/link")).isFile(), "no link on the disk");
    const met = await client.run(["get link back"]);
    assert.match(met.stdout + met.stderr, /NT_STATUS_STOPPED_ON_SYMLINK/);
    const gone = await client.run(["del link", "ls"]);
    assert.doesNotMatch(gone.stdout, /link/);
    assert.match(gone.stdout, /target/);
  });

  test("impacket sets, meets, reads and deletes links of files and folders, and a fifo", async () => {
    const program = "impacket-reparse.py";
    copyFileSync(join(ROOT, "e2e/peer", program), join(client.work.outside, program));
    const given = [program, String(product.smbPort), "alice", USER_PASSWORD];
    const result = await client.program("python3", given);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    const stopped = { same: true, followed: STOPPED_ON_SYMLINK, below: STOPPED_ON_SYMLINK };
    assert.deepEqual(JSON.parse(result.stdout), {
      link: stopped,
      "folder-link": stopped,
      fifo: { same: true, followed: TAG_NOT_HANDLED, below: TAG_NOT_HANDLED },
      wrongTag: TAG_MISMATCH,
      deleted: "0x0",
      deletedAgain: NOT_A_REPARSE_POINT,
      plain: "0x0",
    });
  });

  test("a stream of 64 MiB comes back whole, is not seen on the share, and goes with its file", async () => {
    const content = randomBytes(64 * 2 ** 20);
    writeFileSync(join(client.work.outside, "large"), content);
    const store = join(product.data, "share/.larder-streams");
    const sent = await client.run([
      "put large base:stream",
      "get base:stream back",
      "allinfo base",
    ]);
    assert.match(sent.stdout, /\[:stream:\$DATA\], 67108864 bytes/, sent.stdout + sent.stderr);
    const back = readFileSync(join(client.work.outside, "back"));
    assert.equal(digest(back), digest(content));
    assert.equal(readdirSync(store).length, 1);
    const listed = await client.run(["ls"]);
    assert.doesNotMatch(listed.stdout, /larder-streams/);
    const entered = await client.run(["cd .larder-streams"]);
    assert.match(entered.stdout + entered.stderr, /NT_STATUS_OBJECT_NAME_INVALID/);
    const moved = await client.run(["rename base moved", "del moved"]);
    assert.equal(moved.code, 0, moved.stdout + moved.stderr);
    assert.deepEqual(existsSync(store) ? readdirSync(store) : [], []);
  });
});

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const STOPPED_ON_SYMLINK = "0x8000002d";
const NOT_A_REPARSE_POINT = "0xc0000275";
const TAG_MISMATCH = "0xc0000277";
const TAG_NOT_HANDLED = "0xc0000279";
