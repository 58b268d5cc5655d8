-- AlterTable
ALTER TABLE "audit_entries" ADD COLUMN     "made_version" TEXT;

-- Most entries are the engine's and have none.
CREATE INDEX "audit_entries_made_version_idx" ON "audit_entries"("made_version", "id")
  WHERE "made_version" IS NOT NULL;
