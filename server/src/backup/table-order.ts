export type RunQuery = <Row>(sql: string) => Promise<Row[]>;

/** All tables of ours, each after those that it refers to, so that rows can be put in as they come. */
export async function tablesInOrder(query: RunQuery): Promise<string[]> {
  const tables = await query<{ name: string }>(
    `SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const references = await query<{ from: string; to: string }>(
    `SELECT one.relname::text AS from, other.relname::text AS to FROM pg_constraint
     JOIN pg_class one ON one.oid = conrelid JOIN pg_class other ON other.oid = confrelid
     WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid`,
  );
  const left = new Set(tables.map((row) => row.name));
  const order: string[] = [];
  while (left.size > 0) {
    const free = [...left].filter(
      (name) => !references.some((row) => row.from === name && left.has(row.to)),
    );
    if (free.length === 0) throw new Error("The tables refer to each other in a circle");
    for (const name of free) left.delete(name);
    order.push(...free);
  }
  return order;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
