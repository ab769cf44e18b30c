import pytest

from crypto.vault import create
from investigator_console.vault.store import RecordStore


@pytest.fixture(scope="session")
def sealed_keys():
    """Argon2id costs 0.2 s by design: one vault header for all tests that need keys alone."""
    return create("correct horse battery staple")


@pytest.fixture
def keys(sealed_keys):
    return sealed_keys[1]


@pytest.fixture
def store(tmp_path, keys):
    opened = RecordStore(tmp_path / "vault.db", keys)
    yield opened
    opened.close()
