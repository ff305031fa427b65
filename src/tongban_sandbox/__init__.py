"""The partners of Tongban, played by one separate process over real HTTP.

Tongban asks other houses instead of asking people for papers: the population register, the photo library,
the hospital, the drug-user register, the national traffic platform, the bank, the finance office, the
message gateway, the post and the card printer. This package plays all of them, so that the product runs and
is tested without any of them, and so that anybody can make one of them slow, wrong or silent and watch what
the product does about it.

It is written from `docs/partners/contract.md` alone and imports nothing of `tongban`: both sides read the
contract, neither reads the other's code, so an error in one is seen by the other.

Words: a *partner* is one of the houses; a *question* is a signed request of the product; an *event* is
a signed message a partner sends by itself, kept in a queue until the product has taken it; a *switch* makes
a partner misbehave in one way.

The files: `http` (server), `signing` and `keys` (RFC 9421, RFC 9530), `store` (one SQLite file),
`questions` (from request to signed answer), `partners/` (one file each), `callbacks` (the queue of events),
`switches`, `control` (JSON for programs), `pages/` (for people, the cashier among them).

Promises: a question that changes something acts once however often it is asked; what was answered is on
disk before the answer leaves, and is there after `kill -9`; an event is tried again for 24 hours.
"""
