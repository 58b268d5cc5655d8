-- CreateEnum
CREATE TYPE "mass_change_action" AS ENUM ('off', 'alert', 'throttle', 'block');

-- AlterTable
ALTER TABLE "shares" ADD COLUMN     "mass_change_action" "mass_change_action" NOT NULL DEFAULT 'alert',
ADD COLUMN     "mass_change_deleted_max" INTEGER NOT NULL DEFAULT 1000,
ADD COLUMN     "mass_change_renamed_max" INTEGER NOT NULL DEFAULT 300,
ADD COLUMN     "mass_change_scrambled_max" INTEGER NOT NULL DEFAULT 100;
