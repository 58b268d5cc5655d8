import {
  dialectSchema,
  type Settings,
  type settingRoutes,
  settingsSchema,
} from "../../contract/setting.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { changedFields } from "../changed-fields.ts";
import type { Services } from "../services.ts";

export function settingHandlers({ changes, db }: Services): Handlers<typeof settingRoutes> {
  return {
    read: () => readSettings(db),

    update: (cx, { body }) =>
      changes.revise(cx, ["settings"], async (tx) => {
        const given = Object.entries(body).filter(([, value]) => value !== undefined);
        // Each part is valid; together they have to make sense as well.
        const merged = { ...(await readSettings(tx)), ...Object.fromEntries(given) } as Settings;
        refuseContradiction(merged);
        const data = { ...merged, sessionLifetimeMs: BigInt(merged.sessionLifetimeMs) };
        await tx.setting.update({ where: { id: 1 }, data });
        cx.note({ detail: changedFields(body) });
        return readSettings(tx);
      }),
  };
}

async function readSettings(db: Database | Transaction): Promise<Settings> {
  const { id: _, ...row } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
  return settingsSchema.parse({ ...row, sessionLifetimeMs: Number(row.sessionLifetimeMs) });
}

function refuseContradiction(settings: Settings): void {
  const order = dialectSchema.options;
  if (order.indexOf(settings.dialectMin) > order.indexOf(settings.dialectMax)) {
    refuse("dialectMin", "The oldest dialect may not be newer than the newest.");
  }
  if (!settings.encryptionRequired) return;
  if (settings.ciphers.length === 0) {
    refuse("ciphers", "Encryption is required, so at least one cipher is needed.");
  }
  if (order.indexOf(settings.dialectMax) < order.indexOf("3.0")) {
    refuse("dialectMax", "Encryption is required, and dialects before 3.0 cannot encrypt.");
  }
}

function refuse(path: string, message: string): never {
  throw new ProblemAnswer("invalid", message, { fields: [{ path, message }] });
}
