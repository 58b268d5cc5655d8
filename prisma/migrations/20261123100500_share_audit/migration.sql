-- AlterTable
ALTER TABLE "shares" ADD COLUMN     "audit_except" TEXT[] DEFAULT ARRAY[]::TEXT[];
