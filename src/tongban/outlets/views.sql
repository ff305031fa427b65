-- Published views of outlets: places, staff numbers, rights and the delegation matrix. No names of persons.
-- Columns are only ever added to.

CREATE VIEW published.outlets AS
SELECT id, code, name_zh, name_en, kind, region, lat, lon, opened_on, closed_on
FROM public.outlets_outlet;
COMMENT ON VIEW published.outlets IS 'Service points; region by GB/T 2260, place in degrees WGS 84';

CREATE VIEW published.windows AS
SELECT w.id, o.code AS outlet, w.number, w.services
FROM public.outlets_window w JOIN public.outlets_outlet o ON o.id = w.outlet_id;
COMMENT ON VIEW published.windows IS 'Windows of outlets; empty services mean all';

CREATE VIEW published.staff AS
SELECT s.id, s.number, o.code AS outlet, s.posts, s.employed_on, s.left_on
FROM public.outlets_staffmember s JOIN public.outlets_outlet o ON o.id = s.outlet_id;
COMMENT ON VIEW published.staff IS 'Staff by number, with outlet and posts';

CREATE VIEW published.staff_grants AS
SELECT g.id, s.number AS staff, g.power, g.service, g.office, g.since, g.until, g.ended_on
FROM public.outlets_staffgrant g JOIN public.outlets_staffmember s ON s.id = g.staff_id;
COMMENT ON VIEW published.staff_grants IS 'Powers of staff; until is the last day, ended_on the first day without it';

CREATE VIEW published.delegations AS
SELECT d.id, d.service, d.level, d.outlet_kind, o.code AS outlet, d.region, d.since, d.until, d.ended_on
FROM public.outlets_delegation d LEFT JOIN public.outlets_outlet o ON o.id = d.outlet_id;
COMMENT ON VIEW published.delegations IS 'Who may accept, decide or produce which service where, from which day to which';

CREATE VIEW published.staff_qualifications AS
SELECT q.id, s.number AS staff, o.code AS outlet, q.kind, q.since, q.until, q.struck_by IS NOT NULL AS struck,
       EXISTS (SELECT 1 FROM public.outlets_withdrawal w WHERE w.staff_id = q.staff_id AND w.kind = q.kind
               AND w.confirmed_at IS NOT NULL AND w.back_confirmed_at IS NULL AND w.dropped_at IS NULL) AS withdrawn
FROM public.outlets_qualification q
JOIN public.outlets_staffmember s ON s.id = q.staff_id JOIN public.outlets_outlet o ON o.id = s.outlet_id;
COMMENT ON VIEW published.staff_qualifications IS 'What staff passed or hold; until is the last day, withdrawn as it stands now';

CREATE VIEW published.staff_postings AS
SELECT p.id, s.number AS staff, o.code AS outlet, p.post, p.since, p.ended_on
FROM public.outlets_posting p
JOIN public.outlets_staffmember s ON s.id = p.staff_id JOIN public.outlets_outlet o ON o.id = p.outlet_id;
COMMENT ON VIEW published.staff_postings IS 'Posts of staff at outlets with their days; ended_on is the first day without it';
