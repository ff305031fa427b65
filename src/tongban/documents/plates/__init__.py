"""Plates as things: ordered, made on serial blanks, handed out, collected, destroyed (号牌制作 1+N; O164 art. 50, 51).

Words: a *set* is the plates of one number, made together; a *piece* is one of them, on one blank; a *plate maker* is
the making centre or an on-site point at a service point (号牌制作点). Numbers and who may have them are
`allocation.plates`; this room makes what was given.

Promises. Of a number one set at most is not void, and a new one makes the old one void in the same statement. A blank
becomes at most one piece, is spoilt by two people, and the press, asked twice under one job, makes one plate. A piece
that leaves the maker was read back from its picture as the number ordered. What is destroyed was returned or rejected
first and is seen by two witnesses. `queries.trace` tells of any number who, when, on which blank, and where it is.

Files: `ordering` (the old set is void), `routing` (who makes it, until when), `making` (blanks, press, check),
`handing` (hand out, post, collect), `destroying`, `queries`. Callers: `services` through a decision, `web`, `demo`.
"""
