import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../../../prisma/generated/client.ts";

export { Prisma } from "../../../prisma/generated/client.ts";
export type Database = PrismaClient;
/** Inside a transaction. */
export type Transaction = Parameters<Parameters<Database["$transaction"]>[0]>[0];

export function openDatabase(url: string): Database {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max: 8,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000,
      // A database that hangs must not hold requests for ever.
      statement_timeout: 15_000,
      query_timeout: 20_000,
    }),
    // The errors of Prisma quote the query's values, among them hashes.
    errorFormat: "minimal",
    transactionOptions: { maxWait: 5_000, timeout: 15_000 },
  });
}
