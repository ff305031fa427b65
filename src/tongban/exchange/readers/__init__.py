"""Readers of RFID plates at the roadside, on the lines of docs/partners/reader-protocol.md.

`wire` turns frames into values and back, without a socket; `line` keeps one connection to one reader for ever: it
attaches, hands over what comes, acknowledges what was kept, compares the clocks, and attaches again whenever the line
is lost. What becomes of a read is the caller's: `line.follow` is given a function that keeps reads.

Promises: a read is acknowledged only after the caller has kept it; nothing that a reader says can end the process; a
reader that talks nonsense is left and asked again.
"""
