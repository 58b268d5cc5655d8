import assert from "node:assert/strict";
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { Product } from "../product/product.ts";

const WATCHED_MS_MAX = 30_000;
/** FILE_ACTION_ADDED, RENAMED_OLD_NAME, RENAMED_NEW_NAME and REMOVED. */
const WANTED = [
  /0001 2026\\new-\d+\.jpg/,
  /0004 moved-\d+\.jpg/,
  /0005 last-\d+\.jpg/,
  /0002 last-\d+\.jpg/,
];

describe("programs of the box work in a folder that clients look at", () => {
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

  test("smbclient's notify shows what they make, rename and remove, at every depth", async () => {
    const folder = join(product.data, "share", "photos");
    mkdirSync(join(folder, "2026"), { recursive: true });
    chmodSync(folder, 0o777);
    const watching = client.stay({}, "notify photos");
    const deadline = Date.now() + WATCHED_MS_MAX;
    const missing = () => WANTED.filter((line) => !line.test(watching.output()));
    // Again and again, since nobody says when the watch has begun.
    for (let round = 0; missing().length > 0 && Date.now() < deadline; round++) {
      writeFileSync(join(folder, "2026", `new-${round}.jpg`), "x");
      renameSync(join(folder, "2026", `new-${round}.jpg`), join(folder, `moved-${round}.jpg`));
      renameSync(join(folder, `moved-${round}.jpg`), join(folder, `last-${round}.jpg`));
      rmSync(join(folder, `last-${round}.jpg`));
      await new Promise((wake) => setTimeout(wake, 400));
    }
    await watching.end();
    assert.deepEqual(missing(), [], watching.output());
  });
});
