"""An office whose portal can be restored, and three people at work in it."""

import pytest

from tests.support.colleague import at_work
from tests.support.console_world import Office, open_office
from tests.support.line import Line
from tests.support.portal_world import fresh_postgres, make_world


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def office(request, tmp_path, organisation):
    """An office over SQLite and over PostgreSQL."""
    if request.param == "sqlite":
        made = open_office(tmp_path, organisation)
        yield made
        made.world.services.store.close()
        return
    (tmp_path / "portal").mkdir()
    with fresh_postgres() as url:
        world = make_world(tmp_path / "portal", url, organisation=organisation)
        made = Office(world, tmp_path, Line(world))
        yield made
        made.world.services.store.close()


@pytest.fixture
def team(office):
    """The head of investigations, a colleague, and one of ethics, who can open other reports."""
    with at_work(office, ("Head", "INV", 0), ("Ben", "INV", 1), ("Eve", "ETH", 0)) as people:
        yield people
