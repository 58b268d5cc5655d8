import type {} from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { StartedSession } from "../auth/admin-session.ts";

/**
 * Two names, because cookies do not tell ports apart: a Secure cookie from 8443 would keep the page on plain
 * 8080 from setting its own. "__Host-" makes browsers insist on Secure, this host and the whole path.
 */
const SECURE_NAME = "__Host-larder_session";
const PLAIN_NAME = "larder_session";

export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  session: StartedSession,
): void {
  reply.setCookie(nameFor(request), session.token, {
    ...attributes(request),
    expires: new Date(session.expiresAtMs),
  });
}

export function clearSessionCookies(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), attributes(request));
}

export function sessionCookie(request: FastifyRequest): string | undefined {
  return request.cookies[nameFor(request)];
}

function nameFor(request: FastifyRequest): string {
  return request.protocol === "https" ? SECURE_NAME : PLAIN_NAME;
}

function attributes(request: FastifyRequest) {
  return {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: request.protocol === "https",
  } as const;
}
