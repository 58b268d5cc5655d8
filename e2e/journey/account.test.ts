import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessibleInBothSchemes } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { Smbclient } from "../peer/smbclient.ts";
import { ADMIN_PASSWORD, Product, USER_PASSWORD } from "../product/product.ts";

const OWN_PASSWORD = "chosen-by-oneself-7";

describe("people look after their own accounts", () => {
  let product: Product;
  let client: Smbclient;
  let browser: Browser;
  let page: Page;
  let key: string;
  let recoveryCode: string;
  const problems: string[] = [];

  before(async () => {
    product = await Product.start();
    await product.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD);
    await product.larder(["user", "add", "alice", "--password-stdin"], USER_PASSWORD);
    const path = join(product.data, "photos");
    await product.larder(["share", "add", "photos", path, "--create", "--user", "alice=full"]);
    client = await Smbclient.for(product);
    browser = await openChromium();
    page = await openPage(browser);
    page.on("pageerror", (problem) => problems.push(problem.message));
  });
  after(async () => {
    await browser?.close();
    client?.remove();
    await product?.remove();
  });

  test("a user who has to change the password is refused, changes it in the browser, and connects", async () => {
    const set = await product.larder(["user", "set", "alice", "--must-change", "yes"]);
    assert.equal(set.code, 0, set.stderr);
    const refused = await client.run(["ls"], { share: "photos" });
    assert.match(refused.stdout + refused.stderr, /NT_STATUS_PASSWORD_MUST_CHANGE/);
    await page.goto(`${product.url}/self-service`);
    await page.getByRole("heading", { name: "Change your password" }).waitFor();
    await accessibleInBothSchemes(page, "the page to change one's password");
    await page.getByLabel("Name", { exact: true }).fill("alice");
    await page.getByLabel("Current password", { exact: true }).fill(USER_PASSWORD);
    await page.getByLabel("New password").first().fill("alice-alice");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("It may not hold the name").waitFor();
    await page.getByLabel("New password").first().fill(OWN_PASSWORD);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Your password is changed").waitFor();
    const connected = await client.run(["ls"], { share: "photos", password: OWN_PASSWORD });
    assert.equal(connected.code, 0, connected.stdout + connected.stderr);
  });

  test("an administrator sets up a second factor with the key that the page shows", async () => {
    await page.goto(`${product.url}/logon`);
    await signIn();
    await page.goto(`${product.url}/account`);
    await page.getByRole("button", { name: "Set up a second factor" }).click();
    await page.getByLabel("Your password", { exact: true }).fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("img", { name: /QR code/ }).waitFor();
    key = (await page.getByLabel("Key", { exact: true }).inputValue()).replaceAll(" ", "");
    await accessibleInBothSchemes(page, "the QR code");
    await page.getByLabel("Code that the app shows").fill(code());
    await page.getByRole("button", { name: "Set up", exact: true }).click();
    const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
    await codes.first().waitFor();
    assert.equal(await codes.count(), 10);
    recoveryCode = ((await codes.first().textContent()) ?? "").trim();
    await accessibleInBothSchemes(page, "the recovery codes");
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.getByText("10 recovery codes left").waitFor();
  });

  test("from then on signing in asks for a code, and a recovery code will do", async () => {
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByLabel("Name", { exact: true }).fill("admin");
    await page.getByLabel("Password", { exact: true }).fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByLabel("Code", { exact: true }).fill("000000");
    await accessibleInBothSchemes(page, "signing in with a code");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("You are not signed in").waitFor();
    await page.getByLabel("Code", { exact: true }).fill(recoveryCode);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
  });

  test("the owner of the box lets in who lost the phone", async () => {
    const reset = await product.larder(["admin", "reset-second-factor", "admin"]);
    assert.equal(reset.code, 0, reset.stderr);
    await page.goto(`${product.url}/logon`);
    await signIn();
  });

  test("a table of users is looked at, row by row, and then brought in", async () => {
    await page.goto(`${product.url}/users/import`);
    await page.getByLabel("Or paste it here").fill("name,groups\ncarol,nobody-knows\ndave,\n");
    await page.getByRole("button", { name: "Look at what it would do" }).click();
    await page.getByText("There is no group “nobody-knows”").waitFor();
    assert.ok(await page.getByRole("button", { name: "Import", exact: true }).isDisabled());
    await accessibleInBothSchemes(page, "the preview of an import");
    await page.getByLabel("Or paste it here").fill("name,fullName\ncarol,Carol\ndave,\n");
    await page.getByRole("switch", { name: /Make passwords for new users/ }).check();
    await page.getByRole("button", { name: "Look at what it would do" }).click();
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const passwords = page.getByRole("list", { name: "Passwords" }).getByRole("listitem");
    await passwords.first().waitFor();
    const [, password = ""] = ((await passwords.first().textContent()) ?? "").split(": ");
    assert.match(password, /^[a-z2-9-]{23}$/);
    const list = await product.larder(["user", "list", "--json"]);
    const names = (JSON.parse(list.stdout) as { name: string }[]).map((user) => user.name);
    assert.deepEqual(names, ["alice", "carol", "dave"]);
  });

  test("several users are chosen and switched off at once", async () => {
    await page.goto(`${product.url}/users`);
    await page.getByLabel("Choose carol").check();
    await page.getByLabel("Choose dave").check();
    await accessibleInBothSchemes(page, "the list with users chosen");
    await page.getByRole("button", { name: "Switch off" }).click();
    await page.getByText("2 users changed").waitFor();
    await page.goto(`${product.url}/users?state=disabled`);
    await page.getByRole("link", { name: "carol" }).waitFor();
    assert.equal(await page.getByRole("link", { name: "alice" }).count(), 0);
  });

  test("the rules for signing in and who is signed in are pages without a fault", async () => {
    await page.goto(`${product.url}/access`);
    await page.getByRole("heading", { name: "Identity provider" }).waitFor();
    await accessibleInBothSchemes(page, "the rules for signing in");
    await page.goto(`${product.url}/administrators`);
    await page.getByText("This browser").waitFor();
    await accessibleInBothSchemes(page, "administrators and their sessions");
    assert.deepEqual(problems, []);
  });

  async function signIn(): Promise<void> {
    await page.getByLabel("Name", { exact: true }).fill("admin");
    await page.getByLabel("Password", { exact: true }).fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
  }

  /** As an app on a phone computes it from the key (RFC 6238). */
  function code(): string {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...key].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"));
    const bytes = (bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
    const mac = createHmac("sha1", Buffer.from(bytes)).update(counter).digest();
    const number = mac.readUInt32BE((mac[19] ?? 0) & 0xf) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, "0");
  }
});
