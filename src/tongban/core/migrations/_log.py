"""SQL of the two partitioned logs, entries and looks: tables, months, and triggers that refuse changes."""

ENTRY = """
CREATE TABLE core_entry (
    id uuid PRIMARY KEY CHECK (uuid_extract_version(id) = 7),
    register text NOT NULL,
    subject uuid NOT NULL,
    kind text NOT NULL,
    effective_on date NOT NULL,
    recorded_at timestamptz NOT NULL GENERATED ALWAYS AS (uuid_extract_timestamp(id)) STORED,
    actor text NOT NULL,
    office text NOT NULL,
    channel text NOT NULL,
    cause text NOT NULL,
    facts jsonb NOT NULL CHECK (jsonb_typeof(facts) = 'object'),
    corrects uuid CHECK (corrects IS NULL OR facts ->> 'reason' <> ''),
    request_id text NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX core_entry_subject ON core_entry (subject, id);
CREATE INDEX core_entry_cause ON core_entry (cause, id);
COMMENT ON TABLE core_entry IS 'What happened: append-only, partitioned by month of id, sealed';
COMMENT ON COLUMN core_entry.kind IS 'past participle: renewed';
COMMENT ON COLUMN core_entry.effective_on IS 'the law''s day';
COMMENT ON COLUMN core_entry.recorded_at IS 'the clock''s instant, from the id';
COMMENT ON COLUMN core_entry.actor IS 'kind:account or kind:label, never a name';
COMMENT ON COLUMN core_entry.cause IS 'case, decision, partner message, correction';
COMMENT ON COLUMN core_entry.facts IS 'ids and codes, not names; personal values as salted hashes';
"""

LOOK = """
CREATE TABLE core_look (
    id uuid PRIMARY KEY CHECK (uuid_extract_version(id) = 7),
    looked_at timestamptz NOT NULL GENERATED ALWAYS AS (uuid_extract_timestamp(id)) STORED,
    person uuid NOT NULL,
    actor_kind text NOT NULL,
    actor_label text NOT NULL,
    account uuid,
    office text NOT NULL,
    channel text NOT NULL,
    purpose text NOT NULL,
    what text NOT NULL,
    "case" uuid,
    request_id text NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX core_look_person ON core_look (person, id);
CREATE INDEX core_look_account ON core_look (account, id);
CREATE INDEX core_look_case ON core_look ("case", id);
COMMENT ON TABLE core_look IS 'Who looked at whose data for which purpose: append-only, partitioned by month of id';
COMMENT ON COLUMN core_look.person IS 'whose data';
COMMENT ON COLUMN core_look.account IS 'who looked, where there is an account';
COMMENT ON COLUMN core_look.purpose IS 'see core.audit.Purpose';
COMMENT ON COLUMN core_look.what IS 'code of what was shown';
"""

REFUSE = """
CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: what is on record is never changed or removed. To mend an entry, write a correction.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
"""

# Row triggers of a parent are inherited by its partitions, statement triggers are not.
GUARD = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
"""

# Runs with the owner's rights, so that the application, which owns nothing, can have the months of a year ahead
# made by a job. It can only ever add empty partitions.
MONTHS = """
CREATE FUNCTION core_make_partition(parent text, partition text, lower_bound text, upper_bound text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)',
                   partition, parent, lower_bound, upper_bound);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change()',
                   partition || '_no_truncate', partition);
END
$$;

CREATE FUNCTION core_month_bound(month date) RETURNS text
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT quote_literal(
        (lpad(to_hex((extract(epoch FROM month::timestamp AT TIME ZONE 'Asia/Shanghai') * 1000)::bigint), 12, '0')
         || repeat('0', 20))::uuid)
$$;

CREATE FUNCTION core_make_partitions(this_month date, months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent text;
    month date;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('core_make_partitions'));
    FOREACH parent IN ARRAY ARRAY['core_entry', 'core_look'] LOOP
        SELECT to_date(min(right(child.relname, 7)), 'YYYY_MM') INTO month
            FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
            WHERE inhparent = parent::regclass AND child.relname ~ '_[0-9]{4}_[0-9]{2}$';
        IF month IS NULL THEN
            month := date_trunc('month', this_month)::date;
            PERFORM core_make_partition(parent, parent || '_before', 'MINVALUE', core_month_bound(month));
            made := made + 1;
        END IF;
        WHILE month <= date_trunc('month', this_month) + make_interval(months => least(months_ahead, 36)) LOOP
            IF to_regclass(parent || to_char(month, '_YYYY_MM')) IS NULL THEN
                PERFORM core_make_partition(parent, parent || to_char(month, '_YYYY_MM'), core_month_bound(month),
                                            core_month_bound((month + interval '1 month')::date));
                made := made + 1;
            END IF;
            month := (month + interval '1 month')::date;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;
"""

GUARDED = ("core_entry", "core_look", "core_seal", "core_seal_leaf")
