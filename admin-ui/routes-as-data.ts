import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { routes } from "@larder/server/contract";
import type { Plugin } from "vite";

const CONTRACT = "@larder/server/contract";
const CONTRACT_URL = import.meta.resolve(CONTRACT);
const ROUTES = "virtual:routes";
const IMPORT = /import \{([^}]*)\} from "@larder\/server\/contract";/g;
const SCHEMA_OF_ROUTE = /\broutes(?:\.\w+){2}\.(?:body|query|params)\b/;

/**
 * A page needs of a row where to call and how, and checks no reply: the server did. It gets the rows as data, and of the
 * contract only the files with the schemas that it names. With all schemas of all replies, the first page was a quarter larger.
 */
export function routesAsData(): Plugin {
  let files: ReadonlyMap<string, string>;
  return {
    name: "routes-as-data",
    apply: "build",
    enforce: "pre",
    buildStart: async () => {
      files = await filesOfNames();
    },
    resolveId: (id) => (id === ROUTES ? id : null),
    load: (id) => (id === ROUTES ? `export const routes = ${JSON.stringify(plainRows())};` : null),
    transform: (code, id) => {
      if (!code.includes(CONTRACT)) return null;
      const wrong = SCHEMA_OF_ROUTE.exec(code)?.[0];
      if (wrong !== undefined) throw new Error(`${id}: ${wrong} is not there: import the schema.`);
      return {
        code: code.replaceAll(IMPORT, (_, names: string) => direct(names, files)),
        map: null,
      };
    },
  };
}

function plainRows(): object {
  const rowsOf = (group: object) =>
    Object.fromEntries(
      Object.entries(group).map(([name, { method, path, reply, audit, summary }]) => [
        name,
        { method, path, reply: reply === null ? null : true, audit, summary },
      ]),
    );
  return Object.fromEntries(Object.entries(routes).map(([name, group]) => [name, rowsOf(group)]));
}

/** Which file of the contract has which name; `contract.ts` only hands them on. */
async function filesOfNames(): Promise<ReadonlyMap<string, string>> {
  const source = readFileSync(fileURLToPath(CONTRACT_URL), "utf8");
  const found = new Map([["routes", ROUTES]]);
  for (const [, file] of source.matchAll(/^export \* from "(.+)";$/gm)) {
    const url = new URL(file as string, CONTRACT_URL);
    for (const name of Object.keys(await import(url.href))) found.set(name, fileURLToPath(url));
  }
  return found;
}

function direct(names: string, files: ReadonlyMap<string, string>): string {
  return names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "))
    .map((name) => {
      const file = files.get(name.split(" as ")[0] as string);
      if (file === undefined) throw new Error(`The contract has no ${name}.`);
      return `import { ${name} } from ${JSON.stringify(file)};`;
    })
    .join(" ");
}
