-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "discovery_interfaces" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "mdns" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "ws_discovery" BOOLEAN NOT NULL DEFAULT false;

