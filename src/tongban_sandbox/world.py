"""What every partner works with: the file, the clock, the people, the switches, the queue of events."""

from dataclasses import dataclass
from pathlib import Path

from .callbacks import Callbacks
from .cars import Cars
from .clock import Clock
from .journal import Journal
from .keys import PartnerKeys, ProductKeys
from .people import People
from .store import Store
from .switches import SwitchBoard

PARTNERS = (
    "population",
    "photos",
    "hospital",
    "school",
    "ability",
    "narcotics",
    "residence",
    "marriage",
    "organisations",
    "platform",
    "payment",
    "fiscal",
    "messages",
    "post",
    "printer",
    "vehicles",
    "mortgages",
    "beacon",
    "tax",
    "insurance",
    "industry",
    "customs",
    "inspections",
    "crime",
    "recalls",
    "commerce",
    "makers",
    "transport",
    "quota",
    "certification",
    "delivery",
    "court",
    "home_registers",
    "border",
)


@dataclass(frozen=True)
class World:
    """One running sandbox."""

    store: Store
    clock: Clock
    people: People
    cars: Cars
    switches: SwitchBoard
    journal: Journal
    keys: PartnerKeys
    product: ProductKeys
    callbacks: Callbacks
    callback_url: str

    @classmethod
    def open(cls, home: Path, callback_url: str, clock: Clock, *, aloud: bool = False) -> "World":
        """Open or make the sandbox kept in the folder `home`."""
        store = Store(home / "sandbox.sqlite3")
        journal = Journal(clock, aloud=aloud)
        switches = SwitchBoard(store, PARTNERS)
        keys = PartnerKeys(store, PARTNERS)
        return cls(
            store=store,
            clock=clock,
            people=People(store),
            cars=Cars(store),
            switches=switches,
            journal=journal,
            keys=keys,
            product=ProductKeys(store, clock, callback_url),
            callbacks=Callbacks(store, clock, keys, switches, journal, callback_url),
            callback_url=callback_url,
        )

    def forget(self) -> None:
        """Forget everything but keys and running numbers; all partners behave normally again."""
        self.store.forget()
        self.people.forget_cache()
        self.journal.forget()
        for partner in PARTNERS:
            self.switches.reset(partner)
