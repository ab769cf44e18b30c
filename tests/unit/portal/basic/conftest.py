import pytest

from tests.browser.organisation import Organisation
from tests.support.basic_portal import ORIGIN, Portal


@pytest.fixture(scope="session")
def organisation():
    return Organisation.found(ORIGIN)


@pytest.fixture
def portal(tmp_path, organisation):
    return Portal(tmp_path, organisation)


@pytest.fixture
def visitor(portal):
    return portal.visitor()
