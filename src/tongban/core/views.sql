-- Published views of core: what happened and who looked, without names and without facts.
-- Columns are only ever added to.

CREATE VIEW published.entries AS
SELECT id, recorded_at, effective_on, register, subject, kind, split_part(actor, ':', 1) AS actor_kind, actor,
       office, channel, cause, corrects, request_id
FROM public.core_entry;
COMMENT ON VIEW published.entries IS 'One row per thing that happened; subject, cause and actor are ids or codes';

CREATE VIEW published.looks AS
SELECT id, looked_at, person, actor_kind, actor_label, account, office, channel, purpose, what, "case", request_id
FROM public.core_look;
COMMENT ON VIEW published.looks IS 'One row per look at a person''s data; person and account are ids';

CREATE VIEW published.seals AS
SELECT number, size, encode(root, 'hex') AS root, sealed_at, day, key_id
FROM public.core_seal;
COMMENT ON VIEW published.seals IS 'Signed roots of the log of entries';

CREATE VIEW published.working_day_overrides AS
SELECT day, working, notice_year, source
FROM public.core_day_override;
COMMENT ON VIEW published.working_day_overrides IS 'Days that work or rest against the week, by dated notices';
