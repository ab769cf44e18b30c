from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.organisation import Organisation
from tests.support.portal_world import World, fresh_postgres, make_world


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    return Organisation.found()


@pytest.fixture
def world(tmp_path: Path, organisation: Organisation) -> Iterator[World]:
    made = make_world(tmp_path, organisation=organisation)
    yield made
    made.services.store.close()


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory, organisation: Organisation) -> Iterator[World]:
    """One portal for all tests of a module that leave it as it was."""
    made = make_world(tmp_path_factory.mktemp("portal"), organisation=organisation)
    yield made
    made.services.store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_world(request, tmp_path: Path, organisation: Organisation) -> Iterator[World]:
    """The same portal over SQLite and over PostgreSQL."""
    if request.param == "sqlite":
        made = make_world(tmp_path, organisation=organisation)
        yield made
        made.services.store.close()
        return
    with fresh_postgres() as url:
        made = make_world(tmp_path, url, organisation=organisation)
        yield made
        made.services.store.close()
