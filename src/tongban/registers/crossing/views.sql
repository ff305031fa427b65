-- Published views of vehicles that enter for a time: clearances and passages, without owners, numbers or plates.
-- Columns are only ever added to.

CREATE VIEW published.crossing_clearances AS
SELECT id, scheme, ground, office, region, since, until, cancelled_on
FROM public.crossing_clearance;
COMMENT ON VIEW published.crossing_clearances IS 'One row per clearance of a vehicle from Macau or Hong Kong';

CREATE VIEW published.crossing_passages AS
SELECT p.kind, p.at, p.port, (SELECT max(m.scheme) FROM public.crossing_clearance m WHERE m.vin = p.vin) AS scheme
FROM public.crossing_passage p;
COMMENT ON VIEW published.crossing_passages IS 'Vehicles at the barrier; scheme is null where one never had a clearance';
