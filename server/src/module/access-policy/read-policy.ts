import type { AccessPolicy } from "../../contract/access-policy.ts";
import type { Database, Transaction } from "../../db/database.ts";

export async function readPolicy(db: Database | Transaction): Promise<AccessPolicy> {
  const { id: _, ...policy } = await db.accessPolicy.findUniqueOrThrow({ where: { id: 1 } });
  return policy;
}
