"""outlets: where people go, who works there, and who may do what where.

An *outlet* is any service point: the office of the city or a county, a police station, a post office, a
hospital, a dealer, bank, insurer or other firm, a kiosk, a registration station, and the online service
itself (kind `online`), so that one question answers for every channel. An office has *windows*. A *staff
member* is an account with a staff number, an outlet and *posts* (acceptance, review, ...); what they may do
are *grants*: one power (see, work, decide, configure) for a service or all, at an office or all. A
*qualification* is what somebody passed (checking officer, examiner); it is stored here and written by the
room that teaches.

The *delegation matrix* says which kind of outlet, or which single one, may *accept*, *decide* or *produce* a
service, in which region, from which day to which. Nothing is delegated that has no row. `catalogue.toml`
ships the matrix of the demo province with the 139 services of the catalogue; a real authority loads its own.

Promises: rights have first and last days, and the last day still counts. Nobody grants themselves anything.
Every change is an entry in the register "outlets". `actor_for` needs at most three SQL statements,
`may_accept` one. No names of persons are kept: staff are their numbers.

Called by casework (delegation on every acceptance), web (actor, nearest outlet, opening hours), documents
(the office that holds a stock of blanks), demo, and the command `./tongban catalogue --counts`.

* `actions`: verbs that change places, staff, rights and the matrix.
* `queries`: rights, places, opening hours. `catalogue`: the shipped services and matrix, without a database.
"""
