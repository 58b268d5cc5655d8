-- What changed of that which the engine is told, by revision, so that it need not be told everything each time. Kept by
-- the database itself: whoever changes a row, and however, it is noted. Only read beside the tables, never through Prisma.
CREATE TABLE "engine_changes" (
    "revision" INTEGER NOT NULL,
    -- "user", "group", "share": that row; "member": the groups of that user; "whole": more than rows can say.
    "kind" TEXT NOT NULL,
    "entry" UUID
);

CREATE INDEX "engine_changes_revision_idx" ON "engine_changes"("revision");

-- Arguments: the kind, and the column that says whose row it is; "" for none.
CREATE FUNCTION "note_engine_change"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry text := CASE TG_ARGV[1] WHEN '' THEN 'NULL::uuid' ELSE quote_ident(TG_ARGV[1]) END;
    -- Logons are noted by the thousand, and the engine told of them itself.
    fields text := entry || ' AS entry, to_jsonb(one) - ''{last_logon_at,updated_at}''::text[]';
    changed text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := format('SELECT %s AS entry FROM rows_after', entry);
    ELSIF TG_OP = 'DELETE' THEN
        changed := format('SELECT %s AS entry FROM rows_before', entry);
    ELSE
        -- Where the column itself changed, both that it was and that it is.
        changed := format(
            'SELECT entry FROM (SELECT %1$s FROM rows_after one EXCEPT SELECT %1$s FROM rows_before one) a
             UNION SELECT entry FROM (SELECT %1$s FROM rows_before one EXCEPT SELECT %1$s FROM rows_after one) b',
            fields);
    END IF;
    EXECUTE format(
        'INSERT INTO engine_changes (revision, kind, entry)
         SELECT DISTINCT appliance.revision, %L, changed.entry FROM appliance, (%s) AS changed',
        TG_ARGV[0], changed);
    RETURN NULL;
END
$$;

DO $$
DECLARE
    -- Table, kind, column.
    noted text[] := ARRAY[
        ['users', 'user', 'id'],
        ['groups', 'group', 'id'],
        ['group_members', 'member', 'user_id'],
        ['shares', 'share', 'id'],
        ['share_permissions', 'share', 'share_id'],
        ['group_nestings', 'whole', ''],
        ['access_policy', 'whole', '']
    ];
    one text[];
BEGIN
    FOREACH one SLICE 1 IN ARRAY noted LOOP
        EXECUTE format(
            'CREATE TRIGGER note_inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS rows_after
             FOR EACH STATEMENT EXECUTE FUNCTION note_engine_change(%L, %L)', one[1], one[2], one[3]);
        EXECUTE format(
            'CREATE TRIGGER note_updated AFTER UPDATE ON %I
             REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
             FOR EACH STATEMENT EXECUTE FUNCTION note_engine_change(%L, %L)', one[1], one[2], one[3]);
        EXECUTE format(
            'CREATE TRIGGER note_deleted AFTER DELETE ON %I REFERENCING OLD TABLE AS rows_before
             FOR EACH STATEMENT EXECUTE FUNCTION note_engine_change(%L, %L)', one[1], one[2], one[3]);
    END LOOP;
END
$$;
