-- Published views of documents: papers, cards and blanks, without persons, portraits or what is printed.
-- Columns are only ever added to.

CREATE VIEW published.credentials AS
SELECT id, subject, card_serial, issued_at, valid_until, revoked_at, suspended, status_list, cause, kind
FROM public.documents_credential;
COMMENT ON VIEW published.credentials IS 'One row per electronic licence on one device, or document of a vehicle';
COMMENT ON COLUMN published.credentials.subject IS 'Driver file or vehicle it speaks of';

CREATE VIEW published.blanks_daily AS
SELECT office, received_on AS day, count(*) AS received, count(*) FILTER (WHERE state = 'taken') AS taken,
       count(*) FILTER (WHERE state = 'spoilt') AS spoilt, count(*) FILTER (WHERE state = 'stock') AS stock
FROM public.documents_blank GROUP BY 1, 2;
COMMENT ON VIEW published.blanks_daily IS 'Blank cards by office and day of delivery; received = taken + spoilt + stock';

CREATE VIEW published.spoilt_blanks AS
SELECT serial, office, spoilt_on, spoilt_by, spoilt_seen_by
FROM public.documents_blank WHERE state = 'spoilt';
COMMENT ON VIEW published.spoilt_blanks IS 'Cards spoilt, each seen by two accounts of staff';

CREATE VIEW published.cards AS
SELECT serial, subject, "case" AS case_id, office, delivery, state, tries, ordered_at, changed_at, handed_by
FROM public.documents_card;
COMMENT ON VIEW published.cards IS 'Licence cards and where they are; tries counts how often one was posted';

CREATE VIEW published.receipts AS
SELECT id, "case" AS case_id, content ->> 'outcome' AS outcome, entry, root_size, issued_at
FROM public.documents_receipt;
COMMENT ON VIEW published.receipts IS 'Receipts; root_size is the size of the sealed log each one carries';

CREATE VIEW published.plate_sets AS
SELECT id, plate_type, vehicle, "case" AS case_id, office, maker, state, urgent, delivery, ordered_at, promised_at,
       ready_at, reached_at, voided_on
FROM public.documents_plateset;
COMMENT ON VIEW published.plate_sets IS 'Sets of plates on their way, with promised and measured times; no numbers';

CREATE VIEW published.plate_pieces AS
SELECT id, set_id, place, kind, serial, state, "where" AS lies_at, pressed_at, checked_by, destruction_id, changed_at
FROM public.documents_platepiece;
COMMENT ON VIEW published.plate_pieces IS 'Plates, each on one blank, from pressing to destruction';

CREATE VIEW published.temporary_plates AS
SELECT id, "row" AS case_of_law, area, sheets, vehicle_type, office, region, since, until, extended_until, extended_by,
       formal_on, ended_on, given_at
FROM public.documents_temporaryplate;
COMMENT ON VIEW published.temporary_plates IS 'Temporary plates by the case of law, without numbers, vehicles or owners';
