"""The register of drivers 驾驶人登记: who holds which licence, in what state, since when.

Words: a *driver* is a person with a driver file (档案); the *licence* is what the law sees of the file on a day
(`law.facts.Licence`); a *licence version* is one issue of the paper card and its electronic twin, named by its
card serial (证芯编号); a *letter* is one status letter of O162 practice ("H" violation not handled ...), several at
once; a *fact* is one dated statement about one facet of a driver ("class:C1", "letter:M", "validity", "card").

Promises: `queries.driver_as_of(id, on)` answers for any day since the first issue, `known_on` answers what the
register believed on an earlier day. The narrow row equals the fold of the facts: `queries.differences()` compares
them each night and reports, it never repairs. A card serial is void in every check the moment a newer version
exists. The daily work of drivers.md 1.16 catches up after a stop and never acts twice: each driver carries the
next day on which law may have something to say (`look_on`), moved in the transaction that acts.

Callers: `casework` and `services` (through a decision), `demo`, the nightly tasks here. The rules themselves
stand in `law.rules`; this room keeps what they decided.
"""
