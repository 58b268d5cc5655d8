-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "administrator_role" AS ENUM ('admin', 'viewer');

-- CreateEnum
CREATE TYPE "principal_kind" AS ENUM ('user', 'group');

-- CreateEnum
CREATE TYPE "symlinks" AS ENUM ('none', 'inside');

-- CreateEnum
CREATE TYPE "share_right" AS ENUM ('none', 'read', 'change', 'full');

-- CreateEnum
CREATE TYPE "audit_source" AS ENUM ('engine', 'admin');

-- CreateTable
CREATE TABLE "appliance" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "sid" TEXT NOT NULL,
    "guid" TEXT NOT NULL,
    "next_rid" INTEGER NOT NULL DEFAULT 1000,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "setup_code_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "appliance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "administrators" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" "administrator_role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_logon_at" TIMESTAMPTZ(3),

    CONSTRAINT "administrators_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "admin_sessions" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "administrator_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "admin_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "prefix" TEXT NOT NULL,
    "role" "administrator_role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "principals" (
    "id" UUID NOT NULL,
    "kind" "principal_kind" NOT NULL,
    "name_key" TEXT NOT NULL,
    "rid" INTEGER NOT NULL,

    CONSTRAINT "principals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "full_name" TEXT NOT NULL DEFAULT '',
    "uid" BIGINT NOT NULL,
    "gid" BIGINT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "is_administrator" BOOLEAN NOT NULL DEFAULT false,
    "sealed_nt_hash" BYTEA,
    "password_changed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "groups" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "comment" TEXT NOT NULL DEFAULT '',
    "gid" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_members" (
    "group_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "group_members_pkey" PRIMARY KEY ("group_id","user_id")
);

-- CreateTable
CREATE TABLE "shares" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "comment" TEXT NOT NULL DEFAULT '',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "hidden" BOOLEAN NOT NULL DEFAULT false,
    "read_only" BOOLEAN NOT NULL DEFAULT false,
    "encryption_required" BOOLEAN NOT NULL DEFAULT false,
    "case_sensitive" BOOLEAN NOT NULL DEFAULT false,
    "symlinks" "symlinks" NOT NULL DEFAULT 'inside',
    "force_uid" BIGINT,
    "force_gid" BIGINT,
    "file_mode" INTEGER NOT NULL,
    "directory_mode" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shares_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "share_permissions" (
    "id" UUID NOT NULL,
    "share_id" UUID NOT NULL,
    "principal_id" UUID,
    "right" "share_right" NOT NULL,

    CONSTRAINT "share_permissions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "server_name" TEXT NOT NULL,
    "workgroup" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "dialect_min" TEXT NOT NULL,
    "dialect_max" TEXT NOT NULL,
    "ciphers" TEXT[],
    "signing_algorithms" TEXT[],
    "signing_required" BOOLEAN NOT NULL,
    "encryption_required" BOOLEAN NOT NULL,
    "anonymous_ipc" BOOLEAN NOT NULL,
    "failed_logon_delay_ms" INTEGER NOT NULL,
    "session_lifetime_ms" BIGINT NOT NULL,
    "io_bytes_max" INTEGER NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "source" "audit_source" NOT NULL,
    "kind" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "share" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "revision" INTEGER,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "engine_revisions" (
    "revision" INTEGER NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "label" TEXT NOT NULL,

    CONSTRAINT "engine_revisions_pkey" PRIMARY KEY ("revision")
);

-- CreateIndex
CREATE UNIQUE INDEX "administrators_name_key_key" ON "administrators"("name_key");

-- CreateIndex
CREATE UNIQUE INDEX "admin_sessions_token_hash_key" ON "admin_sessions"("token_hash");

-- CreateIndex
CREATE INDEX "admin_sessions_administrator_id_idx" ON "admin_sessions"("administrator_id");

-- CreateIndex
CREATE INDEX "admin_sessions_expires_at_idx" ON "admin_sessions"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_name_key_key" ON "api_keys"("name_key");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_token_hash_key" ON "api_keys"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "principals_name_key_key" ON "principals"("name_key");

-- CreateIndex
CREATE UNIQUE INDEX "principals_rid_key" ON "principals"("rid");

-- CreateIndex
CREATE UNIQUE INDEX "users_uid_key" ON "users"("uid");

-- CreateIndex
CREATE UNIQUE INDEX "groups_gid_key" ON "groups"("gid");

-- CreateIndex
CREATE INDEX "group_members_user_id_idx" ON "group_members"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "shares_name_key_key" ON "shares"("name_key");

-- CreateIndex
CREATE INDEX "share_permissions_principal_id_idx" ON "share_permissions"("principal_id");

-- CreateIndex
CREATE UNIQUE INDEX "share_permissions_share_id_principal_id_key" ON "share_permissions"("share_id", "principal_id");

-- CreateIndex
CREATE INDEX "audit_entries_time_idx" ON "audit_entries"("time");

-- CreateIndex
CREATE INDEX "audit_entries_user_id_idx" ON "audit_entries"("user", "id");

-- CreateIndex
CREATE INDEX "audit_entries_share_id_idx" ON "audit_entries"("share", "id");

-- CreateIndex
CREATE INDEX "audit_entries_kind_id_idx" ON "audit_entries"("kind", "id");

-- AddForeignKey
ALTER TABLE "admin_sessions" ADD CONSTRAINT "admin_sessions_administrator_id_fkey" FOREIGN KEY ("administrator_id") REFERENCES "administrators"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_id_fkey" FOREIGN KEY ("id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "groups" ADD CONSTRAINT "groups_id_fkey" FOREIGN KEY ("id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_permissions" ADD CONSTRAINT "share_permissions_share_id_fkey" FOREIGN KEY ("share_id") REFERENCES "shares"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_permissions" ADD CONSTRAINT "share_permissions_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;
