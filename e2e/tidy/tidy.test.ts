import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import { ROOT } from "../product/product.ts";
import { isTest, listFiles, readSources, type SourceFile } from "./source-tree.ts";

const sources = readSources();
const programs = sources.filter(({ path }) => !isTest(path));

const SMBD_EXPORTS: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(ROOT, "smbd/package.json"), "utf8"),
).exports;

describe("imports go one way", () => {
  test("inside the engine, from the bottom up: wire, crypto, auth, state, command and rpc, engine, main", () => {
    none(
      programs.flatMap((source) =>
        source.targets
          .filter(
            (target) =>
              target.startsWith("smbd/src/") &&
              !mayImport(source.path, target, source.typeTargets.has(target)),
          )
          .map((target) => `${source.path} imports ${target}`),
      ),
    );
  });

  test("nothing of the engine knows its tests, nor the simulator that runs it", () => {
    none(
      programs.flatMap(({ path, targets }) =>
        targets
          .filter((target) => /^smbd\/src\/(test|simulator)\//.test(target))
          .map((target) => `${path} imports ${target}`),
      ),
    );
  });

  test("no workspace reaches into another by path", () => {
    none(
      sources.flatMap(({ path, targets }) =>
        targets
          .filter((target) => workspaceOf(target) !== workspaceOf(path))
          // The generated client of the database is the server's, made from the schema beside it.
          .filter(
            (target) => !(path.startsWith("server/") && target.startsWith("prisma/generated/")),
          )
          .map((target) => `${path} imports ${target}`),
      ),
    );
  });

  test("a workspace sees of another only its contract", () => {
    const allowed: Record<string, readonly string[]> = {
      smbd: [],
      server: ["@larder/smbd/control", "@larder/smbd/disk-calls", "@larder/smbd/node-options"],
      "admin-ui": ["@larder/server/contract"],
      // A test that has no server beside the engine tells it what to serve by itself.
      e2e: ["@larder/smbd/control", "@larder/smbd/node-options", "@larder/smbd/socket-client"],
    };
    none(
      sources.flatMap(({ path, imports }) =>
        imports
          .filter((name) => name.startsWith("@larder/"))
          .filter((name) => !allowed[workspaceOf(path)]?.includes(name))
          .map((name) => `${path} imports ${name}`),
      ),
    );
  });

  test("the contracts hold schemas and nothing that a browser lacks", () => {
    none(
      programs
        .filter(({ path }) =>
          /^server\/src\/contract\/|^smbd\/src\/host\/control\/contract\.ts/.test(path),
        )
        .flatMap(({ path, imports }) =>
          imports
            .filter((name) => !/^(zod|@larder\/smbd\/control|\.\/[a-z0-9-]+\.ts)$/.test(name))
            .map((name) => `${path} imports ${name}`),
        ),
    );
  });

  test("in the pages: app, then feature, then ui and lib; features do not know each other", () => {
    none(
      programs.flatMap(({ path, targets }) =>
        targets
          .filter((target) => target.startsWith("admin-ui/src/") && !pagesMayImport(path, target))
          .map((target) => `${path} imports ${target}`),
      ),
    );
  });
});

describe("the engine is pure inside", () => {
  test("only host and main touch files, sockets, timers, the clock and chance", () => {
    const banned =
      /\bfrom "node:(?!assert\/strict")|\bDate\.now\(|\bnew Date\(|\bMath\.random\(|\b(setTimeout|setInterval|setImmediate|queueMicrotask)\(|\bprocess\.|\bperformance\./;
    none(
      programs
        .filter(({ path }) => /^smbd\/src\/(?!host\/|main\.ts)/.test(path))
        .flatMap((source) =>
          codeLines(source)
            .filter(({ line }) => banned.test(line))
            .map(({ line, number }) => `${source.path}:${number}: ${line.trim()}`),
        ),
    );
  });

  test("only one file imports the addon", () => {
    const importers = programs.filter(({ path, text }) => {
      return path.startsWith("smbd/src/") && /larder\.node/.test(text);
    });
    const paths = importers.map(({ path }) => path);
    none(paths.filter((path) => path !== "smbd/src/host/native.ts"));
  });
});

describe("names", () => {
  test("no file has a name that says nothing", () => {
    const banned =
      /^(index|util|utils|helper|helpers|common|misc|type|types|manager)\.(ts|tsx|mjs)$/;
    none(sources.map(({ path }) => path).filter((path) => banned.test(basename(path))));
  });

  test("files are in kebab-case", () => {
    none(
      sources
        .map(({ path }) => path)
        .filter(
          (path) =>
            !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|fuzz|config|d))?\.(ts|tsx|mjs)$/.test(basename(path)),
        ),
    );
  });

  test("nothing declared has an abbreviated name", () => {
    const banned =
      /\b(?:const|let|function|class)\s+(req|res|ctx|buf|conn|sess|msg)\b|\((req|res|ctx|buf|conn|sess|msg)[,:)]/;
    none(
      sources.flatMap((source) =>
        codeLines(source)
          .filter(({ line }) => banned.test(line))
          .map(({ line, number }) => `${source.path}:${number}: ${line.trim()}`),
      ),
    );
  });
});

describe("nothing is left over", () => {
  test("every file is imported by somebody, or is a program", () => {
    const imported = new Set<string>();
    for (const { path, targets, imports, text } of sources) {
      for (const name of imports) {
        const exported = /^@larder\/smbd(\/.+)$/.exec(name)?.[1];
        if (exported !== undefined) imported.add(`smbd/${SMBD_EXPORTS[`.${exported}`]?.slice(2)}`);
      }
      for (const target of targets) {
        // A file that only its own test knows does nothing for the product.
        if (path !== target.replace(/\.ts$/, ".test.ts")) imported.add(target);
      }
      for (const [, name] of text.matchAll(/"([\w./-]+\.(?:ts|mjs))"/g)) imported.add(name!);
    }
    none(
      programs
        // A program that people start by hand says so in its head.
        .filter(({ path, text }) => !text.includes(`node ${path}`))
        .map(({ path }) => path)
        .filter((path) => !imported.has(path) && !isProgram(path)),
    );
  });

  test("no marker of unfinished work stands alone", () => {
    // The words are put together here, so that this file does not find itself.
    const marker = new RegExp(
      `\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].join("|")})\\b`,
    );
    none(
      sources.flatMap((source) =>
        source.text
          .split("\n")
          .map((line, index) => ({ line, number: index + 1 }))
          .filter(({ line }) => marker.test(line))
          .map(({ line, number }) => `${source.path}:${number}: ${line.trim()}`),
      ),
    );
  });

  test("the root has four pages of documentation and no more", () => {
    const allowed = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"];
    none(listFiles().filter((path) => /^[^/]+\.(md|txt)$/i.test(path) && !allowed.includes(path)));
  });

  test("no path of a developer's machine is in the tree", () => {
    const leak = new RegExp(
      ["/wo" + "rk/(main|shared)", "/tmp/br" + "ief", "/home/[a-z]+/", "\\.\\./sha" + "red"].join(
        "|",
      ),
    );
    none(
      listFiles()
        .filter(
          (path) => !/\.(png|ico|svg|woff2|node|bin)$/.test(path) && path !== "package-lock.json",
        )
        .flatMap((path) =>
          readFileSync(join(ROOT, path), "utf8")
            .split("\n")
            .map((line, index) => ({ line, number: index + 1 }))
            .filter(({ line }) => leak.test(line))
            .map(({ number }) => `${path}:${number}`),
        ),
    );
  });
});

describe("a command is whole", () => {
  const commands = [
    ...[
      "negotiate",
      "session-setup",
      "logoff",
      "tree-connect",
      "tree-disconnect",
      "create",
      "close",
    ],
    ...["flush", "read", "write", "lock", "ioctl", "cancel", "echo", "query-directory"],
    ...["change-notify", "query-info", "set-info", "oplock-break"],
  ];
  const paths = new Set(sources.map(({ path }) => path));
  const textOf = (path: string) => sources.find((source) => source.path === path)?.text ?? "";

  test("each of the nineteen has a codec and golden samples of it", () => {
    none(
      commands.flatMap((name) =>
        [`smbd/src/wire/message/${name}.ts`, `smbd/src/wire/golden/message/${name}.ts`]
          .filter((path) => !paths.has(path))
          .map((path) => `${path} is missing`),
      ),
    );
  });

  test("each has a handler", () => {
    // CANCEL has no answer and no handler of its own: the engine looks the request up and cancels it.
    none(
      commands
        .filter((name) => name !== "cancel")
        .filter(
          (name) =>
            !paths.has(`smbd/src/command/${name}.ts`) &&
            !paths.has(`smbd/src/command/${name}/${name}.ts`) &&
            ![...paths].some(
              (path) => path.startsWith("smbd/src/command/") && path.endsWith(`/${name}.ts`),
            ),
        )
        .map((name) => `smbd/src/command/${name}.ts is missing`),
    );
  });

  test("each has a row in the policy table, with its section of the specification", () => {
    const table = textOf("smbd/src/command/table.ts");
    const sections = [...table.matchAll(/"3\.3\.5\.\d+/g)];
    // All but CANCEL, which the engine takes out of the stream before there is a row to look up.
    assert.ok(
      sections.length >= commands.length - 1,
      `the table names ${sections.length} sections for ${commands.length} commands`,
    );
  });
});

describe("a limit is a promise", () => {
  const limits = sources.find(({ path }) => path === "smbd/src/limits.ts")?.text ?? "";
  const names = [...limits.matchAll(/^export const (\w+)/gm)].map(([, name]) => name!);
  const others = sources.filter(
    ({ path }) => path.startsWith("smbd/src/") && path !== "smbd/src/limits.ts",
  );
  const named = (name: string, where: (path: string) => boolean) =>
    others.some(({ path, text }) => where(path) && new RegExp(`\\b${name}\\b`).test(text));

  test("each is kept somewhere", () => {
    assert.ok(names.length > 20, "the limits were not read");
    none(names.filter((name) => !named(name, (path) => !isTest(path))));
  });

  test("each is reached by a test that names it", () => {
    const untested = names.filter((name) => !named(name, isTest));
    none(untested.map((name) => `${name} has no test`));
  });
});

test("lengths of files and functions are told, not judged", (context) => {
  const long = programs
    .map((source) => ({ path: source.path, lines: source.text.split("\n").length }))
    .filter(({ path, lines }) => lines > 500 && !/\/(status|limits|table)\.ts$/.test(path));
  for (const { path, lines } of long) context.diagnostic(`${path} has ${lines} lines`);
  const functions = programs.flatMap(longFunctions);
  for (const line of functions) context.diagnostic(line);
  assert.ok(programs.length > 100, "the tree was not read");
});

/** Which layer each folder of the engine is; a file imports its own layer and those below. */
const LAYERS: Readonly<Record<string, number>> = {
  wire: 0,
  crypto: 1,
  auth: 2,
  // Speaks of this box in other protocols than SMB, and knows nothing of it but what it is told.
  discovery: 2,
  // Interfaces only: a session, a tree or an open holds what a port gave it, and knows it by its type.
  port: 2.5,
  state: 3,
  command: 5,
  rpc: 5,
  engine: 6,
  host: 6,
  main: 8,
};

/** The one thing that a part of the host has the engine do; the rest goes through the engine's own methods. */
const APPLY_CATALOG = "smbd/src/engine/apply-catalog.ts";

function mayImport(path: string, target: string, isTypeOnly: boolean): boolean {
  if (target === "smbd/src/limits.ts") return true;
  const from = layerName(path);
  const to = layerName(target);
  if (from === "main" || from === to) return true;
  if (to === "host" || to === "main") return false;
  // A port is a promise: nothing in it runs, so that there is nothing of it to run.
  if (to === "port") return isTypeOnly && (LAYERS[from] ?? 0) > LAYERS.port!;
  // What implements the ports may know all that is below the engine; the engine it only feeds.
  if (from === "host" && to === "engine") return isTypeOnly || target === APPLY_CATALOG;
  const fromLayer = LAYERS[from];
  const toLayer = LAYERS[to];
  if (fromLayer === undefined || toLayer === undefined) return false;
  return fromLayer > toLayer || (from === "command" && to === "rpc");
}

function layerName(path: string): string {
  const name = path.split("/")[2] ?? "";
  return name.endsWith(".ts") ? name.slice(0, -3) : name;
}

function pagesMayImport(path: string, target: string): boolean {
  const [from, fromFeature] = path.split("/").slice(2, 4);
  const [to, toFeature] = target.split("/").slice(2, 4);
  if (from === "app" || to === "i18n") return true;
  if (from === "feature") return to === "feature" ? fromFeature === toFeature : to !== "app";
  if (from === "ui") return to === "ui" || to === "lib";
  return to === from;
}

function workspaceOf(path: string): string {
  return path.split("/")[0]!;
}

function isProgram(path: string): boolean {
  return (
    path.endsWith(".mjs") ||
    path.endsWith(".d.ts") ||
    path.endsWith(".config.ts") ||
    /^(smbd|server)\/src\/main\.ts$|^admin-ui\/src\/app\/main\.tsx$/.test(path) ||
    /^e2e\/(gate|conformance)\/[a-z]+\.ts$|^e2e\/gate\/[a-z]+-reporter\.ts$/.test(path)
  );
}

/** Lines without comments, near enough: a line that begins as one is left out. */
function codeLines({ text }: SourceFile): { line: string; number: number }[] {
  return text
    .split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => !/^\s*(\/\/|\*|\/\*)/.test(line));
}

function longFunctions({ path, text }: SourceFile): string[] {
  const found: string[] = [];
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const opening =
      /^(\s*)(?:export )?(?:default )?(?:async )?(?:function\*? (\w+)|#?(\w+)\([^)]*\)[^;]*\{$)/.exec(
        line,
      );
    if (opening === null || /^\s*(if|for|while|switch|return)\b/.test(line)) continue;
    const closing = lines.indexOf(`${opening[1]}}`, index);
    if (closing - index > 60) {
      found.push(`${path}:${index + 1} ${opening[2] ?? opening[3]} has ${closing - index} lines`);
    }
  }
  return found;
}

function none(found: readonly string[]): void {
  assert.equal(found.length, 0, `\n${found.join("\n")}`);
}
