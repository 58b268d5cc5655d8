import { hashPassword } from "../../auth/password-hash.ts";
import type { Administrator, administratorRoutes } from "../../contract/administrator.ts";
import type { Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { nameKey } from "../principal/name-key.ts";
import type { Services } from "../services.ts";

export function administratorHandlers(services: Services): Handlers<typeof administratorRoutes> {
  const { changes, db, hub } = services;
  return {
    list: async () => {
      const rows = await db.administrator.findMany({ orderBy: { name: "asc" } });
      return { items: rows.map(toAdministrator) };
    },

    create: async (cx, { body }) => {
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
        return toAdministrator(await tx.administrator.create({ data }));
      });
      return { item };
    },

    update: async (cx, { params, body }) => {
      const item = await changes.apply(cx, ["administrators"], async (tx) => {
        const found = await lockedAdministrator(tx, params.id);
        if (body.role !== "admin") await refuseLast(tx, found);
        cx.note({ detail: `${found.name}: role ${body.role}` });
        const data = { role: body.role };
        return toAdministrator(await tx.administrator.update({ where: { id: found.id }, data }));
      });
      return { item };
    },

    setPassword: async (cx, { params, body }) => {
      const passwordHash = await hashPassword(body.password);
      await changes.apply(cx, ["administrators"], async (tx) => {
        const found = await lockedAdministrator(tx, params.id);
        await tx.administrator.update({ where: { id: found.id }, data: { passwordHash } });
        await endSessions(tx, found.id);
        cx.note({ detail: found.name });
      });
      return undefined;
    },

    remove: async (cx, { params }) => {
      await changes.apply(cx, ["administrators"], async (tx) => {
        const found = await lockedAdministrator(tx, params.id);
        await refuseLast(tx, found);
        await endSessions(tx, found.id);
        await tx.administrator.delete({ where: { id: found.id } });
        cx.note({ detail: found.name });
      });
      return undefined;
    },
  };

  async function endSessions(tx: Transaction, administratorId: string): Promise<void> {
    const sessions = await tx.adminSession.findMany({ where: { administratorId } });
    await tx.adminSession.deleteMany({ where: { administratorId } });
    for (const session of sessions) hub.closeSession(session.id);
  }
}

type Row = Awaited<ReturnType<Transaction["administrator"]["findUniqueOrThrow"]>>;

/** Locks them all: two administrators who remove each other must take turns. Throws "not-found". */
async function lockedAdministrator(tx: Transaction, id: string): Promise<Row> {
  await tx.$queryRaw`SELECT id FROM administrators ORDER BY id FOR UPDATE`;
  const found = await tx.administrator.findUnique({ where: { id } });
  if (found === null) throw new ProblemAnswer("not-found", "There is no such administrator.");
  return found;
}

async function refuseLast(tx: Transaction, administrator: Row): Promise<void> {
  if (administrator.role !== "admin") return;
  if ((await tx.administrator.count({ where: { role: "admin" } })) > 1) return;
  throw new ProblemAnswer(
    "last-administrator",
    `${administrator.name} is the last with this role.`,
  );
}

function toAdministrator(row: Row): Administrator {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdAtMs: row.createdAt.getTime(),
    lastLogonAtMs: row.lastLogonAt?.getTime() ?? null,
  };
}
