import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessibleInBothSchemes } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { ADMIN_PASSWORD, Product } from "../product/product.ts";

const HER_PASSWORD = "the second of two";

describe("two people edit one share", () => {
  let product: Product;
  let browser: Browser;
  let his: Page;
  let hers: Page;

  before(async () => {
    product = await Product.startWithShare();
    await product.larder(["admin", "add", "anna", "--password-stdin"], HER_PASSWORD);
    browser = await openChromium();
    const { stdout } = await product.larder(["share", "list", "--json"]);
    const [{ id }] = JSON.parse(stdout) as [{ id: string }];
    his = await openPage(browser);
    hers = await openPage(browser);
    await openShare(his, id, "admin", ADMIN_PASSWORD);
    await openShare(hers, id, "anna", HER_PASSWORD);
  });
  after(async () => {
    await browser?.close();
    await product?.remove();
  });

  test("whoever saves second sees both, and loses nothing while thinking about it", async () => {
    await comment(hers).fill("hers");
    await hers.getByRole("switch", { name: "Read only" }).check();
    await saved(hers);
    await comment(his).fill("his");
    await save(his);
    const dialog = conflictOf(his);
    await dialog.getByText("anna", { exact: true }).waitFor();
    const row = dialog.getByRole("row", { name: /^Comment/ });
    assert.deepEqual(await row.getByRole("cell").allTextContents(), ["his", "hers"]);
    const hersAlone = dialog.getByRole("row", { name: /^Read only/ });
    await hersAlone.getByText("Not changed by you; theirs stays").waitFor();
    await accessibleInBothSchemes(his, "two who edited the same share");
    await dialog.getByRole("button", { name: "Back to the form" }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await comment(his).inputValue(), "his");
    assert.equal((await share()).comment, "hers");
  });

  test("keeps mine, and what only she changed", async () => {
    await save(his);
    const keep = conflictOf(his).getByRole("button", { name: "Keep mine" });
    await answered(his, () => keep.click());
    const { comment: said, readOnly } = await share();
    assert.deepEqual([said, readOnly], ["his", true]);
    await his.getByRole("switch", { name: "Read only", checked: true }).waitFor();
  });

  test("takes theirs into the form", async () => {
    await comment(hers).fill("hers again");
    await save(hers);
    await conflictOf(hers).getByRole("button", { name: "Take theirs" }).click();
    await conflictOf(hers).waitFor({ state: "hidden" });
    await hers.waitForFunction(() =>
      [...document.querySelectorAll("textarea")].some(({ value }) => value === "his"),
    );
    assert.equal((await share()).comment, "his");
  });

  test("whoever signs in anew in another window saves in this one all the same", async () => {
    await comment(hers).fill("from the old window");
    const status = await hers.evaluate(async (password) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ name: "anna", password });
      return (await fetch("/api/logon", { method: "POST", headers, body })).status;
    }, HER_PASSWORD);
    assert.equal(status, 200);
    await saved(hers);
    assert.equal((await share()).comment, "from the old window");
  });

  async function openShare(page: Page, id: string, name: string, password: string): Promise<void> {
    await page.goto(`${product.url}/logon?to=${encodeURIComponent(`/shares/${id}`)}`);
    await page.getByLabel(/^Name/).fill(name);
    await page.getByLabel(/^Password( \*)?$/).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await comment(page).waitFor();
  }

  async function share(): Promise<{ comment: string; readOnly: boolean }> {
    const { stdout } = await product.larder(["share", "list", "--json"]);
    return (JSON.parse(stdout) as [{ comment: string; readOnly: boolean }])[0];
  }
});

function comment(page: Page) {
  return page.getByRole("textbox", { name: "Comment", exact: true });
}

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save share", exact: true }).click();
}

/** The server has taken it: notices stay for a while, and would tell of the time before. */
async function saved(page: Page): Promise<void> {
  await answered(page, () => save(page));
}

async function answered(page: Page, act: () => Promise<void>): Promise<void> {
  const taken = page.waitForResponse((one) => one.request().method() === "PATCH" && one.ok());
  await Promise.all([taken, act()]);
}

function conflictOf(page: Page) {
  return page.getByRole("dialog", { name: "“share” was changed while you edited it" });
}
