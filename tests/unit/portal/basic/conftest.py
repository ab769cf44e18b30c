import pytest

from tests.support.basic_portal import Portal
from tests.support.organisation import ORIGIN, Organisation


@pytest.fixture(scope="session")
def organisation():
    return Organisation.at(ORIGIN)


@pytest.fixture
def portal(tmp_path, organisation):
    return Portal(tmp_path, organisation)


@pytest.fixture
def visitor(portal):
    return portal.visitor()
