-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "rdma" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "rdma_devices" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "soft_roce_cards" TEXT[] DEFAULT ARRAY[]::TEXT[];
