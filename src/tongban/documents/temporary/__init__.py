"""Temporary plates (临时行驶车号牌): the register of what was given, each with its number, span and sheets.

Words: the *row* is the case of law for which a plate is given (`law.rules.temporary_plates`); its *area* says where it
may be used: in the area of the office, across areas, for tests, for a vehicle of special size; its *holder* is the
owner it is counted for. *Formal* plates are those that registration gives.

Promises. Each authority and letter has one row of serials, so no number is given twice. A plate is never written with
an end after its insurance: the database refuses it. How many a vehicle had for a row is counted under a lock on its
VIN, so that of two requests in one second one comes after the other. Whether a plate is valid is said by comparing
days: its own end, an order's later one, the working days after the formal plates came. Nothing turns by itself.

The room is told finished facts; what may be given is law's question, whose vehicle it is the caller knows. Callers:
`services.vehicle.temporary` and nobody else in services, `web` for pages, `demo`.
"""
