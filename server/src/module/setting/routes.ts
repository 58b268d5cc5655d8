import {
  dialectSchema,
  type Settings,
  type SettingsUpdate,
  type StoredSettings,
  type settingRoutes,
  settingsSchema,
} from "../../contract/setting.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import { changedFields } from "../changed-fields.ts";
import { refuseStale } from "../refuse-stale.ts";
import type { Services } from "../services.ts";
import { versioned } from "../versioned.ts";
import { defaultSettings } from "./default-settings.ts";
import { settingsOutlook } from "./outlook.ts";

export function settingHandlers(services: Services): Handlers<typeof settingRoutes> {
  const { changes, db, live } = services;

  async function outlook(from: Database | Transaction, before: Settings, after: Settings) {
    const shares = await from.share.findMany({
      where: { enabled: true, encryptionRequired: true },
      select: { name: true },
      orderBy: { name: "asc" },
    });
    const encryptedShares = shares.map(({ name }) => name);
    return settingsOutlook(before, after, { sessions: live.sessions, encryptedShares });
  }

  /** Each part is valid; together they have to make sense as well. */
  function change(cx: RequestCx, given: SettingsUpdate, detail: string, ifVersion?: string) {
    return changes.revise(cx, ["settings"], async (tx) => {
      await refuseStale(tx, await readStored(tx), ifVersion);
      const before = await readSettings(tx);
      const after = merged(before, given);
      refuseContradiction(after);
      const { consequences, kinds } = await outlook(tx, before, after);
      if (consequences.length > 0) {
        const nobody = kinds.map((kind) => `Nobody of these can connect any more: ${kind}.`);
        cx.requireConfirmation([...consequences, ...nobody]);
      }
      const data = { ...after, sessionLifetimeMs: BigInt(after.sessionLifetimeMs) };
      await tx.setting.update({ where: { id: 1 }, data });
      cx.note({ detail });
      return readStored(tx);
    });
  }

  return {
    read: () => readStored(db),

    update: (cx, { query, body }) => change(cx, body, changedFields(body), query.ifVersion),

    preview: async (_cx, { body }) => {
      const before = await readSettings(db);
      const after = merged(before, body);
      refuseContradiction(after);
      return outlook(db, before, after);
    },

    defaults: async () => defaultProtection(),

    reset: (cx) => change(cx, defaultProtection(), "all but names"),
  };
}

function defaultProtection() {
  const { serverName: _name, workgroup: _group, comment: _comment, ...rest } = defaultSettings();
  return rest;
}

function merged(before: Settings, given: SettingsUpdate): Settings {
  const fields = Object.entries(given).filter(([, value]) => value !== undefined);
  // Fields that were given have the types that the schema gave them.
  return { ...before, ...Object.fromEntries(fields) } as Settings;
}

async function readSettings(db: Database | Transaction): Promise<Settings> {
  const { id: _, ...row } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
  return settingsSchema.parse({ ...row, sessionLifetimeMs: Number(row.sessionLifetimeMs) });
}

async function readStored(from: Database | Transaction): Promise<StoredSettings> {
  return versioned("settings", await readSettings(from));
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
