-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "caching" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "multichannel" BOOLEAN NOT NULL DEFAULT true;

