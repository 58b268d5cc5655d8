-- AlterTable
ALTER TABLE "users" ADD COLUMN     "is_backup_operator" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "shares" ADD COLUMN     "access_based_enumeration" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "change_notify" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "continuously_available" BOOLEAN NOT NULL DEFAULT false;
