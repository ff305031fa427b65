-- Published views of the register of drivers: licences by year of birth and region, without persons or numbers.
-- Columns are only ever added to.

CREATE VIEW published.drivers AS
SELECT id, extract(year FROM born)::int AS birth_year, authority, region, first_issue_on,
       (SELECT coalesce(array_agg(held ->> 0 ORDER BY held ->> 0), '{}') FROM jsonb_array_elements(classes) AS held) AS classes,
       valid_from, valid_to, term_years, letters, medical_due_on, review_due_on, suspended_until, extended_to,
       card_serial <> '' AS has_card, version, look_on, looked_on
FROM public.drivers_driver;
COMMENT ON VIEW published.drivers IS 'One row per driver file as it stands';
COMMENT ON COLUMN published.drivers.letters IS 'Status letters without A, sorted';
COMMENT ON COLUMN published.drivers.valid_to IS 'Null: long-term';
COMMENT ON COLUMN published.drivers.look_on IS 'Next day on which the daily work has to look';

CREATE VIEW published.driver_facts AS
SELECT subject, facet, since, until, entry, struck_by
FROM public.drivers_driverfact;
COMMENT ON VIEW published.driver_facts IS 'Dated facts of driver files, corrected ones included; the value is left out';

CREATE VIEW published.licence_versions AS
SELECT driver, number, issued_on, cause, voided_on, void_cause, entry
FROM public.drivers_licenceversion;
COMMENT ON VIEW published.licence_versions IS 'Every issue of a licence, and since when and why it is void';

CREATE VIEW published.bans AS
SELECT id, code, since, until, lifted_by IS NOT NULL AS lifted, entry
FROM public.drivers_ban;
COMMENT ON VIEW published.bans IS 'Bars to applying (N01 to N13); whom they concern is left out';

CREATE VIEW published.reminders AS
SELECT driver, duty, due_on, days_before, sent_at FROM public.drivers_reminder;
COMMENT ON VIEW published.reminders IS 'Reminders of due days that went out';
