import { startLanguage } from "../i18n/start-language.ts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

await startLanguage();
// Not before: whatever is imported there reads its texts as it loads.
const { start } = await import("./start.tsx");
start(root);
