import type { PrincipalName } from "../../contract/principal.ts";
import { type Database, Prisma } from "../../db/database.ts";
import { likePattern } from "./contained.ts";
import { nameKey } from "./name-key.ts";

/**
 * Users and groups with a word in their name or full name, by name. Two searches, each of one table and each ended by
 * its limit: one with an "or" between two tables is planned as if everything had to be read, and is.
 */
export async function findPrincipals(
  db: Database,
  { q, kind, limit }: { q: string; kind: PrincipalName["kind"] | undefined; limit: number },
): Promise<PrincipalName[]> {
  const ofKind =
    kind === undefined ? Prisma.empty : Prisma.sql`AND principals.kind = ${kind}::principal_kind`;
  const named = Prisma.sql`
    SELECT id, name_key FROM principals
    WHERE name_key LIKE ${likePattern(nameKey(q))} ${ofKind}
    ORDER BY name_key LIMIT ${limit}`;
  // Joined when the few are found: their own index of names ends the search of what many have.
  const fullyNamed = Prisma.sql`
    SELECT principals.id, name_key FROM (
      SELECT id FROM users WHERE full_name ILIKE ${likePattern(q)} ORDER BY name LIMIT ${limit}
    ) few JOIN principals USING (id)`;
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM (
      (${named}) ${kind === "group" ? Prisma.empty : Prisma.sql`UNION (${fullyNamed})`}
    ) found ORDER BY name_key LIMIT ${limit}`;
  return principalNames(db, { id: { in: rows.map(({ id }) => id) } });
}

export async function principalNames(
  db: Database,
  where: Prisma.PrincipalWhereInput,
  limit?: number,
): Promise<PrincipalName[]> {
  const rows = await db.principal.findMany({
    where,
    include: { user: true, group: true },
    orderBy: { nameKey: "asc" },
    ...(limit === undefined ? {} : { take: limit }),
  });
  return rows.map(({ id, kind, nameKey, user, group }) => ({
    id,
    kind,
    name: user?.name ?? group?.name ?? nameKey,
    fullName: user?.fullName ?? group?.comment ?? "",
  }));
}
