import { wantedEntrySchema } from "@larder/smbd/control";

/** As a preset is kept in the database. */
export const storedEntriesSchema = wantedEntrySchema.array();
