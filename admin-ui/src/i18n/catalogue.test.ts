import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { PROBLEMS } from "@larder/server/contract";
import { germanCatalogue } from "./german/german.ts";

const source = resolve(import.meta.dirname, "..");
const contract = resolve(source, "../../server/src/contract");
const pages = read(source, "**/*.{ts,tsx}").filter(
  ({ path }) => !path.startsWith("i18n/") && !path.includes(".test."),
);
const words = read(contract, "*.ts");
const german = germanCatalogue.texts;

/** Calls with a text in them: `t("…"`, `parts("…"`. */
const CALL = /\b(?:t|parts)\(\s*("(?:[^"\\]|\\.)*")/g;
const NOUN = /\b(?:counted|nounFor)\([^"]*?,\s*"([^"]+)"|noun=\{\{ one: "([^"]+)"/g;

test("every text of the pages has German", () => {
  const missing = pages.flatMap(({ path, text }) =>
    [...text.matchAll(CALL)]
      .map(([, literal = ""]) => JSON.parse(literal) as string)
      .filter((key) => !Object.hasOwn(german, key))
      .map((key) => `${path}: ${key}`),
  );
  assert.deepEqual(missing, []);
});

test("everything that is counted has German", () => {
  const missing = pages.flatMap(({ path, text }) =>
    [...text.matchAll(NOUN)]
      .map(([, counted, noun]) => counted ?? noun ?? "")
      .filter((key) => !Object.hasOwn(germanCatalogue.nouns, key))
      .map((key) => `${path}: ${key}`),
  );
  assert.deepEqual(missing, []);
});

test("every problem of the API has German", () => {
  const titles = Object.values(PROBLEMS).map(({ title }) => title);
  assert.deepEqual(
    titles.filter((title) => !Object.hasOwn(german, title)),
    [],
  );
});

test("no German text is for nothing", () => {
  const all = [...pages, ...words, ...read(resolve(contract, "../module"), "**/*.ts")]
    .map(({ text }) => text)
    .join("\n");
  const unused = Object.keys(german).filter((key) => !all.includes(JSON.stringify(key)));
  assert.deepEqual(unused, []);
});

test("each German text has the placeholders of the English one", () => {
  const differing = Object.entries(german).filter(([key, text]) => {
    return namesIn(key).join() !== namesIn(text).join();
  });
  assert.deepEqual(differing, []);
});

test("each sentence of the server says in German what it says in English", () => {
  const named = (text: string) => new Set(namesIn(text).filter((name) => name !== "article"));
  const differing = Object.entries(germanCatalogue.sentences).filter(
    ([key, text]) => [...named(key)].join() !== [...named(text)].join(),
  );
  assert.deepEqual(differing, []);
});

test("no page has a text that no catalogue knows", () => {
  const bare = pages
    .filter(({ path }) => path.endsWith(".tsx"))
    .flatMap(({ path, text }) => [...bareTexts(text)].map((found) => `${path}: ${found}`));
  assert.deepEqual(bare, []);
});

/** Words between tags, and properties that people see or hear, written as they are. */
function* bareTexts(text: string): Iterable<string> {
  for (const [, words = ""] of text.matchAll(
    /(?:[\w"}]>|\/>)\s*([^<>{}=;()]*?[a-z]{2}[^<>{}=;()]*?)\s*<\/?[A-Za-z]/g,
  )) {
    if (!SAME_EVERYWHERE.has(words) && !/^([,|]|docker compose )/.test(words)) yield words;
  }
  const property =
    /\b(?:label|title|description|placeholder|header|aria-label|verb|failed|what)="([^"]*[a-z]{2}[^"]*)"/g;
  for (const [, words = ""] of text.matchAll(property)) {
    if (!SAME_EVERYWHERE.has(words)) yield words;
  }
}

/** Names, examples and what is typed. */
const SAME_EVERYWHERE = new Set([
  ...[
    "Windows",
    "macOS",
    "Linux",
    "Android",
    "iPhone and iPad",
    "Larder",
    "SMB Direct",
    "uid",
    "gid",
    "setup-code",
  ],
  ...["photos", "family", "anna", "Anna Larsen", "box-admins", "/data/photos", "192.168.1.0/24"],
]);

function namesIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").sort();
}

function read(folder: string, pattern: string): { path: string; text: string }[] {
  return globSync(pattern, { cwd: folder }).map((path) => ({
    path,
    text: readFileSync(join(folder, path), "utf8"),
  }));
}
