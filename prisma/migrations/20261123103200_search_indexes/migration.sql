-- CreateIndex
CREATE INDEX "users_full_name_id_idx" ON "users"("full_name", "id");

-- Those who were never seen come last in both directions.
CREATE INDEX "users_last_seen_idx" ON "users"("last_logon_at" DESC NULLS LAST, "id" DESC);

-- For words in the middle of names. Where the database does not have the extension, or this account may not add it,
-- a search reads every name, as it did before.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "users_words_idx" ON "users" USING gin ("name" gin_trgm_ops, "full_name" gin_trgm_ops);
  CREATE INDEX "principals_words_idx" ON "principals" USING gin ("name_key" gin_trgm_ops);
EXCEPTION
  WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
    RAISE NOTICE 'pg_trgm cannot be had: %', SQLERRM;
END
$$;
