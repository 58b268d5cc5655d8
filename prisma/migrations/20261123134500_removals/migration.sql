-- CreateEnum
CREATE TYPE "removal_kind" AS ENUM ('users', 'groups', 'share');

-- CreateTable
CREATE TABLE "removals" (
    "id" UUID NOT NULL,
    "kind" "removal_kind" NOT NULL,
    "names" TEXT[],
    "actor" TEXT NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL,
    "kept_until" TIMESTAMPTZ(3) NOT NULL,
    "sealed_rows" BYTEA NOT NULL,

    CONSTRAINT "removals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "removals_kept_until_idx" ON "removals"("kept_until");
