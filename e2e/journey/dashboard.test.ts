import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { settled } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { Smbclient, type SmbclientOptions } from "../peer/smbclient.ts";
import { ADMIN_PASSWORD, Product, ROOT, USER_PASSWORD } from "../product/product.ts";

/** With LARDER_SCREENSHOTS=1 those of the README are made anew. */
const IS_FOR_README = process.env["LARDER_SCREENSHOTS"] === "1";
const PICTURES = join(ROOT, IS_FOR_README ? "docs/screenshots" : "e2e/out");
const FILM_BYTES = 24 * 1024 * 1024;
const PICTURE_BYTES = 3 * 1024 * 1024;

interface Named {
  readonly id: string;
  readonly name: string;
}

describe("the dashboard of a box in use", () => {
  let product: Product;
  let client: Smbclient;
  let browser: Browser;
  let page: Page;

  before(async () => {
    product = await Product.start();
    await product.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD);
    await product.larder(["setting", "set", "serverName=ATTIC"]);
    // The machine of the test may have little room left, which is not this test's business.
    await product.larder(["alert", "rules", "disk-full=off"]);
    for (const name of ["alice", "bob", "carol"]) {
      await product.larder(["user", "add", name, "--password-stdin"], USER_PASSWORD);
    }
    for (const [name, others] of [
      ["films", "read"],
      ["photos", "change"],
    ] as const) {
      await product.larder([
        ...["share", "add", name, join(product.data, name), "--create"],
        ...["--user", "alice=full", "--user", `bob=${others}`, "--user", `carol=${others}`],
      ]);
    }
    client = await Smbclient.for(product);
    browser = await openChromium();
    page = await openPage(browser, { viewport: { width: 1280, height: 800 } });
    await page.goto(product.url);
    await page.getByLabel(/^Name/).fill("admin");
    await page
      .getByLabel(/^Password/)
      .first()
      .fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
  });
  after(async () => {
    await browser?.close();
    client?.remove();
    await product?.remove();
  });

  test("who is connected, what is open and what flows appear by themselves", async () => {
    const outside = client.work.outside;
    writeFileSync(join(outside, "summer.mkv"), randomBytes(FILM_BYTES));
    writeFileSync(join(outside, "beach.jpg"), randomBytes(PICTURE_BYTES));
    await done(["put summer.mkv"], { share: "films" });
    await done(["put beach.jpg"], { share: "photos", user: "carol" });
    for (let round = 0; round < 8; round++) {
      await done(["get summer.mkv again"], { share: "films", user: "bob" });
      await sleep(500);
    }
    // Nobody reads the other end of a pipe, so that what is got into it stays open until somebody does.
    const pipes = await client.program("mkfifo", ["screen", "frame"]);
    assert.equal(pipes.code, 0, pipes.stderr);
    const watching = client.program("smbclient", [
      ...["//127.0.0.1/films", "-p", String(product.smbPort), "-U", `alice%${USER_PASSWORD}`],
      ...["--netbiosname=sofa", "-c", "get summer.mkv screen"],
    ]);
    const looking = client.program("smbclient", [
      ...["//127.0.0.1/photos", "-p", String(product.smbPort), "-U", `carol%${USER_PASSWORD}`],
      ...["--netbiosname=kitchen", "-c", "get beach.jpg frame"],
    ]);

    for (const figure of ["2 shares", "3 users", "2 sessions", "2 open files"]) {
      await page.getByRole("link", { name: figure, exact: true }).waitFor();
    }
    await page.getByText("All is well").waitFor();
    for (const session of [/alice.*in films/s, /carol.*in photos/s]) {
      await page.getByRole("listitem").filter({ hasText: session }).waitFor();
    }
    const { stdout } = await product.larder(["session", "list", "--json"]);
    assert.equal((JSON.parse(stdout) as { items: unknown[] }).items.length, 2);

    mkdirSync(PICTURES, { recursive: true });
    await picture("dashboard");
    if (IS_FOR_README) await picturesOfOtherPages();

    await client.program("sh", ["-c", "cat screen frame | wc -c"]).then(({ stdout: count }) => {
      assert.equal(Number(count), FILM_BYTES + PICTURE_BYTES);
    });
    for (const { code, stdout: said, stderr } of [await watching, await looking]) {
      assert.equal(code, 0, said + stderr);
    }
  });

  test("and disappear when they are gone", async () => {
    for (const figure of ["0 sessions", "0 open files"]) {
      await page.getByRole("link", { name: figure, exact: true }).waitFor();
    }
    await page.getByText("Nobody is connected").waitFor();
  });

  /** Of a box in use: what a page is for shows where there is something on it. */
  async function picturesOfOtherPages(): Promise<void> {
    const photos = await idOf("share", "photos");
    const bob = await idOf("user", "bob");
    for (const [name, path] of Object.entries({
      shares: "/shares",
      share: `/shares/${photos}`,
      "new-share": "/shares/new",
      permissions: `/shares/${photos}/permissions?path=beach.jpg&view=people&user=${bob}`,
      sessions: "/sessions",
      live: "/live",
    })) {
      await page.goto(product.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
      await picture(name);
    }
    await page.goto(product.url);
  }

  async function idOf(noun: string, name: string): Promise<string> {
    const { stdout } = await product.larder([noun, "list", "--json"]);
    const listed = JSON.parse(stdout) as Named[] | { readonly items: Named[] };
    const items = "items" in listed ? listed.items : listed;
    return items.find((item) => item.name === name)?.id ?? "";
  }

  async function picture(name: string): Promise<void> {
    await settled(page);
    // A folder of this test says nothing to who looks at the picture.
    await page.evaluate((folder) => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode;
        text.textContent = (text.textContent ?? "").replace(folder, "/data");
      }
      for (const input of document.querySelectorAll("input")) {
        input.value = input.value.replace(folder, "/data");
      }
    }, product.data);
    await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: "disabled" });
  }

  async function done(commands: readonly string[], options: SmbclientOptions): Promise<void> {
    const { code, stdout, stderr } = await client.run(commands, options);
    assert.equal(code, 0, stdout + stderr);
  }
});
