import type { Resource } from "../../contract/event.ts";
import type { Removal, removalRoutes } from "../../contract/removal.ts";
import type { Handlers } from "../../http/handler.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import type { Services } from "../services.ts";
import type { RemovalKind } from "./kept-rows.ts";
import { undoRemoval } from "./undo-removal.ts";

export function removalHandlers({ changes, db, sealer }: Services): Handlers<typeof removalRoutes> {
  const undo = (kind: RemovalKind) => (cx: RequestCx, input: { params: { id: string } }) =>
    changes.revise(cx, AFFECTED[kind], async (tx) => {
      const back = await undoRemoval(tx, sealer, cx, { id: input.params.id, kind });
      const names = back.names.join(", ");
      cx.note(kind === "share" ? { share: names } : { detail: names });
      return back;
    });

  return {
    list: async (cx) => {
      const rows = await db.removal.findMany({
        where: { keptUntil: { gt: new Date(cx.nowMs) } },
        omit: { sealedRows: true },
        orderBy: [{ removedAt: "desc" }, { id: "asc" }],
      });
      return {
        items: rows.map(
          ({ id, kind, names, actor, removedAt, keptUntil }): Removal => ({
            id,
            kind,
            names: names.slice(0, 10),
            count: names.length,
            actor,
            removedAtMs: removedAt.getTime(),
            keptUntilMs: keptUntil.getTime(),
          }),
        ),
      };
    },
    undoUsers: undo("users"),
    undoGroups: undo("groups"),
    undoShare: undo("share"),
  };
}

const AFFECTED: Readonly<Record<RemovalKind, readonly Resource[]>> = {
  users: ["users", "groups", "shares", "removals"],
  groups: ["users", "groups", "shares", "removals"],
  share: ["shares", "removals"],
};
