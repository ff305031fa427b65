"""A little partner for every test that wants one, and a process that remembers nothing of the test before."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from tests.exchange.little_partner import LittlePartner, start

from tongban.exchange import actions, breaker, keys, registry


@pytest.fixture(autouse=True)
def forgetful_process() -> Iterator[None]:
    """Breakers closed and pinned keys unread, before and after."""
    breaker.reset()
    keys.forget()
    yield
    breaker.reset()
    keys.forget()


@pytest.fixture
def partner(db: None, settings: LazySettings) -> Iterator[LittlePartner]:
    """All partners of the registry at one local address, registered with their keys."""
    little = LittlePartner(keys.own_key().public_key())
    for contract in registry.partners():
        little.key(contract.code)
    server = start(little)
    settings.TONGBAN_SANDBOX_URL = little.url
    actions.register_partner_keys(base_url=little.url)
    yield little
    server.shutdown()
    server.server_close()
