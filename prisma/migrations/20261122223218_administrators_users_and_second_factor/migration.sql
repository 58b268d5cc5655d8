-- CreateEnum
CREATE TYPE "logon_method" AS ENUM ('password', 'oidc');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "administrator_role" ADD VALUE 'shares';
ALTER TYPE "administrator_role" ADD VALUE 'users';
ALTER TYPE "administrator_role" ADD VALUE 'auditor';

-- AlterTable
ALTER TABLE "administrators" ADD COLUMN     "is_share_limited" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "oidc_subject" TEXT,
ADD COLUMN     "sealed_totp_offer" BYTEA,
ADD COLUMN     "sealed_totp_secret" BYTEA,
ADD COLUMN     "totp_last_step" INTEGER NOT NULL DEFAULT 0,
ALTER COLUMN "password_hash" DROP NOT NULL;

-- AlterTable
ALTER TABLE "admin_sessions" ADD COLUMN     "method" "logon_method" NOT NULL DEFAULT 'password',
ADD COLUMN     "user_agent" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "requests_per_minute" INTEGER;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "last_logon_at" TIMESTAMPTZ(3),
ADD COLUMN     "must_change_password" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "password_never_expires" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "administrator_shares" (
    "administrator_id" UUID NOT NULL,
    "share_id" UUID NOT NULL,

    CONSTRAINT "administrator_shares_pkey" PRIMARY KEY ("administrator_id","share_id")
);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "id" UUID NOT NULL,
    "administrator_id" UUID NOT NULL,
    "code_hash" BYTEA NOT NULL,

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "former_passwords" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "sealed_nt_hash" BYTEA NOT NULL,
    "replaced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "former_passwords_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_nestings" (
    "outer_id" UUID NOT NULL,
    "inner_id" UUID NOT NULL,

    CONSTRAINT "group_nestings_pkey" PRIMARY KEY ("outer_id","inner_id")
);

-- CreateTable
CREATE TABLE "access_policy" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "second_factor_required" BOOLEAN NOT NULL DEFAULT false,
    "password_length_min" INTEGER NOT NULL DEFAULT 8,
    "password_history" INTEGER NOT NULL DEFAULT 0,
    "password_without_name" BOOLEAN NOT NULL DEFAULT true,
    "password_age_days_max" INTEGER,
    "self_service" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "access_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity_provider" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "label" TEXT NOT NULL DEFAULT '',
    "issuer" TEXT NOT NULL DEFAULT '',
    "client_id" TEXT NOT NULL DEFAULT '',
    "sealed_client_secret" BYTEA,
    "origin" TEXT NOT NULL DEFAULT '',
    "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "name_claim" TEXT NOT NULL DEFAULT 'preferred_username',
    "role_claim" TEXT NOT NULL DEFAULT 'groups',
    "roles" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "identity_provider_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "administrator_shares_share_id_idx" ON "administrator_shares"("share_id");

-- CreateIndex
CREATE UNIQUE INDEX "recovery_codes_administrator_id_code_hash_key" ON "recovery_codes"("administrator_id", "code_hash");

-- CreateIndex
CREATE INDEX "former_passwords_user_id_replaced_at_idx" ON "former_passwords"("user_id", "replaced_at");

-- CreateIndex
CREATE INDEX "group_nestings_inner_id_idx" ON "group_nestings"("inner_id");

-- CreateIndex
CREATE UNIQUE INDEX "administrators_oidc_subject_key" ON "administrators"("oidc_subject");

-- CreateIndex
CREATE INDEX "users_name_idx" ON "users"("name");

-- CreateIndex
CREATE INDEX "users_last_logon_at_idx" ON "users"("last_logon_at");

-- CreateIndex
CREATE INDEX "groups_name_idx" ON "groups"("name");

-- AddForeignKey
ALTER TABLE "administrator_shares" ADD CONSTRAINT "administrator_shares_administrator_id_fkey" FOREIGN KEY ("administrator_id") REFERENCES "administrators"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "administrator_shares" ADD CONSTRAINT "administrator_shares_share_id_fkey" FOREIGN KEY ("share_id") REFERENCES "shares"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_administrator_id_fkey" FOREIGN KEY ("administrator_id") REFERENCES "administrators"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "former_passwords" ADD CONSTRAINT "former_passwords_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_nestings" ADD CONSTRAINT "group_nestings_outer_id_fkey" FOREIGN KEY ("outer_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_nestings" ADD CONSTRAINT "group_nestings_inner_id_fkey" FOREIGN KEY ("inner_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The rows that are always there.
INSERT INTO "access_policy" ("id") VALUES (1);
INSERT INTO "identity_provider" ("id") VALUES (1);
