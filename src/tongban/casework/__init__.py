"""The one case engine: how an application, or a duty the office finds, becomes a decision.

Words. A *service* is what a person may ask for (one `catalogue.Service` object per file in `services`). A *case* is
one request of one person for one service; its *origin* is an application, or the office's own motion. *Evidence* is
kept per *material*: fetched from a partner, on file, shown at a window, uploaded, promised (conditional acceptance) or
waived. A *verdict* is what law says of the facts; a *decision* is what the office does with it, by machine or by a
person. A *notice* tells a person once and completely what is missing or decided (一次性告知).

Seven statuses for every service: draft, submitted, in_hand, waiting, decided, closed, withdrawn; `waiting` says for
what. `states.TRANSITIONS` is the only table of moves and `states.move` the only place that assigns a status. What a
service does in between are its steps: progress, not state.

Promises. `advance(case_id)` moves a case as far as it can go now and may be called at any time by anybody: it is
idempotent, asks partners outside any transaction, and decides, charges and carries out in one. Every case that is the
machine's turn carries `wake_at`; after a crash the worker finds it there, so no acknowledged case is forgotten. A
deadline runs on working days and stops while the applicant's turn lasts. Nobody reviews what they accepted. A refusal
carries all reasons; a decision stores the law's day and the digest of the book it used.

Callers: `web` (all channels), the partner messages in `tasks`, `demo`. The engine knows services only through the
registry `catalogue.services`, which `services` fills when the app loads.
"""
