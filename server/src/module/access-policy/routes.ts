import type {
  AccessPolicy,
  accessPolicyRoutes,
  StoredAccessPolicy,
} from "../../contract/access-policy.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { changedFields } from "../changed-fields.ts";
import { refuseStale } from "../refuse-stale.ts";
import type { Services } from "../services.ts";
import { versioned } from "../versioned.ts";
import { readPolicy } from "./read-policy.ts";

export function accessPolicyHandlers({
  changes,
  db,
}: Services): Handlers<typeof accessPolicyRoutes> {
  return {
    read: () => readStored(db),

    // The engine is told until when each password holds.
    update: (cx, { query, body }) =>
      changes.revise(cx, ["access-policy", "users"], async (tx) => {
        await refuseStale(tx, await readStored(tx), query.ifVersion);
        const given = Object.entries(body).filter(([, value]) => value !== undefined);
        // Both halves were parsed by the same schema.
        const data = { ...(await readPolicy(tx)), ...Object.fromEntries(given) } as AccessPolicy;
        await tx.accessPolicy.update({ where: { id: 1 }, data });
        cx.note({ detail: changedFields(body) });
        return readStored(tx);
      }),
  };
}

async function readStored(from: Database | Transaction): Promise<StoredAccessPolicy> {
  return versioned("access-policy", await readPolicy(from));
}
