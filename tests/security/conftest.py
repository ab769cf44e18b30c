"""An organisation, its portal, and members with real vaults, for tests where somebody plays foul."""

import pytest


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
