"""What is on record.

One sub-room per register (`drivers`, `vehicles`, `bikes`); they do not know each other. What they share, dated facts
and their correction, stands in `dated`. A register answers three questions and promises that the answers agree: what is
true now (a narrow row, for lists and locks), what was true in law on a day (dated facts), and what we knew on a day
(the entries that wrote those facts).

Only `actions` change a register. Every action writes exactly one entry and joins the transaction of its caller.
Nothing is overwritten: a correction strikes a fact and adds another, and both stay readable for ever.
"""
