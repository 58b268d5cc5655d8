-- AlterTable
ALTER TABLE "shares" ADD COLUMN     "hosts_allow" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "hosts_deny" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "own_files_only" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "purpose" TEXT NOT NULL DEFAULT 'general',
ADD COLUMN     "recycle_bin" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "recycle_bytes_max" BIGINT,
ADD COLUMN     "recycle_days" INTEGER NOT NULL DEFAULT 30,
ADD COLUMN     "signing_required" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "write_once_minutes" INTEGER;
