-- CreateTable
CREATE TABLE "backup_schedule" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "interval_hours" INTEGER NOT NULL DEFAULT 24,
    "keep_count" INTEGER NOT NULL DEFAULT 14,
    "folder" TEXT NOT NULL DEFAULT '',
    "sealed_passphrase" BYTEA,
    "last_tried_at" TIMESTAMPTZ(3),
    "last_done_at" TIMESTAMPTZ(3),
    "last_error" TEXT NOT NULL DEFAULT '',
    "last_file" TEXT NOT NULL DEFAULT '',
    "last_bytes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "backup_schedule_pkey" PRIMARY KEY ("id")
);

INSERT INTO "backup_schedule" ("id") VALUES (1);
