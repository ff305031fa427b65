-- Published views of examinations: files, sittings, results and recordings, without persons.
-- Columns are only ever added to.

CREATE VIEW published.exam_files AS
SELECT id, target, kind, subjects, accepted_on, region, office, schooling, school, learner_permit_issued_on, learner_permit_valid_to,
       passed, state, "end" AS ended_why, ended_on, moved_from, moved_to, places_changed
FROM public.exams_examfile;
COMMENT ON VIEW published.exam_files IS 'One row per person and class being tested; ended and licensed ones included';
COMMENT ON COLUMN published.exam_files.school IS 'Code of the outlet of the driving school';

CREATE VIEW published.exam_sittings AS
SELECT id, file_id, subject, booking, booking_number, attempt, session, centre, "on", starts_at, desk, car, route,
       examiner, present_at, started_at, ended_at, state, counts, score, passed, recorded
FROM public.exams_sitting;
COMMENT ON VIEW published.exam_sittings IS 'One row per candidate, session, subject and try; score and passed are those of the newest result';

CREATE VIEW published.exam_results AS
SELECT id, sitting_id, number, score, passed, edition, deductions, evidence_digest, reason <> '' AS by_hand, made_at, made_by,
       (SELECT array_agg(role ORDER BY role) FROM public.exams_signature AS signed WHERE signed.result_id = result.id)
           AS signed_by
FROM public.exams_result AS result;
COMMENT ON VIEW published.exam_results IS 'Every result, changed ones included: number 2 and later were made by hand';

CREATE VIEW published.exam_recordings AS
SELECT sitting_id, sha256, camera, started_at, ended_at, keep_until
FROM public.exams_recording;
COMMENT ON VIEW published.exam_recordings IS 'Registered recordings of sittings, by hash';
