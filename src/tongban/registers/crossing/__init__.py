"""The register of vehicles that enter for a time 临时入境机动车: clearances of vehicles from Macau and Hong Kong, and
the log of the border.

Words: a *clearance* is plate and licence together (临时入境牌证), under a *scheme* ("hengqin", "macau", "hongkong"),
for one vehicle by its VIN, its owner and the drivers filed with it; a *passage* is one vehicle at the barrier, entered
or exited, as border control told it, named by border control's own number.

Promises. One live clearance for a vehicle, one for an owner under a scheme: asked under a lock on both. A passage is
kept once, however often and in whatever order it is told; one of a vehicle without a clearance is kept too, for a
person to look at. How many days a vehicle has been here is computed from the passages whenever somebody asks
(`law.rules.stays`); nothing is counted up, so nothing can be counted twice. States of a clearance follow from days and
passages. Nobody is judged here: days that are over are shown to a person.

Not kept here: which mainland licence a driver holds (`registers.drivers`), and the places of a quota (`allocation`).

Callers: `services.cross_border` (through a decision, and for border control's messages), `web`, `demo`.
"""
