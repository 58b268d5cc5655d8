import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessible } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { Smbclient } from "../peer/smbclient.ts";
import { ADMIN_PASSWORD, Product, USER_PASSWORD } from "../product/product.ts";

describe("permissions that a person can understand", () => {
  let product: Product;
  let client: Smbclient;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  before(async () => {
    product = await Product.startWithShare();
    await product.larder(["user", "add", "bob", "--password-stdin"], USER_PASSWORD);
    await product.larder(["share", "permit", "share", "--everyone", "change"]);
    const share = join(product.data, "share");
    mkdirSync(join(share, "plans/old"), { recursive: true });
    writeFileSync(join(share, "plans/budget.txt"), "42");
    writeFileSync(join(share, "plans/old/note.txt"), "old");
    client = await Smbclient.for(product);
    browser = await openChromium();
    page = await openPage(browser);
    page.on("pageerror", (problem) => problems.push(`thrown: ${problem.message}`));
    page.on("console", (message) => {
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

  test("find-out-why-alice-cannot-open-a-file", async () => {
    await product.larder([
      ...["acl", "set", "share", "plans/budget.txt", "--protect", "--remove", EVERYONE],
      ...["--allow", "bob=read"],
    ]);
    const refused = await client.run(["get plans/budget.txt budget.txt"]);
    assert.match(refused.stdout + refused.stderr, /NT_STATUS_ACCESS_DENIED/);
    await signIn();
    await page.getByRole("button", { name: "Actions for share" }).click();
    await page.getByRole("menuitem", { name: "Files and permissions" }).click();
    await page.getByRole("heading", { level: 1, name: "Permissions in share" }).waitFor();
    await page.getByRole("button", { name: "plans", exact: true }).click();
    await page.getByRole("button", { name: /^budget\.txt/ }).click();
    await page.getByRole("heading", { level: 2, name: "plans/budget.txt" }).waitFor();
    await page.getByRole("tab", { name: "Who can do what" }).click();
    await page.getByRole("list", { name: "People" }).getByRole("button", { name: /alice/ }).click();
    const why = page.getByRole("region", { name: "Why alice may do what" });
    await why.getByText("alice can neither open nor change “plans/budget.txt”.").waitFor();
    const row = why.getByRole("row", { name: /List folder, read data/ });
    await row.getByText("no entry on “plans/budget.txt” gives it to alice").waitFor();
    await accessible(page, "why alice cannot open a file");
    const { stdout } = await product.larder(["explain", "alice", "share", "plans/budget.txt"]);
    assert.match(stdout, /alice can neither open nor change “plans\/budget\.txt”\./);
    assert.match(stdout, /List folder, read data +no +no entry on/);
    assert.match(stdout, /Delete +yes +the folder “plans” gives it/);
  });

  test("opening the page and looking at it writes nothing", async () => {
    const before = await product.larder(["acl", "show", "share", "plans", "--json"]);
    await page.goto(`${page.url().split("?")[0]}?path=plans`);
    await page.getByRole("heading", { level: 2, name: "plans" }).waitFor();
    await page.getByRole("list", { name: "Entries" }).getByText("Everyone with").waitFor();
    const look = page.getByRole("button", { name: "Look at the change" });
    assert.equal(await look.isDisabled(), true);
    const again = await product.larder(["acl", "show", "share", "plans", "--json"]);
    assert.equal(again.stdout, before.stdout);
    const { stdout } = await product.larder(["acl", "set", "share", "plans"]);
    assert.match(stdout, /It is so already; nothing was written\./);
  });

  test("give-bob-read-access, and see what it does before it is done", async () => {
    // Alice alone, so that bob is given something.
    await product.larder([
      ...["acl", "set", "share", "plans", "--protect", "--remove", EVERYONE],
      ...["--allow", "alice=full"],
    ]);
    const denied = await client.run(["cd plans", "ls"], { user: "bob" });
    assert.match(denied.stdout + denied.stderr, /NT_STATUS_ACCESS_DENIED/);
    await page.reload();
    await page.getByRole("combobox", { name: "Add a user or group" }).click();
    await page.getByRole("option", { name: "bob", exact: true }).click();
    await page.getByRole("group", { name: "Entry for bob" }).waitFor();
    await accessible(page, "the editor of entries");
    await page.getByRole("switch", { name: "Every right by itself" }).check();
    await page.getByRole("checkbox", { name: "Read extended attributes" }).waitFor();
    await accessible(page, "the editor with every right");
    await page.getByRole("switch", { name: "Every right by itself" }).uncheck();
    await page.getByRole("button", { name: "Look at the change" }).click();
    const dialog = page.getByRole("dialog", { name: "Before it is saved" });
    await dialog
      .getByText("New: bob is allowed read (this folder, subfolders and files).")
      .waitFor();
    await dialog.getByText("bob: nothing → read").waitFor();
    await accessible(page, "the change before it is saved");
    await dialog.getByRole("button", { name: "Save permissions" }).click();
    await page.getByText("Permissions of “plans” saved").waitFor();
    const listed = await client.run(["cd plans", "ls"], { user: "bob" });
    assert.match(listed.stdout, /budget\.txt/);
    const written = await client.run(["mkdir plans/new"], { user: "bob" });
    assert.match(written.stdout + written.stderr, /NT_STATUS_ACCESS_DENIED/);
    const { stdout } = await product.larder(["acl", "show", "share", "plans"]);
    assert.match(stdout, /bob +allow +read +all +own/);
  });

  test("hands it down to everything below, as a job that the list of jobs shows", async () => {
    await page.getByRole("button", { name: "Hand down to everything below" }).click();
    const dialog = page.getByRole("dialog", { name: "Hand down to everything below" });
    await dialog.getByText("It is about 3 files and folders.").waitFor();
    await dialog.getByText("Replace", { exact: true }).click();
    await accessible(page, "handing permissions down");
    await dialog.getByRole("button", { name: "Replace everything below" }).click();
    const sure = page.getByRole("dialog").filter({ hasText: "are lost" });
    await sure.getByRole("button", { name: "Do it anyway" }).click();
    await dialog.getByText("Done", { exact: true }).waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    // The file that was bob's alone has what the folder hands down.
    const read = await client.run(["get plans/budget.txt budget.txt"]);
    assert.equal(read.code, 0, read.stdout + read.stderr);
    await page.goto(`${product.url}/jobs`);
    await page.getByText("Hand the permissions of “plans” down").waitFor();
    await accessible(page, "/jobs");
    const { stdout } = await product.larder(["job", "list"]);
    assert.match(stdout, /done +3\/3 +0 +Hand the permissions/);
  });

  test("the audit log tells who changed what, before and after", async () => {
    await page.goto(`${product.url}/audit?kind=permission.change`);
    await page
      .getByText("New: bob is allowed read (this folder, subfolders and files).")
      .first()
      .waitFor();
  });

  test("stripped, the share's own rules count again", async () => {
    await product.larder(["acl", "strip", "share", "plans"]);
    const { stdout } = await product.larder(["acl", "show", "share", "plans"]);
    assert.match(stdout, /Everyone with an account +allow +full +all +from \//);
    await product.larder(["acl", "apply", "share", "plans"]);
    const written = await client.run(["mkdir plans/new"], { user: "bob" });
    assert.equal(written.code, 0, written.stdout + written.stderr);
    assert.deepEqual(problems, []);
  });

  test("the page of permissions serves a phone and the dark scheme", async () => {
    const phone = await openPage(browser, {
      viewport: { width: 390, height: 844 },
      colorScheme: "dark",
      storageState: await page.context().storageState(),
    });
    const shares = await product.larder(["share", "list", "--json"]);
    const [{ id }] = JSON.parse(shares.stdout) as [{ id: string }];
    for (const view of ["entries", "people"]) {
      await phone.goto(`${product.url}/shares/${id}/permissions?path=plans&view=${view}`);
      await phone.getByRole("heading", { level: 2, name: "plans" }).waitFor();
      await phone.getByRole("list", { name: view === "people" ? "People" : "Entries" }).waitFor();
      const overflow = await phone.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(overflow <= 0, `${view} is ${overflow} pixels too wide`);
      await accessible(phone, `${view} on a phone`);
    }
    await phone.context().close();
  });

  async function signIn(): Promise<void> {
    await page.goto(`${product.url}/shares`);
    await page.getByLabel(/^Name/).fill("admin");
    await page.getByLabel(/^Password( \*)?$/).fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: /sign in/i }).click();
    await page.getByRole("heading", { level: 1, name: "Shares" }).waitFor();
  }
});

/** As the file server names it in lists. */
const EVERYONE = "Everyone with an account";
