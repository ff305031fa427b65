"""The product inside one command: its database at hand, Django set up, in this process."""

import contextlib
import os
from collections.abc import Iterator

import django

from tongban.config import database, ports
from tongban.config.install import home, install
from tongban.config.server import at_hand
from tongban.config.up import environment_of


@contextlib.contextmanager
def at_work(*, as_owner: bool = False) -> Iterator[None]:
    """Give the block a prepared database and a Django that uses it, as the application or as the owner."""
    folder = home()
    copy_id = install(folder)
    with at_hand(folder) as urls:
        database.prepare(urls)
        chosen = ports.remembered(folder) or ports.choose(folder)
        os.environ.update(environment_of(folder, copy_id, urls, chosen, os.environ))
        if as_owner:
            os.environ.update(TONGBAN_OWNER_URL=urls.owner, TONGBAN_AS_OWNER="1")
        django.setup()
        yield
