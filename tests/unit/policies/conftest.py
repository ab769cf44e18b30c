"""A history that a report began."""

import pytest

from tests.unit.policies.histories import History


@pytest.fixture
def history():
    begun = History()
    begun.genesis()
    return begun
