-- Published views of people: persons, accounts and mandates as counts and ids, without names, numbers or addresses.
-- Columns are only ever added to.

CREATE VIEW published.persons AS
SELECT id, identity_kind, sex, extract(year FROM born)::int AS birth_year, region, alive, assurance,
       account_id IS NOT NULL AS has_account, phone_lookup IS NOT NULL AS has_phone, merged_into_id AS merged_into
FROM public.people_person;
COMMENT ON VIEW published.persons IS 'One row per person known; year of birth only, region of residence (GB/T 2260)';

CREATE VIEW published.accounts AS
SELECT id, kind, is_active
FROM public.people_account;
COMMENT ON VIEW published.accounts IS 'One row per account for logging in';

CREATE VIEW published.mandates AS
SELECT id, principal_id AS principal, agent_id AS agent, service, since, until, accepted_at, ended_on
FROM public.people_mandate;
COMMENT ON VIEW published.mandates IS 'Who may act for whom in which service; principal and agent are ids of persons';

CREATE VIEW published.live_checks AS
SELECT id, person_id AS person, engine, asked_at, outcome, decided_at, decided_by
FROM public.people_livecheck;
COMMENT ON VIEW published.live_checks IS 'Comparisons of a living face with a document; decided_by is a staff number or an engine';

CREATE VIEW published.organisations AS
SELECT id, code, region
FROM public.people_organisation;
COMMENT ON VIEW published.organisations IS 'Organisations by unified social credit code (GB 32100)';
