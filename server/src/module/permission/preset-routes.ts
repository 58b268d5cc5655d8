import { levelOfEntry } from "../../contract/access-right.ts";
import type { PermissionPreset, permissionPresetRoutes, Who } from "../../contract/permission.ts";
import type { Database } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { nameKey } from "../principal/name-key.ts";
import type { Services } from "../services.ts";
import { isOrdinary, sidsOfInputs } from "./entry-input.ts";
import { storedEntriesSchema } from "./stored-entries.ts";
import { whoIs } from "./who.ts";

export function permissionPresetHandlers({
  changes,
  db,
}: Services): Handlers<typeof permissionPresetRoutes> {
  return {
    list: async () => {
      const rows = await db.permissionPreset.findMany({ orderBy: { name: "asc" } });
      const lists = rows.map((row) => storedEntriesSchema.parse(row.entries));
      const who = await whoIs(
        db,
        lists.flatMap((entries) => entries.map(({ sid }) => sid)),
      );
      return { items: rows.map((row) => toPreset(row, who)) };
    },

    create: async (cx, { body }) => {
      const odd = body.entries.findIndex((entry) => !isOrdinary(entry));
      if (odd >= 0) {
        return new ProblemAnswer("invalid", "A preset holds entries that allow or deny.", {
          fields: [{ path: `entries.${odd}`, message: "Only plain entries can be kept" }],
        });
      }
      const entries = await sidsOfInputs(db, body);
      return changes.apply(cx, ["permission-presets"], async (tx) => {
        const key = nameKey(body.name);
        if ((await tx.permissionPreset.count({ where: { nameKey: key } })) > 0) {
          throw new ProblemAnswer("name-taken", `There is already a preset named ${body.name}.`, {
            fields: [{ path: "name", message: "There is already a preset with this name" }],
          });
        }
        if ((await tx.permissionPreset.count()) >= PRESETS_MAX) {
          throw new ProblemAnswer("conflict", `${PRESETS_MAX} presets are kept; delete one first.`);
        }
        cx.note({ detail: body.name });
        const row = await tx.permissionPreset.create({
          data: { name: body.name, nameKey: key, entries, actor: cx.actor },
        });
        return toPreset(
          row,
          await whoIs(
            db,
            entries.map(({ sid }) => sid),
          ),
        );
      });
    },

    remove: async (cx, { params }) => {
      await changes.apply(cx, ["permission-presets"], async (tx) => {
        const found = await tx.permissionPreset.findUnique({ where: { id: params.id } });
        if (found === null) throw new ProblemAnswer("not-found", "There is no such preset.");
        await tx.permissionPreset.delete({ where: { id: found.id } });
        cx.note({ detail: found.name });
      });
      return undefined;
    },
  };
}

const PRESETS_MAX = 100;

function toPreset(
  row: Awaited<ReturnType<Database["permissionPreset"]["findUniqueOrThrow"]>>,
  who: (sid: string) => Who,
): PermissionPreset {
  return {
    id: row.id,
    name: row.name,
    actor: row.actor,
    createdAtMs: row.createdAt.getTime(),
    entries: storedEntriesSchema.parse(row.entries).map(({ sid, type, mask, flags }) => ({
      who: who(sid),
      ...{ type, mask, flags, level: levelOfEntry(mask) },
      ...{ isInherited: false, inheritedFrom: null },
    })),
  };
}
