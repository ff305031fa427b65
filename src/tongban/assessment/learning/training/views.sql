-- Published views of training: examinations, trainings, qualifications and postings, by staff number.
-- Columns are only ever added to.

CREATE VIEW published.staff_examinations AS
SELECT id, number AS staff, outlet, qualification, edition, "on", started_at, ended_at, ended_by, score, pass_mark, passed
FROM public.training_attempt;
COMMENT ON VIEW published.staff_examinations IS 'Examinations that staff and partners'' clerks sat; passed is null while one goes on';

CREATE VIEW published.staff_trainings AS
SELECT id, topic, outlet, held_on, minutes, led_by, jsonb_array_length(numbers) AS attended
FROM public.training_held;
COMMENT ON VIEW published.staff_trainings IS 'Trainings held, with the number of those who took part';
