import { newToken, tokenHash } from "../../auth/token.ts";
import type { ApiKey, apiKeyRoutes } from "../../contract/api-key.ts";
import type { Database } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { nameKey } from "../principal/name-key.ts";
import type { Services } from "../services.ts";

export function apiKeyHandlers({ changes, db }: Services): Handlers<typeof apiKeyRoutes> {
  return {
    list: async () => {
      const rows = await db.apiKey.findMany({ orderBy: { name: "asc" } });
      return { items: rows.map(toApiKey) };
    },

    create: async (cx, { body }) => {
      // The prefix lets secret scanners and people see what a leaked string is.
      const key = `larder_${newToken()}`;
      const item = await changes.apply(cx, ["api-keys"], async (tx) => {
        if ((await tx.apiKey.count({ where: { nameKey: nameKey(body.name) } })) > 0) {
          throw new ProblemAnswer("name-taken", `There is already a key named ${body.name}.`, {
            fields: [{ path: "name", message: "There is already a key with this name" }],
          });
        }
        cx.note({ detail: `${body.name}: role ${body.role}` });
        const row = await tx.apiKey.create({
          data: {
            name: body.name,
            nameKey: nameKey(body.name),
            tokenHash: Uint8Array.from(tokenHash(key)),
            prefix: key.slice(0, PREFIX_LENGTH),
            role: body.role,
            requestsPerMinute: body.requestsPerMinute,
            expiresAt: body.expiresAtMs === null ? null : new Date(body.expiresAtMs),
          },
        });
        return toApiKey(row);
      });
      return { item, key };
    },

    revoke: async (cx, { params }) => {
      await changes.apply(cx, ["api-keys"], async (tx) => {
        const found = await tx.apiKey.findUnique({ where: { id: params.id } });
        if (found === null) throw new ProblemAnswer("not-found", "There is no such key.");
        await tx.apiKey.delete({ where: { id: found.id } });
        cx.note({ detail: found.name });
      });
      return undefined;
    },
  };
}

/** "larder_" and four characters: 24 bits of 256 given away. */
const PREFIX_LENGTH = 11;

function toApiKey(row: Awaited<ReturnType<Database["apiKey"]["findUniqueOrThrow"]>>): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    prefix: row.prefix,
    createdAtMs: row.createdAt.getTime(),
    expiresAtMs: row.expiresAt?.getTime() ?? null,
    lastUsedAtMs: row.lastUsedAt?.getTime() ?? null,
    requestsPerMinute: row.requestsPerMinute,
  };
}
