import pytest
from tests.documents.mdoc.making import some_keys

from tongban.documents.mdoc.keys import IssuerKeys


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> IssuerKeys:
    return some_keys(tmp_path_factory.mktemp("keys") / "authority")
