import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { test } from "node:test";

const source = resolve(import.meta.dirname, "..");
const mantine = dirname(createRequire(import.meta.url).resolve("@mantine/core/styles.css"));

test("the style sheets of every Mantine component in use are loaded, and in Mantine's own order", () => {
  const listed = [
    ...readFileSync(join(source, "app/mantine-styles.ts"), "utf8").matchAll(/styles\/(.+)\.css/g),
  ].map((match) => match[1]);
  const needed = inOrder([...sheetsOf(componentsInUse())]);
  assert.deepEqual(listed, ["baseline", "default-css-variables", "global", ...needed]);
});

function componentsInUse(): string[] {
  const files = globSync("**/*.tsx", { cwd: source });
  const names = files.flatMap((file) => {
    const text = readFileSync(join(source, file), "utf8");
    const lists = text.matchAll(/import \{([^}]+)\} from "@mantine\/(?:core|notifications)"/g);
    return [...lists].flatMap((match) => match[1]?.split(",") ?? []);
  });
  const plain = names.map((name) => name.trim()).filter((name) => /^[A-Z]/.test(name));
  // Notices are drawn by a package of their own, out of this component of the core.
  return [...new Set([...plain, "Notification"])];
}

/** Walks the library's own modules: a component is drawn out of others, each with its style sheet. */
function sheetsOf(components: readonly string[]): Set<string> {
  const sheets = new Set<string>();
  const seen = new Set<string>();
  const queue = components.flatMap((name) => globSync(join(mantine, `esm/**/${name}.mjs`)));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if (file.endsWith(".module.mjs")) sheets.add(basename(file, ".module.mjs"));
    for (const [, target = ""] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+\.mjs)"/g)) {
      queue.push(resolve(dirname(file), target));
    }
  }
  return sheets;
}

/** Where two rules are equally strong the later one wins, so the order is part of the styles. */
function inOrder(names: readonly string[]): string[] {
  const all = readFileSync(join(mantine, "styles.css"), "utf8");
  const place = (name: string) => {
    const sheet = readFileSync(join(mantine, "styles", `${name}.css`), "utf8");
    return all.indexOf(/\.m_[0-9a-f]+/.exec(sheet)?.[0] ?? "");
  };
  return [...names].sort((left, right) => place(left) - place(right));
}
