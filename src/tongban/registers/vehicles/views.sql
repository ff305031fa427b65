-- Published views of the register of vehicles: vehicles by type, use and region, without owners, numbers or VINs.
-- Columns are only ever added to.

CREATE VIEW published.vehicles AS
SELECT id, plate_type, type, use, make ->> 'fuel' AS fuel, extract(year FROM made_on)::int AS made_year, registered_on,
       authority, region, owners -> 0 ->> 1 AS owner_kind, jsonb_array_length(owners) AS owners, inspected_to, insured_to,
       scrap_on, letters, live, jsonb_array_length(restrictions) AS restrictions, revision
FROM public.vehicles_vehicle;
COMMENT ON VIEW published.vehicles IS 'One row per vehicle as it stands';
COMMENT ON COLUMN published.vehicles.letters IS 'State letters on record without A, sorted; days and restrictions add K, L, M, Q';
COMMENT ON COLUMN published.vehicles.scrap_on IS 'Null: no limit';

CREATE VIEW published.vehicle_facts AS
SELECT subject, facet, since, until, entry, struck_by
FROM public.vehicles_vehiclefact;
COMMENT ON VIEW published.vehicle_facts IS 'Dated facts of vehicles, corrected ones included; the value is left out';

CREATE VIEW published.vehicle_papers AS
SELECT vehicle, kind, number, issued_on, cause, voided_on, void_cause, entry
FROM public.vehicles_paper;
COMMENT ON VIEW published.vehicle_papers IS 'Every issue of a vehicle licence or certificate, and since when and why it is void';
