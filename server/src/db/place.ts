import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Where the schema and its history lie in the tree. */
export const schemaPath = join(root, "prisma/schema.prisma");
export const migrationsFolder = join(root, "prisma/migrations");

/** In the state folder: databases as they were before an upgrade. */
export const DUMP_FOLDER = "saved-databases";
