"""exchange: everything that is asked of others or told by them (信息共享).

What it keeps. Every question put to a partner, with who it was about, why it was asked, how long it took and
the signed answer (`exchange_question`); every message a partner sent us, once (`exchange_message`); the
pinned keys of partners; payment orders, payments, refunds, tills and differences; messages to telephones;
parcels; the other offices we know and the letters to and from them (`offices`).

Words. A *partner* is somebody outside who holds facts or does something for us: the hospital network, the
bank, the post. A partner is one file here: what it is asked, on which legal basis, which fields, how long
answers are kept, how long we wait (`registry.partners()` gives that contract as data, and a public page
prints it). A *question* is asked over HTTP, signed by RFC 9421; an *answer* is checked for its signature, its
age, its form and the person it is about before anybody sees it. A *difference* is money that two books do not
agree on; it stays open until somebody settles it. A *letter* is what one office tells another; it is noted with
what it tells of, and handed over until the other has signed for it. The houses that know of vehicles, asked by
VIN, are `about_vehicles`; `vehicles.py` is a partner about a person: their own overdue vehicles. The plate press
(`press.py`) is a machine, not a partner: its protocol is `docs/partners/press-protocol.md`.

Promises. A question is asked outside of any transaction, under time limits, again under the same idempotency
key where the first try may have been lost, and not at all while the partner's circuit breaker is open.
Whatever comes of it, one row says so, and the citizen concerned can read it (`queries.questions_about`). An
answer that is nonsense, about another person or not signed by the pinned key is never used. What partners
tell us is stored once, however often they tell it. Money changes only with an entry, and a provider's payment
reference counts once, for ever.

Who calls it. `casework` asks for evidence (`client.ask_many`) and takes payments; `documents` prints and
posts; `web` hands over what partners send (`actions.receive`). It calls `core` and reads `law.facts`, nothing
above. The contract with partners, from which both sides are written, is `docs/partners/contract.md`.
"""
