import { inLanguage } from "../../alert/in-language.ts";
import { readAlertRules } from "../../alert/read-alert-rules.ts";
import { mayCall } from "../../auth/caller.ts";
import type { Alert, AlertChannel, alertRoutes, StoredAlertRules } from "../../contract/alert.ts";
import { alertKindSchema, channelTargetSchema } from "../../contract/alert.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { uuidv7 } from "../../secret/uuid.ts";
import { changedFields } from "../changed-fields.ts";
import { refuseStale } from "../refuse-stale.ts";
import type { Services } from "../services.ts";
import { versioned } from "../versioned.ts";

export function alertHandlers(services: Services): Handlers<typeof alertRoutes> {
  const { alerts, changes, db, sealer } = services;
  return {
    list: async (cx, { query: { state, cursor, limit } }) => {
      const rows = await db.alert.findMany({
        where: {
          ...(state === "active" ? { endedAt: null } : {}),
          ...(state === "ended" ? { endedAt: { not: null } } : {}),
          ...(cursor === undefined ? {} : { id: { lt: BigInt(cursor) } }),
        },
        orderBy: { id: "desc" },
        take: limit + 1,
      });
      const page = rows.slice(0, limit);
      const mayReadNames = mayCall(cx.caller, "auditor");
      const last = page.at(-1);
      const hasMore = rows.length > limit && last !== undefined;
      return {
        items: page.map((row) => toAlert(row, mayReadNames)),
        nextCursor: hasMore ? String(last.id) : null,
      };
    },

    rules: () => readStoredRules(db),

    setRules: async (cx, { query, body }) => {
      const item = await changes.apply(cx, ["alert-rules"], async (tx) => {
        // Two who change them take turns: what the first wrote is not written back by the second.
        await tx.$queryRaw`SELECT id FROM alert_policy WHERE id = 1 FOR UPDATE`;
        await refuseStale(tx, await readStoredRules(tx), query.ifVersion);
        const given = Object.entries(body).filter(([, rule]) => rule !== undefined);
        const rules = { ...(await readAlertRules(tx)), ...Object.fromEntries(given) };
        await tx.alertPolicy.update({ where: { id: 1 }, data: { rules } });
        cx.note({ detail: changedFields(body) });
        return readStoredRules(tx);
      });
      return { item };
    },

    channels: async () => {
      const rows = await db.alertChannel.findMany({ orderBy: { name: "asc" } });
      return { items: rows.map(toChannel) };
    },

    addChannel: async (cx, { body: { secret, ...body } }) => {
      const id = uuidv7(cx.nowMs);
      const item = await changes.apply(cx, ["alert-channels"], async (tx) => {
        if ((await tx.alertChannel.count()) >= CHANNELS_MAX) {
          throw new ProblemAnswer("conflict", `${CHANNELS_MAX} are kept; delete one first.`);
        }
        cx.note({ detail: `${body.name}: ${body.target.kind}` });
        const data = { ...body, id, sealedSecret: sealed(id, secret) };
        return toChannel(await tx.alertChannel.create({ data }));
      });
      return { item };
    },

    updateChannel: async (cx, { params: { id }, query, body }) => {
      const { secret, target, name, enabled } = body;
      const item = await changes.apply(cx, ["alert-channels"], async (tx) => {
        await tx.$queryRaw`SELECT id FROM alert_channels WHERE id = ${id}::uuid FOR UPDATE`;
        const found = await tx.alertChannel.findUnique({ where: { id } });
        if (found === null) throw notFound();
        await refuseStale(tx, toChannel(found), query.ifVersion);
        // Else a secret could be sent to whoever asks for it, by writing another address in front of it.
        const isElsewhere =
          target !== undefined &&
          placeOf(target) !== placeOf(channelTargetSchema.parse(found.target));
        const renewed = secret === undefined ? (isElsewhere ? null : undefined) : secret;
        cx.note({ detail: found.name });
        const data = {
          ...(name === undefined ? {} : { name }),
          ...(enabled === undefined ? {} : { enabled }),
          ...(target === undefined ? {} : { target }),
          ...(renewed === undefined ? {} : { sealedSecret: sealed(id, renewed) }),
        };
        return toChannel(await tx.alertChannel.update({ where: { id }, data }));
      });
      return { item };
    },

    removeChannel: async (cx, { params: { id } }) => {
      await changes.apply(cx, ["alert-channels"], async (tx) => {
        const found = await tx.alertChannel.findUnique({ where: { id } });
        if (found === null) throw notFound();
        await tx.alertChannel.delete({ where: { id } });
        cx.note({ detail: found.name });
      });
      return undefined;
    },

    testChannel: async (cx, { params: { id } }) => {
      const found = await db.alertChannel.findUnique({ where: { id } });
      if (found === null) return notFound();
      cx.note({ detail: found.name });
      const { serverName } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
      const { language } = await readAlertRules(db);
      const detail = `${cx.actor} wanted to see whether alerts arrive here. They do.`;
      const reason = await alerts.send(id, {
        kind: "test",
        event: "test",
        title: inLanguage(language, "A test"),
        detail: inLanguage(language, detail),
        timeMs: cx.nowMs,
        box: serverName,
      });
      return reason === null ? undefined : new ProblemAnswer("delivery-failed", reason);
    },
  };

  function sealed(id: string, secret: string | null): Uint8Array<ArrayBuffer> | null {
    if (secret === null) return null;
    return Uint8Array.from(sealer.seal(Buffer.from(secret, "utf8"), `alert-channel ${id}`));
  }
}

async function readStoredRules(from: Database | Transaction): Promise<StoredAlertRules> {
  return versioned("alert-rules", await readAlertRules(from));
}

const CHANNELS_MAX = 20;

function placeOf(target: AlertChannel["target"]): string {
  if (target.kind === "mail") return `mail ${target.host} ${target.port} ${target.security}`;
  return `${target.kind} ${new URL(target.url).origin}`;
}

function notFound(): ProblemAnswer {
  return new ProblemAnswer("not-found", "There is no such channel any more.");
}

type AlertRow = Awaited<ReturnType<Database["alert"]["findFirstOrThrow"]>>;
type ChannelRow = Awaited<ReturnType<Database["alertChannel"]["findFirstOrThrow"]>>;

/** The names that were tried are of the audit log, which not everybody reads; some are passwords. */
const NAMELESS = "Somebody guesses, or a device there has an old password.";

function toAlert(row: AlertRow, mayReadNames: boolean): Alert {
  return {
    id: String(row.id),
    kind: alertKindSchema.parse(row.kind),
    title: row.title,
    detail: row.kind === "failed-logons" && !mayReadNames ? NAMELESS : row.detail,
    raisedAtMs: row.raisedAt.getTime(),
    lastAtMs: row.lastAt.getTime(),
    endedAtMs: row.endedAt?.getTime() ?? null,
    isQuiet: row.isQuiet,
  };
}

function toChannel(row: ChannelRow): AlertChannel {
  const { id, name, enabled, sealedSecret } = row;
  const fields = { name, enabled, target: channelTargetSchema.parse(row.target) };
  const channel = {
    id,
    ...fields,
    hasSecret: row.sealedSecret !== null,
    lastDeliveredAtMs: row.lastDeliveredAt?.getTime() ?? null,
    lastError: row.lastError,
    lastErrorAtMs: row.lastErrorAt?.getTime() ?? null,
  };
  // Sealed anew, a secret looks different each time.
  return versioned(id, channel, [
    fields,
    sealedSecret && Buffer.from(sealedSecret).toString("hex"),
  ]);
}
