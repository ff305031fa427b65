"""The register of non-motor vehicles 非机动车登记: which e-bike, whose, with which plate, since when.

It is small on purpose: non-motor vehicles have no certificate, no restrictions and no inspection marks.

Words: a *bike* is a file by its whole-vehicle code (整车编码); its *plate* has a kind, ordinary (正式号牌) or delivery
(专用号牌), and a number, which is given in order and never chosen; a delivery plate is tied to a *firm* and a *rider*
and carries a *tag* (RFID, its EPC); a *licence* (行驶证) is one issue of the electronic document, named by its serial.

Promises: `queries.bike_as_of(id, on)` answers for any day since registration. The narrow row equals the fold of the
facts. No two live bikes have one code, one number or one tag: the database refuses it. Numbers of a region and kind
follow each other without a gap: one statement takes the next under a lock that the transaction holds.

Numbers of a plate that was changed or whose registration ended are not given to anybody else. Corrections strike and
add, as everywhere; a licence that was declared void stays void.

Callers: `casework` and `services` (through a decision), `demo`, the nightly comparison here. Whether something *may*
happen is law's question; this room keeps what was decided.
"""
