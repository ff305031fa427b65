"""Papers, and what stands for them: the electronic licence, the card, the receipt, evidence files.

Words: a *credential* is the electronic licence of one driver on one device (ISO/IEC 18013-5 mdoc); a *show code* is
a second, small one in a QR code, good for a day. The *documents of a vehicle* (`of_vehicles`: licence, inspection
mark, licence of an e-bike) are bound to no device, and their code is good for minutes. A *blank* is an unprinted
card or plate with its serial, counted per office; plates as things are `plates`. A *card* is a blank with a licence
on it and its way to the person; a *receipt* says what was done and carries the latest sealed root of all entries,
so that it exposes whoever rewrites history later.

Promises. This room is handed finished claims and told to revoke; it never reads a register. `mdoc` is pure: issuing
and verifying need no server, no database and no network. A blank is taken once, spoilt by two people, and every day
blanks received = cards and plates made + spoilt + stock. The check pages answer about a serial, a receipt or a
credential without a login and without telling more than the paper itself says.

Who holds which key: the issuer's keys lie in the folder of this copy (`keyring`), the holder's key never leaves the
phone (`devices`), and a verifier needs only the issuers' certificates and, where it can be had, the status list.

Callers: `services` (through `casework`) when a decision is carried out, `web` for the pages, `demo`. `pdf` sets
receipts and notices with typst; a warning there is an error, so that no receipt goes out with missing characters.
"""
