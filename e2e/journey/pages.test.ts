import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { accessible, settled } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { ADMIN_PASSWORD, Product, ROOT, USER_PASSWORD } from "../product/product.ts";

/** With LARDER_SCREENSHOTS=1 the pictures of the README are made anew, too. */
const README_PICTURES =
  process.env["LARDER_SCREENSHOTS"] === "1" ? join(ROOT, "docs/screenshots") : null;

describe("the pages, as people see and use them", () => {
  let product: Product;
  let browser: Browser;
  let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>>;
  let pages: Record<string, string>;

  before(async () => {
    product = await Product.startWithShare();
    await product.larder(["user", "add", "bob", "--password-stdin"], USER_PASSWORD);
    browser = await openChromium();
    const page = await open({});
    await page.goto(product.url);
    await page.getByLabel(/^Name/).fill("admin");
    await page.getByLabel(/^Password( \*)?$/).fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
    signedIn = await page.context().storageState();
    await page.context().close();
    const { stdout } = await product.larder(["share", "list", "--json"]);
    const [{ id }] = JSON.parse(stdout) as [{ id: string }];
    pages = {
      shares: "/shares",
      share: `/shares/${id}`,
      permissions: `/shares/${id}/permissions`,
      sessions: "/sessions",
    };
  });
  after(async () => {
    await browser?.close();
    await product?.remove();
  });

  test("the pictures of the README", {
    skip: README_PICTURES === null && "made with LARDER_SCREENSHOTS=1",
  }, async () => {
    const page = await open({ storageState: signedIn });
    await page.setViewportSize({ width: 1280, height: 800 });
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(product.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
      await settled(page);
      await withoutFolder(page);
      const picture = join(`${README_PICTURES}`, `${name}.png`);
      await page.screenshot({ path: picture, animations: "disabled" });
    }
    await page.context().close();
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
    await page.getByRole("option", { name: /bob/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "bob" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("new share");
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
    await page.goto(`${product.url}${pages["share"]}`);
    await page.getByLabel("Comment").fill("by mistake");
    await page.getByRole("button", { name: "Save share" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Undone").waitFor();
    assert.equal(await commentOf(), "");
    assert.equal(await page.getByLabel("Comment").inputValue(), "");

    await page.getByLabel("Comment").fill("first");
    await page.getByRole("button", { name: "Save share" }).click();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await product.larder(["share", "set", "share", "--comment", "somebody else's"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("It could not be undone").waitFor();
    assert.equal(await commentOf(), "somebody else's");
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

  async function open(options: Parameters<Browser["newContext"]>[0]): Promise<Page> {
    const window = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    const page = await window.newPage();
    page.setDefaultTimeout(10_000);
    return page;
  }

  /** A folder of this test says nothing to who looks at the picture. */
  async function withoutFolder(page: Page): Promise<void> {
    await page.evaluate((folder) => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode;
        text.textContent = (text.textContent ?? "").replace(folder, "/data");
      }
      for (const input of document.querySelectorAll("input")) {
        input.setAttribute("value", input.value.replace(folder, "/data"));
        input.value = input.value.replace(folder, "/data");
      }
    }, product.data);
  }
});
