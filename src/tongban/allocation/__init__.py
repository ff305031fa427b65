"""allocation: what is scarce, given out fairly or not at all. Plate numbers and sessions have pages of their own:
`plates`, `slots`.
Quota certificates (指标) that a city gives out are used once and given back: `quota_certificates`.

What it keeps. *Draws* (摇号): what can be had, who applied, the sources of chance, what they published, the result.
Every draw of the product goes through here, whatever it is about.

Words. The *pool* is what can be had. An *applicant* is a person under a *code* that stands for them in one draw only,
with a *weight* (their number of lots) and their *wishes*. A draw is *open* while people apply, *announced* once
pool and list are fixed and the *commitment* to them is published, *drawn* once it has its result, or *called off*
before it was announced, with a public reason. A *source* is a public value that will be known only later: a
beacon's pulse, the figures of a lottery. A *reading* is what one member of staff read of such figures; two readings by
different people that agree make the *value*. All values together with the commitment give the *seed*.

Promises. Nobody can choose a result or see it early: pool, list and rules are fixed and their hash is published before
the first source can be known, and the database itself refuses to change them. A draw runs once, by itself, when its
last value is there; nobody decides when. Anybody gets the same result from the published files by the published
format, `docs/draw-format.md`, with the single file `verify_draw.py` or a program of their own. One person has one
application, however often they apply; who comes late is told so.

*Places* of a scheme (`scheme_places`): so many in all or in a month, first come first served, with a public ledger.

Who calls it. `services` and `web` call `actions` and `queries`, and may listen to the topic "drawn". `drawing` is the
pure algorithm and knows no Django. The room calls `exchange` for a beacon's pulse and `core`.
"""
