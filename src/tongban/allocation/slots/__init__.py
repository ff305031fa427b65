"""slots: sessions of any kind, and who gets a slot in one. Part of the room `allocation`.

What it keeps. *Sites* (test centres, inspection stations, offices) with their units and opening hours; *sessions*,
each with its capacity and the formula that gave it; published *plans* of sessions; *preferences*, runs and *slots*;
examiners and how each day's were drawn.

Words. A *plan* is published, takes *preferences* (best first) in a window, is *fixed* when the window ends and *run*
once. People are served in the order of a published *rule*, which is data: priority, then the *ordering time*, then the
draw among equals, which is a draw of this room like any other. A slot is *booked*, *attended*, *cancelled*, *absent*,
*released* (a later part of a test in one go that cannot be taken) or *void* (the site's fault). *Standing by* means to
take a slot that is freed later.

Promises. Asking faster or more often gains nothing: within the window only the rule counts. The published files hold
every line that counted, under codes, so that anybody finds the same result by `docs/assignment-format.md`, and sees
that no school was preferred. One person has one slot for each subject and one preference for each test, through
however many accounts. A freed slot goes to the next in line by itself. No session is ever oversold: the database
refuses it. Examiners are drawn on the day from a secret whose hash was public before.

Who calls it. Ordering times, priorities and what may be booked are the callers' to know (`assessment.exams`,
`services`): they are arguments. `web` calls `preferring`, `booking`, `planning`, `queries`; jobs call `running` and
`ranking`. Others listen to "plan_run", "slot_given", "slot_ended".
"""
