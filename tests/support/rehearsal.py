"""A rehearsal: the commands of OPERATIONS, as its readers type them, around a portal and members' real vaults."""

from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from crypto.keyring import parse_keyring
from crypto.types import DeploymentId
from investigator_console.cli import main as amparo_console
from investigator_console.vault.folder import find_vault
from investigator_console.vault.service import open_vault
from portal.app import create_app
from portal.cli import main as amparo_portal
from portal.keyring import ceremony
from portal.keyring.card import Card
from portal.services import services_of
from portal.settings_file import load_settings
from tests.support.colleague import Colleague
from tests.support.console_world import Office, inbox
from tests.support.line import Line
from tests.support.member_requests import request_of
from tests.support.organisation import ORIGIN, Organisation
from tests.support.portal_world import Clock, World

PASSPHRASE, NEXT_PASSPHRASE = "seven quiet herons at noon", "nine slow barges at dawn"
OTHERS = ("victim-care-officer", "ethics-officer", "oversight")


@dataclass
class Rehearsal:
    """Three machines: the ceremony's, the server, and one for all members. `office` is the portal as it runs."""

    folder: Path
    env: pytest.MonkeyPatch
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        for name, text in (("passphrase", PASSPHRASE), ("next-passphrase", NEXT_PASSPHRASE)):
            (self.folder / name).write_text(text, encoding="utf-8")

    @property
    def ceremony(self) -> str:
        return str(self.folder / "ceremony")

    @property
    def secret(self) -> tuple[str, str]:
        """Instead of typing the root's passphrase."""
        return "--passphrase-file", str(self.folder / "passphrase")

    def portal(self, *words: object) -> int:
        """`amparo-portal …` on the server or at the ceremony."""
        self.env.setenv("AMPARO_DATA", str(self.folder / "server"))
        return amparo_portal([str(word) for word in words])

    def console(self, *words: object) -> int:
        """`amparo-console …` on a member's machine."""
        self.env.setenv("AMPARO_DATA", str(self.folder))
        return amparo_console([str(word) for word in words])

    def found(self, investigators: tuple[str, ...]) -> None:
        """The first installation, with vaults for investigators and two people in each other group."""
        assert self.portal("keyring", "root-new", self.ceremony, *self.secret) == 0
        assert self.portal("keyring", "init", self.ceremony, "--origin", ORIGIN) == 0
        assert self.portal("keyring", "card", self.ceremony) == 0
        for name in investigators:
            self.new_member(name)
        card = Card.parse((self.folder / "ceremony" / "card.json").read_bytes())
        for role in OTHERS:
            for number in (1, 2):
                file = self.folder / f"{role}-{number}.request"
                file.write_bytes(request_of(card, f"{role} {number}", role))
                assert self.portal("keyring", "add", self.ceremony, file) == 0
        card_file = self.folder / "ceremony" / "card.json"
        words = ("--organisation", "Invented Aid", "--contact", "help@example.org")
        signed = self.sign()
        assert self.portal("init", "--card", card_file, *words) == 0
        assert self.portal("keyring", "publish", signed) == 0
        self.office = Office(self._start(), self.folder, Line.__new__(Line))
        self.office.line = Line(self.office.world)

    def new_member(self, name: str) -> None:
        """On the member's machine, then at the ceremony."""
        request = self.folder / f"{name}.request"
        request.unlink(missing_ok=True)
        card = self.folder / "ceremony" / "card.json"
        role = "head-of-investigations" if name == "Head" else "investigator"
        words = ("--role", role, "--card", card, "--out", request, *self.secret)
        assert self.console("member", "new", "--name", name, *words) == 0
        assert self.portal("keyring", "add", self.ceremony, request) == 0

    def sign(self, *secret: str) -> Path:
        """The next keyring's file."""
        assert self.portal("keyring", "sign", self.ceremony, *(secret or self.secret)) == 0
        return ceremony.newest_keyring(self.folder / "ceremony")

    def publish(self, signed: Path) -> None:
        """Carried to the portal, which goes on running."""
        assert self.portal("keyring", "publish", signed) == 0
        self._follow(self.office.world)

    def restart(self) -> None:
        """The portal starts again, as its settings say now."""
        world, fresh = self.office.world, self._start()
        world.services.store.close()
        world.organisation, world.settings = fresh.organisation, fresh.settings
        world.client, world.services, world.keyring = fresh.client, fresh.services, fresh.keyring
        self.office.line.reconnect(httpx.WSGITransport(app=fresh.client.application))

    def colleague(self, name: str) -> Colleague:
        """A member at work, synchronised once."""
        vault = open_vault(find_vault(self.folder / "console", name), PASSPHRASE)
        made = Colleague(self.office, vault, inbox(vault))
        made.sync()
        return made

    def _start(self) -> World:
        self.env.setenv("AMPARO_DATA", str(self.folder / "server"))
        settings, clock = load_settings(), Clock()
        app = create_app(settings, clock)
        organisation = _Known(settings.deployment_id, settings.root_vk)
        world = World(organisation, settings, clock, app.test_client(), services_of(app), None)
        self._follow(world)
        return world

    def _follow(self, world: World) -> None:
        container = world.client.get("/api/v1/keyring").data
        settings = world.settings
        world.keyring = parse_keyring(container, settings.root_vk, DeploymentId(settings.deployment_id))


class _Known(Organisation):
    """What everybody may know of an organisation whose root key lies at the ceremony."""

    def __init__(self, deployment: DeploymentId, root_vk: bytes) -> None:
        super().__init__(deployment=deployment, people=[])
        self.__dict__["root_vk"] = root_vk
