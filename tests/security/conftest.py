"""An organisation, its portal, and members with real vaults, for tests where somebody plays foul."""

import pytest

from tests.support.console_world import open_office
from tests.support.portal_world import Organisation


@pytest.fixture(scope="session")
def organisation():
    return Organisation.found()


@pytest.fixture
def office(tmp_path, organisation):
    made = open_office(tmp_path, organisation)
    yield made
    made.world.services.store.close()


@pytest.fixture
def head(office):
    """The head of investigations, synchronised once, so that reports can be sealed to her own keys."""
    vault = office.hire("Head", "INV")
    office.sync(vault)
    yield vault
    vault.close()


@pytest.fixture
def second(office):
    """Another investigator with a vault."""
    vault = office.hire("Second", "INV", 1)
    office.sync(vault)
    yield vault
    vault.close()
