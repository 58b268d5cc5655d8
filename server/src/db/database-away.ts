/** Whether an error says that the database cannot be reached or ended the connection, and nothing else. */
export function isDatabaseAway(error: unknown): boolean {
  for (let cause: unknown = error, depth = 0; depth < 4 && isObject(cause); depth += 1) {
    if (typeof cause.code === "string" && CODES.has(cause.code)) return true;
    if (typeof cause.kind === "string" && KINDS.has(cause.kind)) return true;
    if (typeof cause.message === "string" && MESSAGES.test(cause.message)) return true;
    cause = cause.cause ?? (isObject(cause.meta) ? cause.meta.driverAdapterError : undefined);
  }
  return false;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const CODES = new Set([
  // Prisma: cannot reach, timed out, closed, no connection free in time, transaction could not start.
  ..."P1001 P1002 P1017 P2024 P2028".split(" "),
  // Node.
  ..."ECONNREFUSED ECONNRESET ENOENT EPIPE ETIMEDOUT".split(" "),
  // Postgres: shutting down, crashed, starting, too many connections, connection failures.
  ..."57P01 57P02 57P03 53300 08000 08001 08003 08006".split(" "),
]);

const KINDS = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
]);

/** node-postgres has no codes for these. */
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout)/;
