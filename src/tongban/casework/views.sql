-- Published views of casework: cases, decisions, notices and ratings, without persons, answers or words.
-- Columns are only ever added to.

CREATE VIEW published.cases AS
SELECT id, number, service, origin, status, waiting_for, office, channel, agent IS NOT NULL AS by_agent, created_at,
       submitted_at, decided_at, closed_at, outcome, law_on, book, due_on, clock_stopped_on, limit_days, needs_post,
       go_on, prepared_for IS NOT NULL AS prepared, paid, order_number <> '' AS charged, notices, later_gaps, tries,
       (SELECT coalesce(array_agg(reason ->> 'code' ORDER BY reason ->> 'code'), '{}')
        FROM jsonb_array_elements(reasons) AS reason) AS reason_codes
FROM public.casework_case;
COMMENT ON VIEW published.cases IS 'One row per case of any service; drafts are status draft';
COMMENT ON COLUMN published.cases.service IS 'Permanent code of the catalogue';
COMMENT ON COLUMN published.cases.origin IS 'application, or own_motion: the office opened it';
COMMENT ON COLUMN published.cases.submitted_at IS 'When the person sent it; of own motion when they answered';
COMMENT ON COLUMN published.cases.due_on IS 'Last day of the office, or of the person to answer (own motion, waiting for applicant)';
COMMENT ON COLUMN published.cases.clock_stopped_on IS 'Since when the clock stands because it is the person''s turn';
COMMENT ON COLUMN published.cases.law_on IS 'Day whose rules decide';
COMMENT ON COLUMN published.cases.later_gaps IS 'Gaps told in a later notice that were there when an earlier one was written';
COMMENT ON COLUMN published.cases.reason_codes IS 'Codes of the reasons it waits for or was refused for';

CREATE VIEW published.case_evidence AS
SELECT case_id, material, state, partner, message, obtained_at, seconds, due_on, broken
FROM public.casework_evidence;
COMMENT ON VIEW published.case_evidence IS 'How each material of a case was had; message is the question to the partner';
COMMENT ON COLUMN published.case_evidence.broken IS 'A promise to bring it that was not kept';

CREATE VIEW published.decisions AS
SELECT id, case_id, outcome, law_on, book, facts_digest, decided_by, decided_label, decided_at, entry, corrected_by,
       (SELECT coalesce(array_agg(reason ->> 'code' ORDER BY reason ->> 'code'), '{}')
        FROM jsonb_array_elements(reasons) AS reason) AS reason_codes
FROM public.casework_decision;
COMMENT ON VIEW published.decisions IS 'One row per decision, corrected ones included';
COMMENT ON COLUMN published.decisions.decided_by IS 'Account of the person who decided; null: a machine';
COMMENT ON COLUMN published.decisions.facts_digest IS 'SHA-256 of the facts the rule read';

CREATE VIEW published.notices AS
SELECT id, case_id, kind, told_at, channel, served_at, message, jsonb_array_length(gaps) AS gaps
FROM public.casework_notice;
COMMENT ON VIEW published.notices IS 'What persons were told in writing about cases, and when it reached them';

CREATE VIEW published.inquiries AS
SELECT id, kind, case_id, office, asked_at, due_on, answered_at, answered_by
FROM public.casework_inquiry;
COMMENT ON VIEW published.inquiries IS 'Questions and complaints; answered_by is an account of staff';

CREATE VIEW published.ratings AS
SELECT case_id, stars, given_at FROM public.casework_rating;
COMMENT ON VIEW published.ratings IS 'How people rated decided cases, one to five';

CREATE VIEW published.confirmations AS
SELECT id, service, office, "on", prepared, seconds
FROM public.casework_confirmation;
COMMENT ON VIEW published.confirmations IS 'How much of a person''s time each application sent online took; no person, no case';

CREATE VIEW published.month_sums AS
SELECT month, service, office, decided, online, in_time, at_once, days, told, told_late, one_visit, rated, satisfied, bad,
       followed_up, timed, prompt
FROM public.casework_monthsum;
COMMENT ON VIEW published.month_sums IS 'Sums of decided cases by month, service and office, made anew every night';

CREATE VIEW published.visits AS
SELECT id, office, clerk, opened_at, closed_at, order_number <> '' AS charged,
       (SELECT count(*) FROM public.casework_case c WHERE c.visit = v.id) AS cases
FROM public.casework_visit v;
COMMENT ON VIEW published.visits IS 'Visits at windows; clerk is an account of staff';
