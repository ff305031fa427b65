"""Other offices: deployments of Tongban in other cities and provinces, each with its own database, keys and clock.

Two offices know each other once an administrator of each has *introduced* the other: its region, its address, its key,
whose fingerprint is compared by telephone. From then on they write *letters*. A letter is noted in the transaction that
has something to say, so that it exists exactly when what it tells of happened; a job hands it over, signed, and again
until the other office has acknowledged it with a signed receipt. The receiver stores a letter once under its number
and answers a repeat with the same receipt, so nothing is lost and nothing doubled, whichever of the two is killed when.

A letter that was refused for good (403, 409, 422) stays, with what was said, for a person to look at. Clocks: a
signature older or newer than five minutes is refused, and the list of offices says by how much the clocks differ.
"""
