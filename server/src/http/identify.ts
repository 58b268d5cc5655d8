import type { Socket } from "node:net";
import type { FastifyRequest } from "fastify";
import { callerOfSession } from "../auth/admin-session.ts";
import { callerOfApiKey } from "../auth/api-key-caller.ts";
import type { Caller } from "../auth/caller.ts";
import { KeyRates } from "../auth/key-rates.ts";
import type { Database } from "../db/database.ts";
import { sessionCookie } from "./session-cookie.ts";

/** Connections accepted on the Unix socket in the state folder: who can open it owns the box. */
export type TrustedSockets = WeakSet<Socket>;

/** Finds out who calls: the socket's owner, else a bearer key, else a cookie. */
export function identifyWith(
  db: Database,
  trusted: TrustedSockets,
  now: () => number,
): (request: FastifyRequest) => Promise<Caller | null> {
  const rates = new KeyRates();
  return async (request) => {
    if (trusted.has(request.raw.socket)) return { kind: "socket", name: "local", role: "admin" };
    const authorization = request.headers.authorization;
    if (authorization !== undefined) {
      const key = /^Bearer ([\w-]{1,200})$/i.exec(authorization)?.[1];
      // A wrong key is no reason to fall back to a cookie.
      return key === undefined ? null : callerOfApiKey(db, rates, key, now());
    }
    const token = sessionCookie(request);
    if (token === undefined || token.length > 200) return null;
    return callerOfSession(db, token, now());
  };
}
