"""A portal as large as the protocol allows: sixteen recipients, two workers, SQLite, address limits on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.keyring.card import Card
from tests.support.organisation import ORIGIN, Organisation
from tests.support.portal_world import make_world
from tests.support.reports import Published
from tests.support.running_portal import RunningPortal, running_portal

REPORTS = "/api/v1/reports"
_GROUPS = {
    "INV": ("head-of-investigations", "investigator", "investigator", "investigator"),
    "VCO": ("victim-care-officer", "victim-care-officer", "psea-officer", "psea-officer"),
    "ETH": ("ethics-officer", "ethics-officer", "ethics-officer"),
    "ALT": ("oversight", "oversight", "oversight"),
    "AAP": ("feedback-officer", "feedback-officer"),
    "STAT": ("statistics-officer", "statistics-officer"),
}


@dataclass(frozen=True)
class BenchPortal:
    """The running server, what it publishes, its card, and its database file."""

    server: RunningPortal
    published: Published
    card: Card
    database: Path

    @property
    def address(self) -> str:
        """Where it listens. Reporters log in to `card.origins`, which the keyring names."""
        return f"http://127.0.0.1:{self.server.port}"


@contextmanager
def running_bench_portal(folder: Path) -> Iterator[BenchPortal]:
    """Starts it over a fresh folder, stops it at the end."""
    folder.mkdir()
    organisation = Organisation.found(_GROUPS)
    world = make_world(folder, organisation=organisation)
    world.services.store.close()
    card = Card(organisation.deployment, organisation.root_vk, (ORIGIN,))
    written = folder / "card.json"
    written.write_bytes(card.encode())
    with running_portal(world, folder, limits=True) as server:
        published = Published.fetch(f"http://127.0.0.1:{server.port}", written)
        yield BenchPortal(server, published, card, folder / "portal.db")
