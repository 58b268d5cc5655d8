import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { parseAst } from "rolldown/parseAst";
import { germanCatalogue } from "./german/german.ts";

const server = resolve(import.meta.dirname, "../../../server/src");
/** What is made here reaches the pages. */
const FOLDERS = "{alert,auth,backup,certificate,contract,engine,http,job,module}/**/*.ts";
/** Logs, queries, what programs read, and what is shown before there are pages. */
const NOT_FOR_PAGES =
  /^(http\/(metrics|metric-text|openapi|document-page|refusal|listen|static-files)|engine\/link|alert\/german-alert|backup\/(table-order|collect-backup)|module\/(document|removal\/kept-rows))/;
/** What is no sentence, is called the same in each language, or stands in the audit log and in messages alone. */
const SAME_EVERYWHERE = new Set<string>([
  ...["force user", "force group", "Time Machine", "application/json; charset=utf-8"],
  ...["certificate self-signed", "larder configuration", "larder backup passphrase"],
  ...["backup-schedule passphrase"],
  ...["identity-provider client-secret", "larder csrf v1", ": still here"],
  ...["of everybody", "all but names", "all others", "new one", "no role is mapped"],
  ...["anonymous logon", "API key {}", "{}: {} done, {} failed. {}", "A test; nothing happened."],
  ...["{} wanted to see whether alerts arrive here. They do."],
  ...["The etag of the permissions that were read", "{}: the engine could not {} {}"],
]);
/** Plurals that are more than an "s". */
const MANY = ["files and folders", "open files and folders"];
/** Two words at least. */
const WORDS = /[A-Za-z]{2,}[^A-Za-z]*\s.*[A-Za-z]{2,}/;

interface Sentence {
  readonly path: string;
  /** With "{}" where something is filled in. */
  readonly text: string;
}

/** What the file server says reaches the pages through its status and its part of the audit log. */
const engine = resolve(import.meta.dirname, "../../../smbd/src");
/** Files in which everything that reads as a sentence is said to somebody. */
const ENGINE_FILES = [
  ...["host/data-folder.ts", "host/control/share-states.ts", "command/tree-guard.ts"],
  "state/object-audit.ts",
];
/** Where else it says something, and what of it. */
const ENGINE_WORDS: readonly (readonly [string, RegExp])[] = [
  ["main.ts", /return (`[^`]+`|"[A-Z][^"]+")/g],
  ["command/tree-connect.ts", /deny\(cx, [^;"]*("[^"]+")/g],
  ["command/session-setup.ts", /fail\([^;]*?, ("[a-z][^"]+")\)/g],
  ["command/session-setup.ts", /cx\.audit\([^;]*("[a-z ]+")/g],
  ["command/info/set-rename.ts", /(`kept as [^`]+`)/g],
  ["engine/mass-changes.ts", /detail: (`[^`]+`)/g],
  ["engine/mass-changes.ts", /("noted"|"throttled"|"blocked")/g],
  ["auth/ntlm.ts", /\| ("[a-z-]+")(?=;|\n {2}\|)/g],
];

const sentences = globSync(FOLDERS, { cwd: server })
  .filter((path) => !/\.test\.ts$/.test(path) && !NOT_FOR_PAGES.test(path))
  .flatMap((path) => [...sentencesIn(path)]);
const german = [...Object.keys(germanCatalogue.sentences), ...Object.keys(germanCatalogue.texts)];

test("the server's sentences are found at all", () => {
  assert.ok(sentences.length > 400, `${sentences.length}`);
  assert.ok(sentences.some(({ text }) => text === "{} changes too much in {}"));
});

test("every sentence that the server makes for the pages has German", () => {
  const known = new Set(german.map(unnamed));
  const nouns = new Set([...Object.keys(germanCatalogue.nouns), ...MANY]);
  const missing = sentences
    .filter(({ text }) => !known.has(text) && !SAME_EVERYWHERE.has(text) && !nouns.has(text))
    .map(({ path, text }) => `${path}: ${text}`);
  assert.deepEqual([...new Set(missing)], []);
});

test("every sentence and reason of the file server that the pages show has German", () => {
  const known = new Set(german.map(unnamed));
  const whole = ENGINE_FILES.flatMap((path) => [...sentencesIn(path, engine)]);
  const parts = ENGINE_WORDS.flatMap(([path, words]) => {
    const found = [...readFileSync(join(engine, path), "utf8").matchAll(words)];
    assert.ok(found.length > 0, `${path} ${words}`);
    return found.map(([, word = ""]) => ({
      path,
      text: word.slice(1, -1).replaceAll(/\$\{[^}]+\}/g, "{}"),
    }));
  });
  const missing = [...whole, ...parts].filter(({ text }) => !known.has(text));
  assert.deepEqual(missing, []);
});

test("what the server sends in German is what the pages say", () => {
  const file = readFileSync(join(server, "alert/german-alert.ts"), "utf8");
  const pairs = [...file.matchAll(/^ {2}(?:"([^"]+)"|(\w+)):\s+"([^"]+)",$/gm)];
  assert.ok(pairs.length > 15, `${pairs.length}`);
  const { sentences: said, texts } = germanCatalogue;
  const others = pairs.flatMap(([, sentence, word, sent = ""]) => {
    const text = sentence ?? word ?? "";
    const shown = said[text] ?? texts[text] ?? sent;
    return shown === sent ? [] : [{ text, sent, shown }];
  });
  assert.deepEqual(others, []);
});

test("no German sentence is for something that the server does not say", () => {
  const said = sentences.map(({ text }) => text);
  const all = [server, engine]
    .flatMap((folder) => globSync("**/*.ts", { cwd: folder }).map((path) => join(folder, path)))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
  const unused = Object.keys(germanCatalogue.sentences).filter((key) => {
    const words = key.split(/\{\w+\}/).filter((part) => /\w/.test(part));
    return !said.includes(unnamed(key)) && !words.every((part) => all.includes(part.trim()));
  });
  assert.deepEqual(unused, []);
});

function unnamed(text: string): string {
  return text.replaceAll(/\{\w+\}/g, "{}");
}

interface Node {
  readonly type: string;
  readonly [name: string]: unknown;
}

function* sentencesIn(path: string, folder = server): Iterable<Sentence> {
  const program = parseAst(readFileSync(join(folder, path), "utf8"), { lang: "ts" });
  for (const text of textsOf(program as unknown as Node)) {
    const said = text.trim().replace(/\s+/g, " ");
    if (WORDS.test(said) && !/^(SELECT|INSERT|DELETE) /.test(said)) yield { path, text: said };
  }
}

function* textsOf(node: Node): Iterable<string> {
  if (isNotSaid(node)) return;
  const text = textOf(node);
  if (text !== null) yield text;
  // The parts of a text that is put together belong to it; what is filled in may be a text again.
  const isSum = text !== null && node.type === "BinaryExpression";
  for (const child of isSum ? filledIn(node) : childrenOf(node)) yield* textsOf(child);
}

function textOf(node: Node): string | null {
  if (node.type === "Literal") return typeof node["value"] === "string" ? node["value"] : null;
  if (node.type === "TemplateLiteral") {
    const quasis = node["quasis"] as { value: { cooked: string } }[];
    return quasis.map(({ value }) => value.cooked).join("{}");
  }
  if (node.type === "BinaryExpression" && node["operator"] === "+") {
    const [left, right] = [textOf(node["left"] as Node), textOf(node["right"] as Node)];
    return left === null || right === null ? null : left + right;
  }
  return null;
}

function filledIn(node: Node): Node[] {
  if (node.type === "BinaryExpression") {
    return [...filledIn(node["left"] as Node), ...filledIn(node["right"] as Node)];
  }
  return node.type === "TemplateLiteral" ? (node["expressions"] as Node[]) : [];
}

/** Queries, descriptions of the API, logs and mistakes of our own. */
function isNotSaid(node: Node): boolean {
  if (node.type === "TaggedTemplateExpression" || node.type === "ImportDeclaration") return true;
  if (node.type === "Property") {
    return ["summary", "description", "audit", "sql"].includes(nameOf(node["key"]));
  }
  if (node.type === "NewExpression") return nameOf(node["callee"]) === "Error";
  if (node.type !== "CallExpression") return false;
  return /^(describe|debug|info|warn|error|assert|\$queryRawUnsafe|\$executeRawUnsafe|seal|open|invariant)$/.test(
    nameOf(node["callee"]),
  );
}

function nameOf(node: unknown): string {
  const { type, name, property, value } = node as {
    type: string;
    name?: string;
    property?: unknown;
    value?: unknown;
  };
  if (type === "MemberExpression") return nameOf(property);
  return name ?? (typeof value === "string" ? value : "");
}

function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([name, value]) => {
    if (name === "type" || value === null || typeof value !== "object") return [];
    return (Array.isArray(value) ? value : [value]).filter(
      (child): child is Node => typeof child?.type === "string",
    );
  });
}
