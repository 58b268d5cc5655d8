import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** What the environment asks for. Nothing is asked that a default can answer. */
export interface LauncherSettings {
  readonly root: string;
  readonly state: string;
  /** Folders below which shares may lie. */
  readonly dataRoots: readonly string[];
  /** null: 445 if it can be bound, else 4445. */
  readonly smbPort: number | null;
  readonly smbHosts: readonly string[];
  readonly httpHost: string;
  readonly httpPort: number;
  readonly httpsHost: string;
  readonly httpsPort: number;
  /** null: the embedded database. */
  readonly databaseUrl: string | null;
  /** For developers: the programs start again when their source changes. */
  readonly isWatching: boolean;
}

export function readSettings(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
  isWatching = false,
): LauncherSettings {
  const state = resolve(root, environment.LARDER_STATE || ".larder");
  const data = environment.LARDER_DATA || `${state}/data`;
  return {
    root,
    state,
    dataRoots: data
      .split(":")
      .filter((folder) => folder !== "")
      .map((folder) => resolve(root, folder)),
    smbPort: environment.LARDER_SMB_PORT ? readPort("LARDER_SMB_PORT", environment) : null,
    smbHosts: (environment.LARDER_SMB_HOST || "0.0.0.0,::").split(",").map((host) => host.trim()),
    httpHost: environment.LARDER_HTTP_HOST || "127.0.0.1",
    httpPort: readPort("LARDER_HTTP_PORT", environment, 8080),
    // Unlike plain HTTP, this one is meant for the network.
    httpsHost: environment.LARDER_HTTPS_HOST || "::",
    httpsPort: readPort("LARDER_HTTPS_PORT", environment, 8443),
    databaseUrl: readSecret("DATABASE_URL", environment),
    isWatching,
  };
}

function readPort(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
  otherwise?: number,
): number {
  const text = environment[name];
  if (!text && otherwise !== undefined) return otherwise;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${name} is "${text}"; it has to be a port between 1 and 65535.`);
  }
  return port;
}

function readSecret(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const file = environment[`${name}_FILE`];
  if (file) {
    if (!existsSync(file)) throw new Error(`${name}_FILE names ${file}, which does not exist.`);
    return readFileSync(file, "utf8").trim();
  }
  return environment[name] || null;
}
