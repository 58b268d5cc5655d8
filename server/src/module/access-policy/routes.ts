import type { AccessPolicy, accessPolicyRoutes } from "../../contract/access-policy.ts";
import type { Handlers } from "../../http/handler.ts";
import { changedFields } from "../changed-fields.ts";
import type { Services } from "../services.ts";
import { readPolicy } from "./read-policy.ts";

export function accessPolicyHandlers({
  changes,
  db,
}: Services): Handlers<typeof accessPolicyRoutes> {
  return {
    read: () => readPolicy(db),

    // The engine is told until when each password holds.
    update: (cx, { body }) =>
      changes.revise(cx, ["access-policy", "users"], async (tx) => {
        const given = Object.entries(body).filter(([, value]) => value !== undefined);
        // Both halves were parsed by the same schema.
        const data = { ...(await readPolicy(tx)), ...Object.fromEntries(given) } as AccessPolicy;
        await tx.accessPolicy.update({ where: { id: 1 }, data });
        cx.note({ detail: changedFields(body) });
        return readPolicy(tx);
      }),
  };
}
