-- DropIndex
DROP INDEX "audit_entries_time_idx";

-- DropIndex
DROP INDEX "audit_entries_user_id_idx";

-- DropIndex
DROP INDEX "audit_entries_share_id_idx";

-- DropIndex
DROP INDEX "audit_entries_kind_id_idx";

-- CreateTable
CREATE TABLE "audit_policy" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "retention_days" INTEGER,
    "rows_max" INTEGER NOT NULL DEFAULT 1000000,
    "syslog_enabled" BOOLEAN NOT NULL DEFAULT false,
    "syslog_host" TEXT NOT NULL DEFAULT '',
    "syslog_port" INTEGER NOT NULL DEFAULT 514,
    "syslog_transport" TEXT NOT NULL DEFAULT 'udp',
    "syslog_ca" TEXT NOT NULL DEFAULT '',
    "syslog_facility" INTEGER NOT NULL DEFAULT 13,

    CONSTRAINT "audit_policy_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_entries_time_id_idx" ON "audit_entries"("time", "id");

-- CreateIndex
CREATE INDEX "audit_entries_kind_time_id_idx" ON "audit_entries"("kind", "time", "id");

-- CreateIndex
CREATE INDEX "audit_entries_address_time_id_idx" ON "audit_entries"("address", "time", "id");

-- Names in any case, and no more of them than an index can hold: clients choose what is recorded.
CREATE INDEX "audit_entries_user_key_idx"
  ON "audit_entries"(left(lower("user"), 128), "time", "id");
CREATE INDEX "audit_entries_share_key_idx"
  ON "audit_entries"(left(lower("share"), 128), "time", "id");
-- For what a path begins with, whatever the collation.
CREATE INDEX "audit_entries_path_key_idx"
  ON "audit_entries"(left(lower("path"), 256) text_pattern_ops) WHERE "path" <> '';
CREATE INDEX "audit_entries_refused_idx"
  ON "audit_entries"("time", "id") WHERE "status" <> '';

INSERT INTO "audit_policy" ("id") VALUES (1);
