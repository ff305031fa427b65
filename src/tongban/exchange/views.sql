-- Published views of exchange: what was asked and paid, without names, numbers of persons or bodies.
-- Columns are only ever added to.

CREATE VIEW published.exchange_questions AS
SELECT id, asked_at, partner, question, purpose, case_id, outcome, tries, seconds
FROM public.exchange_question;
COMMENT ON VIEW published.exchange_questions IS 'One row per question put to a partner; seconds include all tries';

CREATE VIEW published.exchange_questions_daily AS
SELECT (asked_at AT TIME ZONE 'Asia/Shanghai')::date AS day, partner, question, outcome, count(*) AS questions,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds) AS median_seconds,
       percentile_disc(0.95) WITHIN GROUP (ORDER BY seconds) AS p95_seconds
FROM public.exchange_question GROUP BY 1, 2, 3, 4;
COMMENT ON VIEW published.exchange_questions_daily IS 'Questions by day in China, partner and outcome';

CREATE VIEW published.exchange_messages_daily AS
SELECT (received_at AT TIME ZONE 'Asia/Shanghai')::date AS day, partner, event, count(*) AS messages
FROM public.exchange_message GROUP BY 1, 2, 3;
COMMENT ON VIEW published.exchange_messages_daily IS 'Messages partners sent, each counted once';

CREATE VIEW published.exchange_orders AS
SELECT o.id, o.created_at, o.paid_at, o.state, o.amount, o.channel, o.office, o.bill_number <> '' AS billed,
       (SELECT count(*) FROM public.exchange_order_case c WHERE c.order_id = o.id) AS cases
FROM public.exchange_order o;
COMMENT ON VIEW published.exchange_orders IS 'One row per payment order, amounts in yuan';

CREATE VIEW published.exchange_payments_daily AS
SELECT (paid_at AT TIME ZONE 'Asia/Shanghai')::date AS day, method, counts, count(*) AS payments, sum(amount) AS yuan
FROM public.exchange_payment GROUP BY 1, 2, 3;
COMMENT ON VIEW published.exchange_payments_daily IS 'Payments by day in China; counts = false: given back';

CREATE VIEW published.exchange_refunds AS
SELECT id, payment_id, amount, reason, state, requested_at, due_on, done_at FROM public.exchange_refund;
COMMENT ON VIEW published.exchange_refunds IS 'Refunds with their due days';

CREATE VIEW published.exchange_differences AS
SELECT id, day, kind, ours, theirs, found_at, due_on, settled_at FROM public.exchange_difference;
COMMENT ON VIEW published.exchange_differences IS 'Where two books did not agree; open while settled_at is null';

CREATE VIEW published.exchange_tills AS
SELECT id, till, office, day, float_amount, expected, counted, counted - expected AS difference, closed_at
FROM public.exchange_till_day;
COMMENT ON VIEW published.exchange_tills IS 'Cash at the desk by till and day';

CREATE VIEW published.exchange_parcels AS
SELECT id, case_id, state, state_at, ordered_at FROM public.exchange_parcel;
COMMENT ON VIEW published.exchange_parcels IS 'Parcels; state is ordered or the latest event';
