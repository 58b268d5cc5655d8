-- AlterTable
ALTER TABLE "shares" ADD COLUMN     "homes" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "previous_versions" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "size_limit_bytes" BIGINT,
ADD COLUMN     "snapshot_folder" TEXT;
