"""learning: two years of tests in the demo city, for as many candidates as asked for, and some who cheat.

Words. A *life* is what one candidate did: accepted, booked, tested, failed, stayed away, gave up, got the licence. A
*scheme* is a way of cheating; its traces are in the data as they would be: who examined whom, how fast, from which
desk, with which recording. Nothing is marked.

The *sealed list* says who cheats. All lives and schemes are drawn from the seed together with a secret that is made
when the history is loaded, so that nobody who has this code and the seed can reckon the list; the same seed and secret
make the same history again. The list is written into a folder of its own, encrypted; its hash is in an entry of the
same transaction as the last file, so that it cannot be made to fit later. The key is printed once, or kept beside it.

Files are taken over by `exams.bulk`: the same rows and entries as one by one, with the law's own judgement of each.
One plan of the coming days is published, fixed, drawn and run for those who wait, with its proofs. Partners of the
sandbox do not know these people.

Called by `load` (`--candidates`, `--open-list`) and by `filling` for the small history that every demo has.
"""
