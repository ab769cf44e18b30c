"""Sets the demo up as an organisation would: a root key, members' vaults, a signed keyring, a portal."""

import json
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from crypto.manifest import sign_manifest
from demo.people import Person, new_passphrase
from investigator_console.keys.service import new_member
from portal.app import create_app
from portal.keyring import ceremony
from portal.keyring.publish import publish
from portal.manifest.service import list_pages
from portal.manifest.service import publish as publish_pages
from portal.services import services_of
from portal.settings import Organisation
from portal.settings_file import load_settings
from portal.setup import initialise
from portal.store.engine import Store

ORGANISATION = Organisation(
    name="Example Relief (demo)",
    contact="help@example.org",
    other_channels=("Call +00 000 000 000, day and night.", "Speak to someone in our teams whom you trust."),
)


@dataclass(frozen=True)
class Member:
    """An invented member with a vault. The passphrase stays out of `repr`."""

    person: Person
    passphrase: str = field(repr=False)


@dataclass(frozen=True)
class Places:
    """Where the demo keeps what. The root key's folder would be on another machine, without a network."""

    data: Path

    @property
    def ceremony(self) -> Path:
        """Root key, requests, signed keyrings."""
        return self.data / "ceremony"

    @property
    def vaults(self) -> Path:
        """One folder a member."""
        return self.data / "console"

    @property
    def portal(self) -> Path:
        """Settings, database and logs of the portal."""
        return self.data / "portal"


def install(places: Places, staff: Sequence[Person], origin: str) -> list[Member]:
    """Everything that has to be there before the servers start; returns the members in `staff`'s order."""
    root_passphrase = secrets.token_urlsafe(24)
    ceremony.new_root(places.ceremony, root_passphrase)
    ceremony.set_origins(places.ceremony, [origin])
    card = json.loads(ceremony.write_card(places.ceremony))
    members = _make_vaults(places, staff, card)
    keyring = ceremony.sign(places.ceremony, root_passphrase, _today())
    _set_up_portal(places, keyring)
    _sign_pages(places, root_passphrase)
    return members


def _make_vaults(places: Places, staff: Sequence[Person], card: dict[str, object]) -> list[Member]:
    members = [Member(person, new_passphrase()) for person in staff]

    def make(member: Member) -> bytes:
        person = member.person
        return new_member(places.vaults, person.name, person.role, person.region, card, member.passphrase)

    # Two at a time: each holds 64 MiB while its passphrase is stretched.
    with ThreadPoolExecutor(max_workers=2) as pool:
        requests = list(pool.map(make, members))
    for member, request in zip(members, requests, strict=True):
        ceremony.add_member(places.ceremony, request, [member.person.group])
    return members


def _set_up_portal(places: Places, keyring: Path) -> None:
    card = ceremony.read(places.ceremony).card
    initialise(places.portal / "portal.toml", card, ORGANISATION)
    settings = load_settings({"AMPARO_DATA": str(places.data)})
    store = Store(settings.database_url)
    publish(settings, store, keyring.read_bytes(), _today())
    store.close()


def _sign_pages(places: Places, root_passphrase: str) -> None:
    app = create_app(load_settings({"AMPARO_DATA": str(places.data)}))
    services = services_of(app)
    listed = list_pages(app, services, 1, _today())
    publish_pages(app, services, sign_manifest(listed, ceremony.open_root(places.ceremony, root_passphrase)))
    services.store.close()


def _today() -> date:
    return datetime.now(UTC).date()
