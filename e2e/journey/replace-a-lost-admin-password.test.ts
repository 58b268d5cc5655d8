import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessibleInBothSchemes } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { ADMIN_PASSWORD, Product } from "../product/product.ts";

const NEW_PASSWORD = "remembered this time";

describe("somebody who forgot the password of the pages, and has the box", () => {
  let product: Product;
  let browser: Browser;
  let page: Page;

  before(async () => {
    product = await Product.startWithShare();
    browser = await openChromium();
    page = await openPage(browser);
  });
  after(async () => {
    await browser?.close();
    await product?.remove();
  });

  test("sets a new one on the box's command line; whoever was signed in with the old one is out", async () => {
    const elsewhere = await openPage(browser);
    await signIn(elsewhere, ADMIN_PASSWORD);
    await elsewhere.getByRole("navigation", { name: "Main" }).waitFor();
    await product.larder(["admin", "passwd", "admin", "--password-stdin"], NEW_PASSWORD);
    await elsewhere.goto(`${product.url}/users`);
    await elsewhere.getByRole("button", { name: /sign in/i }).waitFor();
  });

  test("signs in with it, and with the old one no more", async () => {
    await signIn(page, ADMIN_PASSWORD);
    await page.getByText(/name or the password is wrong/i).waitFor();
    await accessibleInBothSchemes(page, "a sign-in that was refused");
    await signIn(page, NEW_PASSWORD);
    await page.getByRole("navigation", { name: "Main" }).waitFor();
  });

  async function signIn(where: Page, password: string): Promise<void> {
    await where.goto(`${product.url}/logon`);
    await where.getByLabel("Name").first().fill("admin");
    await where
      .getByLabel(/^Password/)
      .first()
      .fill(password);
    await where.getByRole("button", { name: /sign in/i }).click();
  }
});
