/** `npm run dev`: the box with seeded data, its programs and pages reloaded when their source changes. */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "../cli/client.ts";
import { Box } from "./box.ts";
import { LogFile } from "./log-file.ts";
import { launchProgram } from "./program.ts";
import { seed } from "./seed.ts";
import { readSettings } from "./settings.ts";
import type { Running } from "./supervised.ts";

const PAGES_PORT = 5173;

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const settings = readSettings(root, process.env, true);
const box = new Box(settings, process.env, (line) => console.log(line));
let pages: Running | null = null;

try {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => void stop().then(() => process.exit(0)));
  }
  await box.start();
  const seeded = await seed(new Client(join(settings.state, "admin.sock")), settings.dataRoots[0]!);
  pages = await launchProgram({
    command: process.execPath,
    options: [join(root, "node_modules/vite/bin/vite.js"), "--port", String(PAGES_PORT)],
    environment: { ...process.env, LARDER_DEV_API: `http://127.0.0.1:${settings.httpPort}` },
    folder: join(root, "admin-ui"),
    log: new LogFile(join(settings.state, "log/pages.log")),
    stopMsMax: 3_000,
    onLine: (line) => console.log(line),
  });
  for (const line of box.greeting()) console.log(line);
  console.log(`Pages that reload: http://127.0.0.1:${PAGES_PORT}`);
  for (const line of seeded) console.log(line);
} catch (problem) {
  console.error(`\nlarder: ${problem instanceof Error ? problem.message : String(problem)}`);
  await stop();
  process.exit(1);
}

async function stop(): Promise<void> {
  await pages?.stop();
  await box.stop();
}
