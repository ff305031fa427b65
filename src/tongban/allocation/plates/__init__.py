"""plates: numbers given out fairly. Part of the room `allocation`.

What it keeps. Every number of every *pool* (one for an authority, a type of plate and a kind of drive) and how it
stands; the *segments* that are filed with the province, announced and released; the *choices* of people, with each
random set they were offered and each number they tried; dated *bans*.

Words. A number is *free* when it is released, in nobody's claim and on no vehicle. It is *offered* for seconds while it
is in somebody's random set, *reserved* for days once it was chosen, *used* on a vehicle, *kept* for the owner who gave
it back, *cooling* after that, *withheld* with a public reason.

Promises. There are two lawful ways to a number (O164 art. 43): a random set to choose one from, and numbers asked for
by name in an order. A number just released is given at random only, for days, then each becomes askable on a random
day. Sets follow from a secret whose hash is public before it is used and which is published the day after: anybody can
check theirs. Claiming is one guarded statement, losing is an answer, and a claim ends by comparison with the clock.
Nobody, staff included, sees or holds a number outside a running choice.

Who calls it. `services` in the transaction of a decision: `queries.find_reserved`, `numbers.use`, `numbers.give_back`;
`web`: `choosing`, `releasing`, `queries`.
"""
