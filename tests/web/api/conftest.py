"""A city whose partners answer, and programs of its outlets. Transactions commit, as they do over HTTP."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from tests import builders
from tests.config.conftest import Urls
from tests.exchange.conftest import forgetful_process
from tests.exchange.little_partner import LittlePartner, start
from tests.web.api.clients import Programs
from tests.web.builders import answering

from tongban.exchange import actions, keys, registry

__all__ = ["forgetful_process"]


@pytest.fixture
def little(committed: Urls, settings: LazySettings) -> Iterator[LittlePartner]:
    """All partners at one local address; nothing stands in anybody's way."""
    partner = LittlePartner(keys.own_key().public_key())
    for contract in registry.partners():
        partner.key(contract.code)
    server = start(partner)
    settings.TONGBAN_SANDBOX_URL = partner.url
    actions.register_partner_keys(base_url=partner.url)
    answering(partner)
    yield partner
    server.shutdown()
    server.server_close()


@pytest.fixture
def programs(little: LittlePartner) -> Programs:
    """A city office that handles, a post office and a hospital that begin cases, and their programs."""
    builders.an_office()
    return Programs.opened()
