"""The digital driving licence as an ISO/IEC 18013-5 mdoc: issuing it, showing it, verifying it.

Everything here is pure: no Django, no database, no clock. Instants and days are arguments, keys come
from a folder, so that a licence is verified with the server stopped and the network cut, and a jurist or
another authority can use the package alone.

The parts, from the ground up:

- `cbor`, `cose`, `base45`   the encodings: strict reading, signatures and MACs of COSE
- `profiles`, `keys`         the certificates the standard's Annex B wants, and the folder that holds the keys
- `claims`, `mso`, `issue`   from the facts of a licence to a signed credential bound to the holder's key
- `statuslist`               which credentials were revoked or suspended since (token status list)
- `showcode`                 a second, small credential that fits a QR code and lives for 24 hours
- `vehicles`                 the documents of a vehicle and their codes: compared with the plate, bound to no phone
- `trust`, `reading`, `device`, `verify`   is it genuine and current: every check by name
- `driving`                  may this person drive class X today: the other question, kept apart
- `cli_verify`               both answers for a file, as text or JSON with an exit code

A credential that cannot be read raises `reading.Unreadable`; one that can be read but is not valid is
answered, never raised: `verify.verify` returns each check with its outcome and the words for it.
"""
