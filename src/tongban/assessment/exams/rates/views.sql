-- Published views of pass rates: sums by centre, and the figures of others. No person is in them.
-- Columns are only ever added to.

CREATE VIEW published.exam_pass_sums AS
SELECT month, centre, subject, target, class_group, tests, passes, first_tests, first_passes
FROM public.rates_pass_sum;
COMMENT ON VIEW published.exam_pass_sums IS 'Tests taken and passed by month, centre, subject and class, made anew every night; small sums included: what is shown to everybody leaves them out';
COMMENT ON COLUMN published.exam_pass_sums.first_tests IS 'Of these, the first judged test of a file in its subject';

CREATE VIEW published.exam_figures_of_others AS
SELECT site.source_id AS source, source.publisher, source.licence, source.since, source.until, source.subject, source.class_group,
       site.code, site.name, site.latitude, site.longitude, site.tests, site.passes, site.first_tests, site.first_passes
FROM public.rates_source_site AS site JOIN public.rates_source AS source ON source.code = site.source_id;
COMMENT ON VIEW published.exam_figures_of_others IS 'Test centres of other authorities with their published counts';
