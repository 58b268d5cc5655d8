/** `npm start`: the whole box in one terminal. */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Box } from "./box.ts";
import { readSettings } from "./settings.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

try {
  const box = new Box(readSettings(root, process.env), process.env, (line) => console.log(line));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // A second signal, which a terminal and npm send together, asks for what already happens.
    process.on(signal, () => void box.stop().then(() => process.exit(0)));
  }
  await box.start();
  for (const line of box.greeting()) console.log(line);
} catch (problem) {
  console.error(`\nlarder: ${problem instanceof Error ? problem.message : String(problem)}`);
  process.exit(1);
}
