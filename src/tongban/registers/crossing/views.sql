-- Published views of vehicles that enter for a time: permits and passages, without owners, numbers or plates.
-- Columns are only ever added to.

CREATE VIEW published.crossing_permits AS
SELECT id, scheme, ground, office, region, since, until, cancelled_on
FROM public.crossing_permit;
COMMENT ON VIEW published.crossing_permits IS 'One row per permit of a vehicle from Macau or Hong Kong';

CREATE VIEW published.crossing_passages AS
SELECT p.kind, p.at, p.port, (SELECT max(m.scheme) FROM public.crossing_permit m WHERE m.vin = p.vin) AS scheme
FROM public.crossing_passage p;
COMMENT ON VIEW published.crossing_passages IS 'Vehicles at the barrier; scheme is null where one never had a permit';
