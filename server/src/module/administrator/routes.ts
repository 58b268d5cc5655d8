import { hashPassword } from "../../auth/password-hash.ts";
import {
  type Administrator,
  type administratorRoutes,
  administratorUpdateSchema,
} from "../../contract/administrator.ts";
import type { Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { endAdminSessions } from "../admin-session/end-admin-sessions.ts";
import { changedFields } from "../changed-fields.ts";
import { ownPasswordRules } from "../logon/own-password-rules.ts";
import { nameKey } from "../principal/name-key.ts";
import { refuseStale } from "../refuse-stale.ts";
import { removeSecondFactor } from "../second-factor/second-factor.ts";
import type { Services } from "../services.ts";
import { editable, versioned } from "../versioned.ts";

export function administratorHandlers(services: Services): Handlers<typeof administratorRoutes> {
  const { changes, db } = services;
  return {
    list: async () => {
      const rows = await db.administrator.findMany({ include: INCLUDE, orderBy: { name: "asc" } });
      return { items: rows.map(toAdministrator) };
    },

    create: async (cx, { body }) => {
      await ownPasswordRules(db, body.name, body.password);
      const passwordHash = await hashPassword(body.password);
      const item = await changes.apply(cx, ["administrators"], async (tx) => {
        const key = nameKey(body.name);
        if ((await tx.administrator.count({ where: { nameKey: key } })) > 0) {
          throw new ProblemAnswer("name-taken", `${body.name} is an administrator already.`, {
            fields: [{ path: "name", message: "There is an administrator with this name" }],
          });
        }
        cx.note({ detail: `${body.name}: role ${body.role}` });
        const data = { name: body.name, nameKey: key, passwordHash, role: body.role };
        const made = await tx.administrator.create({ data });
        await setShares(tx, made.id, body.role === "shares" ? body.shareIds : null);
        return readAdministrator(tx, made.id);
      });
      return { item };
    },

    update: async (cx, { params, query, body }) => {
      const item = await changes.apply(cx, ["administrators"], async (tx) => {
        const found = await lockedAdministrator(tx, params.id);
        await refuseStale(tx, toAdministrator(found), query.ifVersion);
        const role = body.role ?? found.role;
        if (role !== "admin") await refuseLast(tx, found);
        cx.note({ detail: `${found.name}: ${changedFields(body)}` });
        await tx.administrator.update({ where: { id: found.id }, data: { role } });
        // A limit belongs to the role it was given with.
        if (role !== "shares") await setShares(tx, found.id, null);
        else if (body.shareIds !== undefined) await setShares(tx, found.id, body.shareIds);
        return readAdministrator(tx, found.id);
      });
      return { item };
    },

    setPassword: async (cx, { params, body }) => {
      const passwordHash = await hashPassword(body.password);
      await changes.apply(cx, ["administrators"], async (tx) => {
        const found = await lockedAdministrator(tx, params.id);
        await ownPasswordRules(tx, found.name, body.password);
        await tx.administrator.update({ where: { id: found.id }, data: { passwordHash } });
        await endAdminSessions(services, tx, { administratorId: found.id });
        cx.note({ detail: found.name });
      });
      return undefined;
    },

    removeSecondFactor: async (cx, { params }) => {
      await changes.apply(cx, ["administrators"], async (tx) => {
        const found = await lockedAdministrator(tx, params.id);
        await removeSecondFactor(tx, found.id);
        await endAdminSessions(services, tx, { administratorId: found.id });
        cx.note({ detail: found.name });
      });
      return undefined;
    },

    remove: async (cx, { params }) => {
      await changes.apply(cx, ["administrators"], async (tx) => {
        const found = await lockedAdministrator(tx, params.id);
        await refuseLast(tx, found);
        await endAdminSessions(services, tx, { administratorId: found.id });
        await tx.administrator.delete({ where: { id: found.id } });
        cx.note({ detail: found.name });
      });
      return undefined;
    },
  };
}

const INCLUDE = { shares: true } as const;

type Row = Awaited<ReturnType<typeof findRow>>;

function findRow(tx: Transaction, id: string) {
  return tx.administrator.findUniqueOrThrow({ where: { id }, include: INCLUDE });
}

async function readAdministrator(tx: Transaction, id: string): Promise<Administrator> {
  return toAdministrator(await findRow(tx, id));
}

/** null: all shares. */
async function setShares(
  tx: Transaction,
  administratorId: string,
  shareIds: readonly string[] | null,
): Promise<void> {
  const wanted = [...new Set(shareIds ?? [])];
  if ((await tx.share.count({ where: { id: { in: wanted } } })) !== wanted.length) {
    throw new ProblemAnswer("share-unknown", "One of the shares does not exist any more.", {
      fields: [{ path: "shareIds", message: "One of the shares does not exist" }],
    });
  }
  await tx.administratorShare.deleteMany({ where: { administratorId } });
  await tx.administratorShare.createMany({
    data: wanted.map((shareId) => ({ administratorId, shareId })),
  });
  await tx.administrator.update({
    where: { id: administratorId },
    data: { isShareLimited: shareIds !== null },
  });
}

/** Locks them all: two administrators who remove each other must take turns. Throws "not-found". */
async function lockedAdministrator(tx: Transaction, id: string): Promise<Row> {
  await tx.$queryRaw`SELECT id FROM administrators ORDER BY id FOR UPDATE`;
  const found = await tx.administrator.findUnique({ where: { id }, include: INCLUDE });
  if (found === null) throw new ProblemAnswer("not-found", "There is no such administrator.");
  return found;
}

/** Somebody with a password of this box has to stay: the identity provider may be away. */
async function refuseLast(tx: Transaction, administrator: Row): Promise<void> {
  if (administrator.role !== "admin" || administrator.passwordHash === null) return;
  const where = { role: "admin", passwordHash: { not: null } } as const;
  if ((await tx.administrator.count({ where })) > 1) return;
  throw new ProblemAnswer(
    "last-administrator",
    `${administrator.name} is the last with this role.`,
  );
}

function toAdministrator(row: Row): Administrator {
  const administrator = {
    id: row.id,
    name: row.name,
    role: row.role,
    shareIds: row.isShareLimited ? row.shares.map((share) => share.shareId).sort() : null,
    hasSecondFactor: row.sealedTotpSecret !== null,
    hasPassword: row.passwordHash !== null,
    createdAtMs: row.createdAt.getTime(),
    lastLogonAtMs: row.lastLogonAt?.getTime() ?? null,
  };
  return versioned(row.id, administrator, editable(administrator, administratorUpdateSchema));
}
