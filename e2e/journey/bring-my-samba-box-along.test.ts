import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessibleInBothSchemes } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { Smbclient } from "../peer/smbclient.ts";
import { ADMIN_PASSWORD, Product } from "../product/product.ts";

/** MD4 of "password", as smbpasswd keeps it. */
const NT_HASH = "8846F7EAEE8FB117AD06BDD830B7586C";
const SMB_CONF = `[global]
workgroup = HOME
[films]
path = /srv/films
read only = no
valid users = erik
veto files = /x/
`;
const SMBPASSWD = `erik:1007:${"X".repeat(32)}:${NT_HASH}:[U          ]:LCT-5F5E1000:
`;

describe("somebody brings a Samba box along", () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  let client: Smbclient;

  before(async () => {
    product = await Product.start();
    client = await Smbclient.for(product);
    await product.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD);
    browser = await openChromium();
    page = await openPage(browser);
    await page.goto(`${product.url}/import`);
    await page.getByLabel(/^Name/).fill("admin");
    await page.getByLabel(/^Password( \*)?$/).fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Move in" }).waitFor();
  });
  after(async () => {
    await browser?.close();
    client?.remove();
    await product?.remove();
  });

  test("the preview says what stays behind and what is missing, and nothing is done yet", async () => {
    const inputs = page.locator('input[type="file"]');
    await inputs.nth(0).setInputFiles(textFile("smb.conf", SMB_CONF));
    await inputs.nth(1).setInputFiles(textFile("smbpasswd", SMBPASSWD));
    await page.getByRole("button", { name: "Look at what it would do" }).click();
    await page.getByText("No files are hidden or refused by their names.").waitFor();
    assert.ok(await page.getByRole("button", { name: "Import", exact: true }).isDisabled());
    await accessibleInBothSchemes(page, "the preview of what moves in");
    const { stdout } = await product.larder(["share", "list", "--json"]);
    assert.deepEqual(JSON.parse(stdout), []);
  });

  test("with a folder of this box it moves in, and its user connects with the password of before", async () => {
    await page.getByLabel("Folder of films").fill(join(product.data, "films"));
    // Two choices in a row, without waiting for what the first comes to.
    await page.getByRole("switch", { name: /Make folders/ }).check();
    await page.getByText("erik: change").waitFor();
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByText("1 share, 1 user and no groups imported").waitFor();
    const erik = { share: "films", user: "erik", password: "password" };
    const put = await client.run(["mkdir reel"], erik);
    assert.equal(put.code, 0, put.stdout + put.stderr);
    assert.ok(existsSync(join(product.data, "films/reel")));
    const wrong = await client.run(["ls"], { ...erik, password: "passwort" });
    assert.match(wrong.stdout + wrong.stderr, /NT_STATUS_LOGON_FAILURE/);
  });
});

function textFile(name: string, text: string) {
  return { name, mimeType: "text/plain", buffer: Buffer.from(text) };
}
