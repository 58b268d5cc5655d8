import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where and how the server runs, from its environment; each has a default but the database. */
export interface Environment {
  readonly stateFolder: string;
  readonly dataRoots: readonly string[];
  readonly databaseUrl: string;
  readonly http: Endpoint;
  readonly https: Endpoint;
  readonly secretFile: string | undefined;
  readonly uiFolder: string;
}

export interface Endpoint {
  readonly host: string;
  /** 0: any free port; null: do not listen. */
  readonly port: number | null;
}

export async function readEnvironment(env: NodeJS.ProcessEnv): Promise<Environment> {
  const stateFolder = resolve(env.LARDER_STATE ?? ".larder");
  const databaseUrl = await secretOf(env, "DATABASE_URL");
  if (databaseUrl === undefined) {
    throw new Error("DATABASE_URL (or DATABASE_URL_FILE) has to name a Postgres database");
  }
  const data = env.LARDER_DATA ?? join(stateFolder, "data");
  return {
    stateFolder,
    dataRoots: data
      .split(":")
      .filter(Boolean)
      .map((path) => resolve(path)),
    databaseUrl,
    http: {
      host: env.LARDER_HTTP_HOST ?? "127.0.0.1",
      port: portOf(env, "LARDER_HTTP_PORT", 8080),
    },
    https: {
      host: env.LARDER_HTTPS_HOST ?? "::",
      port: portOf(env, "LARDER_HTTPS_PORT", 8443),
    },
    secretFile: env.LARDER_SECRET_FILE,
    uiFolder: resolve(env.LARDER_UI_FOLDER ?? join(root, "admin-ui/dist")),
  };
}

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** A secret, or the file that NAME_FILE names, as container secrets are mounted. */
async function secretOf(env: NodeJS.ProcessEnv, name: string): Promise<string | undefined> {
  const file = env[`${name}_FILE`];
  if (file !== undefined && file !== "") return (await readFile(file, "utf8")).trim();
  return env[name] === "" ? undefined : env[name];
}

function portOf(env: NodeJS.ProcessEnv, name: string, fallback: number): number | null {
  const text = env[name];
  if (text === undefined || text === "") return fallback;
  if (text === "off") return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`${name} has to be a port number or "off", not ${JSON.stringify(text)}`);
  }
  return port;
}
