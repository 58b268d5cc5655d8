import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { install } from "./peer-root.ts";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Debian's Chromium, which asks nobody on the network for anything. */
export async function openChromium(): Promise<Browser> {
  if (!PROGRAMS.some((program) => existsSync(program))) await install("chromium");
  const executablePath = PROGRAMS.find((program) => existsSync(program));
  if (executablePath === undefined)
    throw new Error("The tests need Chromium: apt-get install chromium");
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
