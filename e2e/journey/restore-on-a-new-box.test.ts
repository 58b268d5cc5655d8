import assert from "node:assert/strict";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessibleInBothSchemes } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { Smbclient } from "../peer/smbclient.ts";
import { ADMIN_PASSWORD, Product, USER_PASSWORD } from "../product/product.ts";

const PASSPHRASE = "kept far away from the box";

describe("a box that was lost comes back as it was, on a new one", () => {
  let product: Product;
  let client: Smbclient;
  let browser: Browser;
  let page: Page;
  let backup: string;
  const problems: string[] = [];

  before(async () => {
    // smbcacls knows no port but 445.
    product = await Product.startWithShare({ host: "127.0.0.83", port: 445 });
    client = await Smbclient.for(product);
    browser = await openChromium();
    page = await openPage(browser, { acceptDownloads: true });
    page.on("pageerror", (problem) => problems.push(problem.message));
    backup = join(client.work.outside, "box.larder-backup");
  });
  after(async () => {
    await browser?.close();
    client?.remove();
    await product?.remove();
  });

  test("before it is lost: alice has a file that is hers, and the administrator makes a backup", async () => {
    writeFileSync(join(client.work.outside, "mine"), "only alice reads this");
    assert.equal((await client.run(["put mine mine.txt"])).code, 0);
    await product.larder(["user", "add", "bob", "--password-stdin"], USER_PASSWORD);
    await product.larder(["share", "permit", "share", "--user", "bob=full"]);
    const only = "ACL:alice:ALLOWED/0x0/FULL";
    assert.equal((await client.smbcacls("mine.txt", ["-S", only])).code, 0);
    await signIn();
    await page.goto(`${product.url}/backup`);
    await page.getByRole("heading", { level: 1, name: "Backup" }).waitFor();
    await accessibleInBothSchemes(page, "the page of backups");
    await page.getByLabel("New passphrase").first().fill(PASSPHRASE);
    await page.getByLabel("Once more").first().fill("something else");
    await page.getByRole("button", { name: "Make and download" }).click();
    await page.getByText("The two differ").waitFor();
    await page.getByLabel("Once more").first().fill(PASSPHRASE);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Make and download" }).click();
    await (await download).saveAs(backup);
    assert.ok(statSync(backup).size > 1_000);
  });

  test("the new box has nothing but the disks; its wizard takes the backup and says what is in it", async () => {
    await product.stop();
    rmSync(product.state, { recursive: true });
    await product.start();
    const code = /Setup code {2}(\S+)/.exec(product.output)?.[1] ?? "";
    assert.notEqual(code, "");
    await page.goto(product.url);
    await page.getByRole("button", { name: "Restore from a backup" }).click();
    await page.getByRole("heading", { name: "Restore from a backup" }).waitFor();
    await page.getByLabel("Setup code").fill(code);
    await page.locator("input[type=file]").setInputFiles(backup);
    await page.getByRole("status").getByText("box.larder-backup").waitFor();
    await page.getByLabel("Passphrase").first().fill("the wrong one");
    await page.getByRole("button", { name: "Look inside" }).click();
    await page.getByText(/passphrase is not the one/).waitFor();
    await page.getByLabel("Passphrase").first().fill(PASSPHRASE);
    await page.getByRole("button", { name: "Look inside" }).click();
    await page.getByText("Folder is there").waitFor();
    await accessibleInBothSchemes(page, "what is in the backup");
    await page.getByRole("button", { name: "Restore this box" }).click();
    await page.getByRole("button", { name: "Sign in" }).click();
  });

  test("the administrator signs in with the password of before, and alice has her file", async () => {
    await signIn();
    const { stdout } = await product.larder(["user", "list", "--json"]);
    const users = JSON.parse(stdout) as { name: string }[] | { items: { name: string }[] };
    const names = (Array.isArray(users) ? users : users.items).map(({ name }) => name);
    assert.deepEqual(names.sort(), ["alice", "bob"]);
    const get = await client.run(["get mine.txt back"]);
    assert.equal(get.code, 0, get.stdout + get.stderr);
    // Who may do what is named by the machine's SID: with another one nobody would be known.
    const acl = await client.smbcacls("mine.txt", []);
    assert.match(acl.stdout, /ACL:\S*alice:ALLOWED\/0x0\/FULL/, acl.stdout + acl.stderr);
    const bobs = await client.run(["get mine.txt"], { user: "bob" });
    assert.match(bobs.stdout + bobs.stderr, /NT_STATUS_ACCESS_DENIED/);
    assert.deepEqual(problems, []);
  });

  async function signIn(): Promise<void> {
    await page.goto(`${product.url}/logon`);
    await page.getByLabel("Name").first().fill("admin");
    await page
      .getByLabel(/^Password/)
      .first()
      .fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: /sign in/i }).click();
    await page.getByRole("navigation", { name: "Main" }).waitFor();
  }
});
