import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { accessibleInBothSchemes } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { Smbclient } from "../peer/smbclient.ts";
import { ADMIN_PASSWORD, Product, USER_PASSWORD } from "../product/product.ts";

describe("shares for what people use them for", () => {
  let product: Product;
  let client: Smbclient;

  before(async () => {
    product = await Product.start();
    client = await Smbclient.for(product);
    await product.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD);
    for (const name of ["alice", "bob"]) {
      await product.larder(["user", "add", name, "--password-stdin"], USER_PASSWORD);
    }
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  function folder(name: string): string {
    return join(product.data, name);
  }

  async function add(name: string, ...options: string[]): Promise<void> {
    const given = [name, folder(name), "--create", "--everyone", "change", ...options];
    await product.larder(["share", "add", ...given]);
  }

  async function succeeds(share: string, commands: string[], user = "alice"): Promise<string> {
    const result = await client.run(commands, { share, user });
    assert.equal(result.code, 0, result.stdout + result.stderr);
    return result.stdout;
  }

  test("what alice deletes lies in her bin, which bob does not see, until it is emptied", async () => {
    await add("files", "--purpose", "general");
    writeFileSync(join(client.work.outside, "letter"), "dear bob");
    await succeeds("files", ["mkdir sub", "put letter sub/letter.txt", "del sub/letter.txt"]);
    const kept = join(folder("files"), ".recycle/alice/sub/letter.txt");
    assert.equal(readFileSync(kept, "utf8"), "dear bob");
    assert.equal(existsSync(join(folder("files"), "sub/letter.txt")), false);
    assert.equal(statSync(join(folder("files"), ".recycle/alice")).mode & 0o077, 0);
    assert.match(await succeeds("files", ["ls .recycle/*"]), /alice/);
    assert.doesNotMatch(await succeeds("files", ["ls .recycle/*"], "bob"), /alice/);
    const denied = await client.run(["get .recycle/alice/sub/letter.txt x"], {
      share: "files",
      user: "bob",
    });
    assert.match(denied.stdout + denied.stderr, /NT_STATUS_ACCESS_DENIED/);
    await succeeds("files", ["rename .recycle/alice/sub/letter.txt back.txt"]);
    assert.equal(readFileSync(join(folder("files"), "back.txt"), "utf8"), "dear bob");
    await succeeds("files", ["get back.txt y"], "bob");
    await succeeds("files", ["del back.txt"]);
    const asked = await product.larder(["share", "empty-bin", "files"], "", 1);
    assert.match(asked.stderr, /cannot be had back/);
    const emptied = await product.larder(["share", "empty-bin", "files", "--yes"]);
    assert.match(emptied.stdout, /1 file removed/);
    assert.equal(existsSync(join(folder("files"), ".recycle/alice")), false);
  });

  test("a home is each user's own, and nobody else's on the disk either", async () => {
    await add("home", "--purpose", "homes");
    writeFileSync(join(client.work.outside, "mine"), "alice's");
    await succeeds("home", ["put mine mine.txt"]);
    assert.doesNotMatch(await succeeds("home", ["ls"], "bob"), /mine\.txt/);
    assert.equal(readFileSync(join(folder("home"), "alice/mine.txt"), "utf8"), "alice's");
    assert.equal(statSync(join(folder("home"), "bob")).mode & 0o077, 0);
  });

  test("yesterday's version of a file is shown, and cannot be changed", async () => {
    const moment = "@GMT-2024.02.29-12.30.00";
    mkdirSync(join(folder("past"), ".snapshots", moment), { recursive: true });
    await add("past", "--previous-versions");
    writeFileSync(join(folder("past"), "plan.txt"), "today");
    writeFileSync(join(folder("past"), ".snapshots", moment, "plan.txt"), "yesterday");
    assert.match(await succeeds("past", ["allinfo plan.txt"]), /@GMT-2024\.02\.29-12\.30\.00/);
    await succeeds("past", [`get ${moment}/plan.txt then.txt`]);
    assert.equal(readFileSync(join(client.work.outside, "then.txt"), "utf8"), "yesterday");
    writeFileSync(join(client.work.outside, "other"), "other");
    const refused = await client.run([`put other ${moment}/plan.txt`], { share: "past" });
    assert.match(refused.stdout + refused.stderr, /NT_STATUS_MEDIA_WRITE_PROTECTED/);
  });

  test("a share with a size tells it, and one kept from this machine is not reached", async () => {
    await add("backup", "--purpose", "time-machine", "--size-limit", "1G");
    assert.match(await succeeds("backup", ["du"]), /blocks/);
    const size = /(\d+) blocks of size (\d+)/.exec(await succeeds("backup", ["ls"]));
    assert.equal(Number(size?.[1]) * Number(size?.[2]), 1024 ** 3);
    await product.larder(["share", "set", "backup", "--deny-host", "127.0.0.0/8", "--yes"]);
    const away = await client.run(["ls"], { share: "backup" });
    assert.match(away.stdout + away.stderr, /NT_STATUS_ACCESS_DENIED/);
    await product.larder(["share", "set", "backup", "--all-hosts"]);
    await succeeds("backup", ["ls"]);
  });

  test("in the browser the purpose comes first, and fills in what can be changed below", async () => {
    const browser = await openChromium();
    try {
      const page = await openPage(browser);
      await page.goto(`${product.url}/shares/new`);
      await page.getByLabel("Name").fill("admin");
      await page.getByLabel("Password", { exact: true }).fill(ADMIN_PASSWORD);
      await page.getByRole("button", { name: /sign in/i }).click();
      await page.getByRole("radio", { name: "Archive" }).check();
      const minutes = page.getByLabel("Minutes until files cannot be changed any more");
      assert.equal(await minutes.inputValue(), "60");
      assert.equal(await page.getByRole("switch", { name: "Recycle bin" }).isChecked(), false);
      await page.getByRole("radio", { name: "Files" }).check();
      assert.equal(await minutes.inputValue(), "");
      assert.equal(await page.getByRole("switch", { name: "Recycle bin" }).isChecked(), true);
      await page.getByLabel("Days in the bin").fill("7");
      await page.getByLabel("Reached from", { exact: true }).fill("127.0.0.0/8\nnot-an-address");
      await accessibleInBothSchemes(page, "the form of an archive");
      await page.getByLabel(/^Name/).fill("papers");
      await page.getByLabel(/^Folder/).fill(folder("papers"));
      await page.getByRole("button", { name: "Create share" }).click();
      await page.getByText("not-an-address is no address").waitFor();
      await page.getByLabel("Reached from", { exact: true }).fill("127.0.0.0/8");
      await page.getByRole("button", { name: "Create share" }).click();
      await page.getByRole("link", { name: "papers" }).waitFor();
    } finally {
      await browser.close();
    }
    const { stdout } = await product.larder(["share", "list", "--json"]);
    const papers = (JSON.parse(stdout) as Record<string, unknown>[]).find(
      ({ name }) => name === "papers",
    );
    const { purpose, recycleBin, recycleDays, hostsAllow, previousVersions } = papers ?? {};
    assert.deepEqual(
      [purpose, recycleBin, recycleDays, hostsAllow, previousVersions],
      ["general", true, 7, ["127.0.0.0/8"], true],
    );
  });

  test("an archive takes new files, and keeps old ones as they are", async () => {
    await add("archive", "--purpose", "archive", "--write-once", "0");
    writeFileSync(join(client.work.outside, "record"), "for ever");
    await succeeds("archive", ["put record record.txt"]);
    for (const command of ["del record.txt", "put record record.txt", "rename record.txt x"]) {
      const refused = await client.run([command], { share: "archive" });
      assert.match(refused.stdout + refused.stderr, /NT_STATUS_ACCESS_DENIED/, command);
    }
    await succeeds("archive", ["get record.txt z"]);
  });
});
