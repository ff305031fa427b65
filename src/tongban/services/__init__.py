"""The catalogue: one file per service, in folders by catalogue letter.

A service is one `Service(...)` object and one function `carry_out` that calls register actions. Everything else
comes from the object: pages, work lists, notices, deadlines, statistics, the kiosk menu, the partner API, the
public catalogue. A service's own words stand in its file in both languages.

To add one: `./tongban service new D99` writes three files (this folder, the law topic's case file, the story test)
with a working example. Nothing else needs to be touched: the files of this room are found when the app loads, and a
system check refuses a duplicate code, an unknown fee, limit, article or material, and a service nobody may accept
anywhere.

Where a public item is a page and no case (choosing a plate number, the days of mortgages) its file holds an `OpenPage`.

What several services of a folder do lies beside them: `driver/papers.py`, `vehicle/papers.py` and `electronic.py` make
a licence (claims, credential, card), `vehicle/plates.py` orders plates, `vehicle/moving_in.py` asks another city for
the file, `bike/electronic.py` gives an e-bike its licence; `materials.py` names what is asked for. `numbers.py` is the
choosing of plate numbers, for pages and desks.

`vehicle/registering.py` is what new registrations share, `numbering.py` gives a vehicle its number, `parties.py` names
who else has to agree, `temporary.py` gives temporary plates, `moving_out.py` and `between_regions.py` work with other
cities, `ending.py` closes a registration; `driver/learner_permit.py` makes a learner permit. `driving_tests.py` books
tests: it asks the exam file and hands `allocation.slots` its ordering keys. `tasks/` holds the jobs: what happens
when a room below announces something.
"""
