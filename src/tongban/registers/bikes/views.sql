-- Published views of the register of bikes: bikes by region, kind of plate and edition, without owners, numbers or codes.
-- Columns are only ever added to.

CREATE VIEW published.bikes AS
SELECT id, region, kind, make ->> 'edition' AS edition, owner_kind, registered_on, check_due_on, ended, revision
FROM public.bikes_bike;
COMMENT ON VIEW published.bikes IS 'One row per e-bike as it stands';
COMMENT ON COLUMN published.bikes.kind IS 'Of its plate: ordinary or delivery';
COMMENT ON COLUMN published.bikes.ended IS 'Empty while it is registered';
