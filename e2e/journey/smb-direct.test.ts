/** What the pages and the metrics show of SMB Direct, with a stand-in for the helper: no machine of tests has a device. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { openChromium } from "../peer/chromium.ts";
import { openPage } from "../peer/open-page.ts";
import { Smbclient } from "../peer/smbclient.ts";
import { ADMIN_PASSWORD, Product } from "../product/product.ts";
import { RdmaStandIn } from "../product/rdma-stand-in.ts";

const DEVICE = {
  name: "mlx5_0",
  kind: "roce",
  state: "ACTIVE",
  rate: "100 Gb/sec (4X EDR)",
  networkDevice: "eth7",
  port: 445,
  retries: 11,
  notReady: 12,
  problem: "",
};
const STATUS = {
  problem: "",
  devices: [DEVICE, { ...DEVICE, name: "siw0", kind: "iwarp", networkDevice: "eth8", port: 5445 }],
  channels: [
    { channel: 1, sendCredits: 200, receivesGranted: 100, queuedBytes: 30, jobs: 2 },
    { channel: 2, sendCredits: 55, receivesGranted: 155, queuedBytes: 40, jobs: 3 },
  ],
  counters: {
    connectionsAccepted: 21,
    connectionsRefused: 22,
    messagesIn: 23,
    messagesOut: 24,
    messageBytesIn: 25,
    messageBytesOut: 26,
    sends: 27,
    receives: 28,
    writes: 29,
    writeBytes: 3 * 1_048_576,
    reads: 31,
    readBytes: 5 * 1_048_576,
    invalidations: 32,
    errors: { "keep-alive-timeout": 33, "retries-exceeded": 34 },
  },
};

describe("SMB Direct in the browser", () => {
  let product: Product;
  let client: Smbclient;
  let stand: RdmaStandIn;
  let browser: Browser;
  let page: Page;

  before(async () => {
    product = await Product.startWithShare();
    client = await Smbclient.for(product);
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
    stand?.leave();
    client?.remove();
    await product?.remove();
  });

  const shown = (text: string | RegExp) => page.getByText(text).first().waitFor();

  test("without a helper its page says so, and how to start one", async () => {
    await page.goto(`${product.url}/engine`);
    await shown("Off: the RDMA helper is not running");
  });

  test("devices, what they listen on, link and speed, and what was placed are on the page", async () => {
    stand = await RdmaStandIn.at(product.state, DEVICE.name);
    stand.tell(STATUS);
    await shown("mlx5_0 (eth7)");
    await shown("Listening on port 445");
    await shown("Listening on port 5445");
    await shown(/Link up\. 100 Gb\/sec \(4X EDR\)/);
    await shown("2 client channels");
    await shown("3.0 MiB to clients, 5.0 MiB from them");
  });

  test("a device that does not listen says why", async () => {
    const problem = "65536 KiB of memory cannot be locked";
    const down = { ...DEVICE, name: "mlx5_1", state: "DOWN", problem: "the link is down" };
    stand.tell({ ...STATUS, devices: [{ ...DEVICE, problem }, down] });
    await shown("Not listening");
    await shown(`${problem}.`);
    await shown(/Link down\./);
    stand.tell({ ...STATUS, devices: [], problem: "no RDMA device" });
    await shown("No RDMA device.");
    stand.tell(STATUS);
    await shown("Listening on port 445");
  });

  test("messages, bytes by way, credits, retries and errors by cause are metrics", async () => {
    const metrics = await metricsText();
    const expected = {
      larder_rdma_devices: 2,
      larder_rdma_devices_listening: 2,
      larder_rdma_channels: 2,
      larder_rdma_send_credits: 255,
      larder_rdma_receive_credits: 255,
      larder_rdma_queued_bytes: 70,
      larder_rdma_jobs: 5,
      ...events({
        connectionsAccepted: 21,
        connectionsRefused: 22,
        messagesIn: 23,
        messagesOut: 24,
        messageBytesIn: 25,
        messageBytesOut: 26,
        sends: 27,
        receives: 28,
        writes: 29,
        writeBytes: 3_145_728,
        reads: 31,
        readBytes: 5_242_880,
        invalidations: 32,
        retries: 22,
        notReady: 24,
        "errors.keep-alive-timeout": 33,
        "errors.retries-exceeded": 34,
      }),
    };
    for (const [name, value] of Object.entries(expected))
      assert.ok(metrics.includes(`\n${name} ${value}\n`), `${name} is ${value}`);
  });

  test("a session by it is told from one by TCP", async () => {
    const staying = client.stay({ port: await stand.listen() });
    await page.goto(`${product.url}/sessions`);
    await shown("192.0.2.7");
    await page.getByText("RDMA", { exact: true }).waitFor();
    stand.leave();
    await page.getByText("RDMA", { exact: true }).waitFor({ state: "detached" });
    await staying.end();
  });

  test("what it listens on is chosen in the settings, and reaches the next helper", async () => {
    await page.goto(`${product.url}/settings`);
    for (const [name, value] of [
      ["RDMA devices to use", "mlx5_0"],
      ["Network cards with soft-RoCE", "eth3"],
    ] as const) {
      const box = page.getByRole("combobox", { name });
      await box.fill(value);
      await box.press("Enter");
    }
    await page.getByRole("switch", { name: "SMB Direct" }).uncheck();
    await page.getByRole("button", { name: "Save settings" }).click();
    const cards = join(product.state, "soft-roce");
    await until(() => existsSync(cards) && readFileSync(cards, "utf8") === "eth3\n");
    const next = await RdmaStandIn.at(product.state, DEVICE.name);
    await until(() => next.wish !== null);
    assert.deepEqual(next.wish, { isEnabled: false, devices: "mlx5_0" });
    next.leave();
  });

  async function metricsText(): Promise<string> {
    const reply = await page.request.get(`${product.url}/metrics`);
    assert.equal(reply.status(), 200);
    return reply.text();
  }
});

async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; !isSo(); ) {
    assert.ok(Date.now() < deadline, "it does not come to be");
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

function events(counts: Readonly<Record<string, number>>): Record<string, number> {
  const named = Object.entries(counts).map(
    ([name, count]) => [`larder_smb_events_total{name="rdma.${name}"}`, count] as const,
  );
  return Object.fromEntries(named);
}
