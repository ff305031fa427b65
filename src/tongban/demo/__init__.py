"""demo: the demo city, a made-up population in real districts of Nanjing, from a seed, a size and a day.

A *resident* is one made-up person as everybody knows them: the office's record, their driver file, and what the
partners know. A *situation* is a resident with something to try: a code, a title, what to do, what to expect, and
the reason codes the law's rules give for them on the demo's day (a test asks the rules). The *population* is the
rest, generated person by person from (seed, position), so that any stretch of it can be made again anywhere, in
constant memory, in any order. Its *past year* is the decided cases before the day. The *city* is the service
points, windows, staff, rights, stock and matrix.

Everybody here is invented. Identity numbers are valid by GB 11643, in regions that exist, with order numbers from
900 on, which offices rarely reached. The same seed, size and day give the same people, to the last digit; ids and
times of recording are new each time.

Promises: no licence is in a state that the law's own rules call impossible: letters that time sets are set by
`law.rules.due`, validity follows the steps of the book, points cycles are those of the first issue. The register
of a loaded city equals the fold of its facts, and the daily work of its first day touches only situations.

* `load.load(size=, seed=)`: fills an empty database; `python -m tongban.demo.load` does it for `tongban up`.
* `load.teach_sandbox()`: tells the partner sandbox again what partners know of these people.
* `accounts.accounts()`: who can log in, for the login page and for `up`; needs neither database nor Django.
* `situations.situations(day, book)`: the catalogue; `page.page()` prints it into `docs/generated/demo-people.md`.

Called by `config` (first start, benchmarks) and `web` (login page). Nothing imports it but these.
"""
