"""The catalogue: one file per service, in folders by catalogue letter.

A service is one `Service(...)` object and one function `carry_out` that calls register actions. Everything else
comes from the object: pages, work lists, notices, deadlines, statistics, the kiosk menu, the partner API, the
public catalogue. A service's own words stand in its file in both languages.

To add one: `./tongban service new D99` writes three files (this folder, the law topic's case file, the story test)
with a working example. Nothing else needs to be touched: the files of this room are found when the app loads, and a
system check refuses a duplicate code, an unknown fee, limit, article or material, and a service nobody may accept
anywhere.

`driver/papers.py` is shared by the services that end with a new licence: claims, credential, card.
"""
