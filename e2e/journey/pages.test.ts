import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { accessible } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { ADMIN_PASSWORD, Product, USER_PASSWORD } from "../product/product.ts";

describe("the pages, as people see and use them", () => {
  let product: Product;
  let browser: Browser;
  let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>>;
  let shareAddress: string;

  before(async () => {
    product = await Product.startWithShare();
    await product.larder(["user", "add", "bob", "--password-stdin"], USER_PASSWORD);
    browser = await openChromium();
    const page = await open({});
    await page.goto(product.url);
    await signIn(page);
    await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
    signedIn = await page.context().storageState();
    await page.context().close();
    const { stdout } = await product.larder(["share", "list", "--json"]);
    const [{ id }] = JSON.parse(stdout) as [{ id: string }];
    shareAddress = `/shares/${id}`;
  });
  after(async () => {
    await browser?.close();
    await product?.remove();
  });

  test("find-anything-with-the-keyboard", async () => {
    const page = await open({ storageState: signedIn });
    await page.goto(product.url);
    await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
    await page.keyboard.press("Control+k");
    const field = page.getByRole("combobox", { name: "Find pages, people and shares" });
    await field.waitFor();
    await accessible(page, "the palette");
    await page.keyboard.type("bob");
    await page.getByRole("option", { name: /bob/, selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "bob" }).waitFor();
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await page.keyboard.type("new share");
    await page.getByRole("option", { name: "New share", selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "New share" }).waitFor();
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "detached" });
    await page.context().close();
  });

  test("take-back-a-change-of-a-share, but not one that somebody has built upon", async () => {
    const page = await open({ storageState: signedIn });
    const commentOf = async () => {
      const { stdout } = await product.larder(["share", "list", "--json"]);
      return (JSON.parse(stdout) as [{ comment: string }])[0].comment;
    };
    await page.goto(`${product.url}${shareAddress}`);
    await page.getByLabel("Comment").fill("by mistake");
    await page.getByRole("button", { name: "Save share" }).click();
    const undo = page.getByRole("button", { name: "Undo" });
    await undo.click();
    await page.getByText("Undone", { exact: true }).waitFor();
    await undo.waitFor({ state: "detached" });
    assert.equal(await commentOf(), "");
    assert.equal(await page.getByLabel("Comment").inputValue(), "");

    await page.getByLabel("Comment").fill("first");
    await page.getByRole("button", { name: "Save share" }).click();
    await undo.waitFor();
    await product.larder(["share", "set", "share", "--comment", "somebody else's"]);
    await undo.click();
    await page.getByText("It could not be undone").waitFor();
    assert.equal(await commentOf(), "somebody else's");
    await page.context().close();
  });

  test("a session that ends over a filled-in form costs nothing of what was filled in", async () => {
    const page = await open({});
    await page.goto(`${product.url}/shares/new`);
    await signIn(page);
    await page.getByRole("heading", { level: 1, name: "New share" }).waitFor();
    await page.getByLabel(/^Name/).fill("films");
    await page.getByLabel(/^Folder/).fill(join(product.data, "films"));
    await page.getByRole("button", { name: "New user" }).click();
    const maker = page.getByRole("dialog", { name: "New user" });
    await maker.getByLabel(/^Name/).fill("dora");
    await maker.getByRole("button", { name: "Suggest a password" }).click();
    await accessible(page, "a user made in the form of a share");
    await maker.getByRole("button", { name: "Create user" }).click();
    await page.getByRole("list", { name: "Permissions" }).getByText("dora").waitFor();
    // Not before: what the page asks for by itself would notice first.
    await page.route("**/api/shares", async (route) => {
      if (route.request().method() === "POST") await page.context().clearCookies();
      await route.continue();
    });
    await page.getByRole("button", { name: "Create share" }).click();
    const dialog = page.getByRole("dialog", { name: "You were signed out" });
    await dialog.waitFor();
    await page.unroute("**/api/shares");
    await accessible(page, "signing in again");
    await dialog.getByLabel("Password", { exact: true }).fill("not the password");
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.getByText("You are not signed in").waitFor();
    await dialog.getByLabel("Password", { exact: true }).fill(ADMIN_PASSWORD);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await page.getByLabel(/^Name/).inputValue(), "films");
    await page.getByRole("button", { name: "Create share" }).click();
    await page.getByRole("link", { name: "films" }).waitFor();
    const { stdout } = await product.larder(["share", "list", "--json"]);
    assert.match(stdout, /"films"/);
    await page.context().close();
  });

  test("whoever reads German gets the pages in German, and may choose English", async () => {
    const page = await open({ locale: "de-DE", storageState: signedIn });
    await page.goto(`${product.url}/shares`);
    await page.getByRole("heading", { level: 1, name: "Freigaben" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
    await accessible(page, "/shares in German");
    await page.getByRole("button", { name: "Sprache: Deutsch" }).click();
    await page.getByRole("menuitem", { name: "English" }).click();
    await page.getByRole("heading", { level: 1, name: "Shares" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Shares" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await page.context().close();
  });

  async function signIn(page: Page): Promise<void> {
    await page.getByLabel(/^Name/).fill("admin");
    await page.getByLabel(/^Password( \*)?$/).fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  function open(options: BrowserContextOptions): Promise<Page> {
    return openPage(browser, { viewport: { width: 1440, height: 900 }, ...options });
  }
});
