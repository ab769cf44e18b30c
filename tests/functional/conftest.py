from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.console_world import Browser, Office
from tests.support.portal_world import World, fresh_postgres, make_world


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def portal_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A portal with a keyring, over SQLite and over PostgreSQL."""
    if request.param == "sqlite":
        world = make_world(tmp_path)
        yield world
        world.services.store.close()
        return
    with fresh_postgres() as url:
        world = make_world(tmp_path, url)
        yield world
        world.services.store.close()


@pytest.fixture
def head(office: Office) -> Iterator[Browser]:
    """The console of the head of investigations, still locked: her keys are published."""
    vault = office.hire("Amina Head", "INV")
    office.sync(vault)
    vault.close()
    browser = Browser(office.console())
    yield browser
    browser.console.lock()
