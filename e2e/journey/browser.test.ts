import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { accessible } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { Smbclient } from "../peer/smbclient.ts";
import { ADMIN_PASSWORD, Product, USER_PASSWORD } from "../product/product.ts";

const LIVE_MS_MAX = 1000;

describe("a person makes a share in the browser and connects", () => {
  let product: Product;
  let client: Smbclient;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  before(async () => {
    product = await Product.start();
    client = await Smbclient.for(product);
    browser = await openChromium();
    page = await openPage(browser);
    page.on("pageerror", (problem) => problems.push(`thrown: ${problem.message}`));
    page.on("console", (message) => {
      // A refused request shows itself there; what the page makes of it is for the page to say.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text())) {
        problems.push(`console: ${message.text()}`);
      }
    });
  });
  after(async () => {
    await browser?.close();
    client?.remove();
    await product?.remove();
  });

  test("a fresh box leads to the wizard, and a wrong code is refused", async () => {
    await page.goto(product.url);
    await page.getByLabel("Setup code").fill("not-the-code");
    await accessible(page, "the wizard's first step");
    await page.getByRole("button", { name: "Continue" }).click();
    await field("Password").fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Create administrator" }).click();
    await page.getByText("The code was not accepted").waitFor();
  });

  test("with the code from the terminal: administrator, first user, first share, review", async () => {
    const code = /Setup code {2}(\S+)/.exec(product.output)?.[1];
    assert.ok(code, product.output);
    await page.getByLabel("Setup code").fill(code);
    await page.getByRole("button", { name: "Continue" }).click();
    await accessible(page, "the administrator");
    await field("Name").fill("admin");
    await field("Password").fill(ADMIN_PASSWORD);
    const { promise: mayAnswer, resolve: answerFolders } = Promise.withResolvers<void>();
    await page.route("**/api/folders", async (route) => {
      await mayAnswer;
      await route.continue();
    });
    await page.getByRole("button", { name: "Create administrator" }).click();
    await page.getByRole("heading", { name: "The first user" }).waitFor();
    await accessible(page, "the first user");
    await field("Name").fill("alice");
    await field("Password").fill(USER_PASSWORD);
    await page.getByRole("button", { name: "Continue" }).click();

    await page.getByRole("heading", { name: "The first share" }).waitFor();
    // Whoever types faster than the box answers gets a suggested folder too.
    await page.getByLabel("Share name").fill("photos");
    assert.equal(await field("Folder").inputValue(), "");
    answerFolders();
    await suggested("photos");
    await page.getByLabel("Share name").fill("pictures");
    await suggested("pictures");
    await page.getByLabel("Share name").fill("photos");
    await suggested("photos");
    await accessible(page, "the first share");
    await page.getByRole("button", { name: "Review" }).click();

    await page.getByRole("heading", { name: "Is this right?" }).waitFor();
    const review = (await page.getByRole("form").textContent()) ?? "";
    assert.match(review, /alice/);
    assert.match(review, /photos/);
    await accessible(page, "the review");
    await page.getByRole("button", { name: "Create user and share" }).click();
  });

  test("the connect step says live and gives the address for each system", async () => {
    await page.getByRole("heading", { name: /photos.*is ready/ }).waitFor();
    await page.getByRole("status").getByText("Live").waitFor();
    for (const [system, pattern] of [
      ["Windows", new RegExp(`${product.smbPort}|\\\\photos`)],
      ["macOS", new RegExp(`smb://.*:${product.smbPort}/photos`)],
      ["Linux", new RegExp(`:${product.smbPort}/photos`)],
    ] as const) {
      await page.getByRole("tab", { name: system }).click();
      const panel = page.getByRole("tabpanel");
      const shown = await panel.evaluate((element) =>
        [
          element.textContent,
          ...[...element.querySelectorAll("input")].map((input) => input.value),
        ].join("\n"),
      );
      assert.match(shown, pattern);
      assert.ok((await panel.getByRole("button", { name: /copy/i }).count()) > 0, system);
    }
    await accessible(page, "the connect step");
  });

  test("smbclient puts a file where the browser said", async () => {
    writeFileSync(join(client.work.outside, "sent"), "from a client");
    const result = await client.run(["put sent picture.txt"], { share: "photos" });
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.equal(readFileSync(join(product.data, "photos/picture.txt"), "utf8"), "from a client");
    // As the review said: what is deleted is not gone.
    const deleted = await client.run(["del picture.txt"], { share: "photos" });
    assert.equal(deleted.code, 0, deleted.stdout + deleted.stderr);
    const kept = join(product.data, "photos/.recycle/alice/picture.txt");
    assert.equal(readFileSync(kept, "utf8"), "from a client");
  });

  test("a user and a share made in the pages are live within a second, without a restart", async () => {
    const engine = product.pid("engine");
    await page.goto(`${product.url}/users/new`);
    await field("Name").fill("bob");
    await field("Password").fill(USER_PASSWORD);
    await page.getByRole("button", { name: "Create user" }).click();
    await page.getByRole("link", { name: "bob" }).waitFor();

    await page.goto(`${product.url}/shares/new`);
    await field("Name").fill("music");
    await field("Folder").fill(join(product.data, "music"));
    await permit("Everyone", "Read");
    await page.getByRole("button", { name: /^Advanced/ }).click();
    await page.getByRole("switch", { name: "Show only what one may open" }).check();
    await accessible(page, "the form of a share");
    await page.getByRole("button", { name: "Create share" }).click();
    await page.getByRole("link", { name: "music" }).waitFor();
    await live(async () => (await client.run(["ls"], { share: "music", user: "bob" })).code === 0);
    assert.equal(product.pid("engine"), engine);
    const { stdout } = await product.larder(["share", "list", "--json"]);
    const shares = JSON.parse(stdout) as { name: string; accessBasedEnumeration: boolean }[];
    const music = shares.find(({ name }) => name === "music");
    assert.equal(music?.accessBasedEnumeration, true);
  });

  test("switching a user off in the pages keeps them out within a second", async () => {
    await page.goto(`${product.url}/users`);
    await page.getByRole("button", { name: "Actions for bob" }).click();
    await page.getByRole("menuitem", { name: "Switch off" }).click();
    await page.getByText("User “bob” switched off").waitFor();
    await live(async () => {
      const result = await client.run(["ls"], { share: "music", user: "bob" });
      return /NT_STATUS_ACCOUNT_DISABLED/.test(result.stdout + result.stderr);
    });
  });

  test("deleting a share names what happens, and it is gone within a second", async () => {
    await page.goto(`${product.url}/shares`);
    await page.getByRole("button", { name: "Actions for music" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Delete the share “music”?").waitFor();
    assert.match((await dialog.textContent()) ?? "", /files/i);
    await accessible(page, "the question before deleting");
    await dialog.getByRole("button", { name: /^Delete/ }).click();
    await page.getByRole("link", { name: "music" }).waitFor({ state: "detached" });
    await live(async () => {
      const result = await client.run(["ls"], { share: "music", user: "alice" });
      return /NT_STATUS_BAD_NETWORK_NAME/.test(result.stdout + result.stderr);
    });
  });

  test("what was deleted by mistake comes back: a share as it was, a user with the same password", async () => {
    // The page was loaded before: what was deleted stands below the list, whatever became of the notice.
    await page.getByRole("button", { name: "Bring back music", exact: true }).click();
    await page.getByRole("link", { name: "music", exact: true }).waitFor();
    await live(
      async () => (await client.run(["ls"], { share: "music", user: "alice" })).code === 0,
    );

    await page.goto(`${product.url}/users`);
    await page.getByRole("button", { name: "Actions for alice", exact: true }).click();
    await page.getByRole("menuitem", { name: "Delete", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete alice" }).click();
    await page.getByText("User deleted", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByText("Undone", { exact: true }).waitFor();
    await page.getByRole("link", { name: "alice", exact: true }).waitFor();
    await live(async () => (await client.run(["ls"], { share: "photos" })).code === 0);
  });

  test("who is connected stands in the list of sessions, and can be put out", async () => {
    await page.goto(`${product.url}/sessions`);
    const staying = client.stay({ share: "photos" });
    const end = page.getByRole("button", { name: /End the session of alice/ });
    await end.waitFor();
    await accessible(page, "the list of sessions");
    await end.click();
    await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
    await end.waitFor({ state: "detached" });
    const { stdout } = await product.larder(["session", "list", "--json"]);
    assert.deepEqual((JSON.parse(stdout) as { items: unknown[] }).items, []);
    await staying.end();
  });

  test("who is not signed in sees nothing but the logon, and a wrong password is refused", async () => {
    const stranger = await openPage(browser);
    await stranger.goto(`${product.url}/shares`);
    await field("Password", stranger).fill("not-the-password");
    await field("Name", stranger).fill("admin");
    await stranger.getByRole("button", { name: /sign in/i }).click();
    await stranger.getByRole("alert").getByText("You are not signed in").waitFor();
    await stranger.getByText(/name or the password is wrong/i).waitFor();
    await field("Password", stranger).fill(ADMIN_PASSWORD);
    await stranger.getByRole("button", { name: /sign in/i }).click();
    await stranger.getByRole("heading", { level: 1, name: "Shares" }).waitFor();
    await stranger.context().close();
  });

  test("a list that is wider than its window can be scrolled with the keyboard", async () => {
    const narrow = await openPage(browser, {
      viewport: { width: 780, height: 800 },
      storageState: await page.context().storageState(),
    });
    await narrow.goto(`${product.url}/audit`);
    const list = narrow.getByRole("region", { name: "Audit log" });
    await list.locator("tbody tr").first().waitFor();
    await accessible(narrow, "/audit in a narrow window");
    assert.ok(await list.evaluate((region) => region.scrollWidth > region.clientWidth));
    await list.focus();
    await narrow.keyboard.press("ArrowRight");
    await narrow.waitForFunction(
      () => (document.querySelector('section[aria-label="Audit log"]')?.scrollLeft ?? 0) > 0,
    );
    await narrow.context().close();
    assert.deepEqual(problems, []);
  });

  /** A field by its label; what stands behind it says only whether it is needed. */
  function field(label: string, where: Page = page): Locator {
    return where.getByLabel(new RegExp(`^${label}( \\*| \\(optional\\))?$`));
  }

  /** The wizard's folder has become the one of this name. */
  async function suggested(name: string): Promise<void> {
    const wanted = join(product.data, name);
    await page.waitForFunction((path) => document.querySelector(`input[value="${path}"]`), wanted);
  }

  /** Adds a row to the matrix of permissions, or changes the one that is there. */
  async function permit(who: string, right: string): Promise<void> {
    await page.getByRole("combobox", { name: "Add a user or group" }).click();
    await page.getByRole("option", { name: new RegExp(who) }).click();
    await page
      .getByRole("radiogroup", { name: new RegExp(`Rights of ${who}`, "i") })
      .getByText(right, { exact: true })
      .click();
  }

  async function live(holds: () => Promise<boolean>): Promise<void> {
    const began = Date.now();
    // What counts is when a client began, not how long it took.
    for (let askedAt = began; !(await holds()); askedAt = Date.now()) {
      assert.ok(askedAt - began < LIVE_MS_MAX, "not live within a second");
    }
  }
});
