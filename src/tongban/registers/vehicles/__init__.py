"""The register of vehicles 机动车登记: which vehicle, whose, in what state, since when, and what rests on it.

Words: a *vehicle* is a file by its VIN (车辆识别代号); its *registered owner* and co-owners are persons or
organisations, by id; a *restriction* is a mortgage, pledge, attachment (查封), seizure (扣押) or detention
(扣留), each with its rank by time; a *letter* is one state letter of the national register ("G" violation
not handled ...), several at once; a *paper* is one issue of the vehicle licence (行驶证) or the
registration certificate (登记证书), named by its serial; a *page* is one page of the electronic file
(电子档案); a *check* (查验) is what an officer found on the vehicle, never changed (`checking`); a *move* is
the way of a vehicle from or to another city (`moves`). Codes are those of the national register, with
their words in `codes.toml`.

Promises: `queries.vehicle_as_of(id, on)` answers for any day since registration, `known_on` as in `registers.dated`.
The narrow row equals the fold of the facts. No two live vehicles have one VIN, or one plate number: the database
refuses it. Restrictions are ranked under the lock of the row, so of two that arrive in one second one is earlier, for
ever. What days alone change (overdue, past its years) is not stored: `law.rules.vehicle_states` adds it.
`queries.life_of` is the whole life.

Callers: `casework` and `services` (through a decision), `demo`, the nightly comparison here. Whether something *may*
happen is law's question; this room keeps what was decided.
"""
