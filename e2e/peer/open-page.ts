import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** How long a step waits for its state. A machine that does other things too is not a fault. */
const PATIENCE_MS = 30_000;
/** How many times slower than this machine the pages run, to find what only a slow machine shows. */
const SLOWNESS = Number(process.env.LARDER_E2E_SLOW ?? 1);

/** A page in a window of its own, which knows nothing of any other. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const window = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await window.newPage();
  page.setDefaultTimeout(PATIENCE_MS * SLOWNESS);
  if (SLOWNESS > 1) {
    const controls = await window.newCDPSession(page);
    await controls.send("Emulation.setCPUThrottlingRate", { rate: SLOWNESS });
  }
  return page;
}
