"""An organisation, its portal, and members with real vaults, for tests where somebody plays foul."""

import pytest

from tests.support.colleague import synchronised


@pytest.fixture
def head(office):
    """The head of investigations, synchronised once, so that reports can be sealed to her own keys."""
    with synchronised(office, "Head", "INV") as vault:
        yield vault


@pytest.fixture
def second(office):
    """Another investigator with a vault."""
    with synchronised(office, "Second", "INV", 1) as vault:
        yield vault
