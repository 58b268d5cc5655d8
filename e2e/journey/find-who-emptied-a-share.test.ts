import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessibleInBothSchemes } from "../peer/accessible.ts";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { Smbclient } from "../peer/smbclient.ts";
import { ADMIN_PASSWORD, Product, USER_PASSWORD } from "../product/product.ts";

describe("somebody empties a share", () => {
  let product: Product;
  let client: Smbclient;
  let browser: Browser;
  let page: Page;
  let syslog: Server;
  let forwarded = "";

  before(async () => {
    product = await Product.start();
    await product.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD);
    for (const name of ["alice", "bob"]) {
      await product.larder(["user", "add", name, "--password-stdin"], USER_PASSWORD);
    }
    await product.larder([
      ...["share", "add", "papers", join(product.data, "papers"), "--create"],
      ...["--user", "alice=full", "--user", "bob=full"],
      ...["--mass-change", "block", "--mass-deletions", "5"],
    ]);
    client = await Smbclient.for(product);
    syslog = createServer((peer) =>
      peer
        .on("error", () => peer.destroy())
        .on("data", (chunk) => {
          forwarded += chunk.toString("utf8");
        }),
    );
    await new Promise<void>((listening) => syslog.listen(0, "127.0.0.1", listening));
    browser = await openChromium();
    page = await openPage(browser);
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
    syslog?.close();
    client?.remove();
    await product?.remove();
  });

  test("the audit log goes to a syslog server, as its page says", async () => {
    const { port } = syslog.address() as { port: number };
    await page.goto(`${product.url}/audit/settings`);
    await page.getByLabel("Syslog server").fill("127.0.0.1");
    await page.getByLabel("Port").fill(String(port));
    await page.getByRole("combobox", { name: "How" }).click();
    await page.getByRole("option", { name: "TCP" }).click();
    await page.getByRole("switch", { name: "Forward entries" }).check();
    await accessibleInBothSchemes(page, "audit settings");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Sending", { exact: true }).waitFor();
    // Over UDP, or to another port, it would look as well and send to nobody.
    const { policy } = JSON.parse((await product.larder(["audit", "policy", "--json"])).stdout);
    assert.deepEqual(
      [policy.syslogHost, policy.syslogPort, policy.syslogTransport],
      ["127.0.0.1", port, "tcp"],
    );
    await page.getByRole("button", { name: "Send a test entry" }).click();
    await page.getByText("The test entry was sent").waitFor();
    await arrived(/A test; nothing happened/, "over a connection of its own");
    await product.larder(["user", "add", "carl", "--password-stdin"], USER_PASSWORD);
    await arrived(/ user\.create \[audit@32473 source="admin"/, "over the one that stays");
  });

  async function arrived(pattern: RegExp, what: string): Promise<void> {
    for (const deadline = Date.now() + 30_000; !pattern.test(forwarded); ) {
      if (Date.now() < deadline) await new Promise((wake) => setTimeout(wake, 50));
      else assert.match(forwarded, pattern, what);
    }
  }

  test("who deletes too much is cut off, and found with what was touched", async () => {
    const names = Array.from({ length: 9 }, (_, index) => `letter-${index}.txt`);
    for (const name of names) writeFileSync(join(client.work.outside, name), "dear all");
    const put = await client.run(
      names.map((name) => `put ${name}`),
      { share: "papers" },
    );
    assert.equal(put.code, 0, put.stdout + put.stderr);
    await page.goto(`${product.url}/live`);
    await page.getByRole("heading", { name: "By share" }).waitFor();
    await client.run(
      names.map((name) => `del ${name}`),
      { share: "papers" },
    );
    await page.getByText("alice changes too much in papers").waitFor();
    const again = await client.run(["ls"], { share: "papers" });
    assert.match(again.stdout + again.stderr, /NT_STATUS_ACCOUNT_DISABLED/);
    const other = await client.run(["ls"], { share: "papers", user: "bob" });
    assert.equal(other.code, 0, other.stdout + other.stderr);
    assert.match(other.stdout, /letter-8/, "what came after the limit is there");
    await accessibleInBothSchemes(page, "activity with a mass change");
    await page.getByRole("button", { name: "What was touched" }).click();
    await page.getByRole("dialog").getByText("letter-0.txt").waitFor();
    await accessibleInBothSchemes(page, "what was touched");
    await page.keyboard.press("Escape");
    await arrived(/ massChange \[audit@32473 [^\]]*user="alice"/, "the mass change");
  });

  test("the audit log has it, and the user comes back when released", async () => {
    await page.goto(`${product.url}/audit?kind=massChange`);
    await page
      .getByRole("table", { name: "Audit log" })
      .getByText(/blocked: 6 deleted/)
      .waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export as CSV" }).click();
    assert.equal((await download).suggestedFilename(), "larder-audit.csv");
    await page.goto(`${product.url}/live`);
    await page.getByRole("button", { name: "Release" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Release" }).click();
    await page.getByText("alice changes too much in papers").waitFor({ state: "detached" });
    const back = await client.run(["ls"], { share: "papers" });
    assert.equal(back.code, 0, back.stdout + back.stderr);
  });

  test("alerts say who is told, and rules can be set", async () => {
    await page.goto(`${product.url}/alerts`);
    await page.getByText("Nobody is told yet").waitFor();
    await page.getByRole("button", { name: "Tell somebody" }).first().click();
    await accessibleInBothSchemes(page, "a new channel");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^Name( \*)?$/).fill("phone");
    await dialog.getByRole("combobox", { name: "How" }).click();
    await page.getByRole("option", { name: "ntfy" }).click();
    await dialog.getByLabel("ntfy server").fill("http://127.0.0.1:2");
    await dialog.getByLabel("Topic").fill("attic");
    await dialog.getByRole("button", { name: "Add" }).click();
    await page.getByRole("button", { name: "Send a test to phone" }).click();
    await page.getByText("Did not arrive", { exact: true }).waitFor();
    await page.getByLabel("More in ten minutes than").fill("7");
    await page.getByRole("button", { name: "Save rules" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await accessibleInBothSchemes(page, "alerts");
  });
});
