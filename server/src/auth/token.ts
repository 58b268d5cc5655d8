import { createHash, createHmac, randomBytes } from "node:crypto";

/** 256 random bits, safe in a cookie or a header. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What the database keeps of a token: enough to know it again, useless to whoever reads the table. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Derived from the session's own token, so that it needs no storage and fits no other session. */
export function csrfToken(sessionToken: string): string {
  return createHmac("sha256", sessionToken).update("larder csrf v1").digest("base64url");
}
