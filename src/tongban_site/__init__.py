"""A test site without a network: one program on one machine, for a day in a township.

Before it leaves, the office gives it a signed *package* that only this site can open: the sessions of the day, who is
expected, their photographs, the papers of theory tests, the list of faults that riding is judged by. During the day
it works alone, in the browser of any tablet on the site's own wireless network: examiners check in, compare, start,
take points off, let people sign, note recordings; candidates answer their paper. Afterwards it writes one signed file
that the office takes in. The form of both is docs/partners/site-day.md; nothing of `tongban` is imported, so an
error in one side is seen by the other.

Words. The *journal* is the only record: one line for each thing that happened, each with the hash of the one before.
Everything that pages show is read out of it. A *try* is a sitting, or its re-sit (`SITTING:2`).

Promises. What was acknowledged is on the disk (SQLite, synchronous): `kill -9` at any moment loses no answer. The
journal is only ever added to. An answer, a result, a package counts once. Time runs by the machine's own ticks from
an instant that a person has seen: a clock that jumps, or is set, changes no time that is left, and is written down.

Files. `keys`, `envelope` (signing, sealing), `store` (the journal), `clock`, `day` (what may be done next), `verbs`,
`leaving` (the file), `server`, `pages`.
"""
