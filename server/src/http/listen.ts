import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import type { FastifyInstance } from "fastify";
import { TIMEOUTS } from "../app.ts";
import type { ServedCertificate } from "../certificate/served-certificate.ts";
import type { Endpoint } from "../environment.ts";
import type { TrustedSockets } from "./identify.ts";

export interface ListenOptions {
  readonly http: Endpoint;
  readonly https: Endpoint;
  readonly served: ServedCertificate;
  readonly socketPath: string;
  readonly trusted: TrustedSockets;
}

export interface Listening {
  /** null: not asked for. */
  readonly http: string | null;
  readonly https: string | null;
  close(): Promise<void>;
}

/** The same app on plain HTTP, on HTTPS, and on a Unix socket that only its owner can open. */
export async function listen(app: FastifyInstance, options: ListenOptions): Promise<Listening> {
  await app.ready();
  const handle = (request: IncomingMessage, response: ServerResponse) =>
    app.routing(request, response);
  const servers: Server[] = [];
  const open = (server: Server) => {
    server.requestTimeout = TIMEOUTS.requestMs;
    server.headersTimeout = TIMEOUTS.headersMs;
    server.keepAliveTimeout = TIMEOUTS.keepAliveMs;
    servers.push(server);
    return server;
  };
  const local = open(createServer(handle));
  local.on("connection", (socket) => options.trusted.add(socket));
  await listenOnSocket(local, options.socketPath);
  let [http, https]: (string | null)[] = [null, null];
  if (options.http.port !== null) {
    const port = await listenOnPort(open(createServer(handle)), options.http, "LARDER_HTTP_PORT");
    http = urlOf("http", options.http.host, port);
  }
  if (options.https.port !== null) {
    const { key, cert } = await options.served.now();
    const secure = createTlsServer({ key, cert, minVersion: TLS_MIN }, handle);
    // Connections that are there keep theirs.
    options.served.onChange((next) =>
      secure.setSecureContext({ key: next.key, cert: next.cert, minVersion: TLS_MIN }),
    );
    const port = await listenOnPort(open(secure), options.https, "LARDER_HTTPS_PORT");
    https = urlOf("https", options.https.host, port);
  }
  return {
    http: http ?? null,
    https: https ?? null,
    close: async () => {
      await Promise.all(servers.map(closeServer));
      await rm(options.socketPath, { force: true });
    },
  };
}

const TLS_MIN = "TLSv1.2";
const GRACE_MS = 3_000;

/** `sun_path` of unix(7), without its final zero. */
const SOCKET_PATH_BYTES_MAX = 107;

async function listenOnSocket(server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) {
    throw new Error(`${path} is too long for a socket; choose a shorter LARDER_STATE.`);
  }
  if (await answers(path)) throw new Error(`Another server already listens on ${path}`);
  await rm(path, { force: true });
  // The mode is set before anybody could connect: bind(2) takes it from the umask.
  const umask = process.umask(0o177);
  try {
    await started(server, (done) => server.listen(path, done));
  } finally {
    process.umask(umask);
  }
  await chmod(path, 0o600);
}

/** Whether somebody accepts there; a killed server leaves the file behind, but nobody behind it. */
function answers(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      settle(true);
    });
    socket.once("error", () => settle(false));
  });
}

async function listenOnPort(server: Server, endpoint: Endpoint, name: string): Promise<number> {
  const { host, port } = endpoint;
  try {
    await started(server, (done) => server.listen({ host, port: port ?? 0 }, done));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (host === "::" && (code === "EAFNOSUPPORT" || code === "EADDRNOTAVAIL")) {
      // A machine without IPv6.
      return listenOnPort(server, { host: "0.0.0.0", port }, name);
    }
    if (code === "EADDRINUSE") {
      throw new Error(`Port ${port} is taken by another program; choose another with ${name}.`);
    }
    if (code === "EACCES")
      throw new Error(`Port ${port} needs more rights; choose another with ${name}.`);
    throw error;
  }
  // A server that listens on a port has this kind of address.
  return (server.address() as AddressInfo).port;
}

function started(server: Server, listenWith: (done: () => void) => void): Promise<void> {
  return new Promise((settle, fail) => {
    server.once("error", fail);
    listenWith(() => {
      server.off("error", fail);
      settle();
    });
  });
}

function urlOf(scheme: string, host: string, port: number): string {
  const name = host === "::" || host === "0.0.0.0" ? "localhost" : host;
  return `${scheme}://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

/** Lets requests finish for a moment, then cuts what is left. */
function closeServer(server: Server): Promise<void> {
  return new Promise((settle) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(timer);
      settle();
    });
    server.closeIdleConnections();
  });
}
