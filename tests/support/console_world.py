"""Members with real vaults around a real portal, and a reporter who seals by the policies."""

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import delete

import policies
from crypto import genesis
from crypto.intake import IntakeKey, parse_list
from crypto.keyring import Keyring, parse_keyring
from crypto.report_plan import ReportPlan, Rosters
from crypto.types import CaseId, MemberId
from crypto.vault import VaultKeys, unlock
from investigator_console.app import create_app
from investigator_console.cases.shelf import Shelf
from investigator_console.settings import Settings
from investigator_console.sync.client import PortalClient
from investigator_console.sync.report import SyncReport
from investigator_console.sync.service import synchronise
from investigator_console.vault.folder import find_vault, reserve_folder, write_label
from investigator_console.vault.opened import Card, Profile, Vault
from investigator_console.vault.service import create_vault, open_vault
from policies.routing import Routed, route
from portal.store import directory as rows
from portal.store.models import StoredIntakeKey
from tests.support.as_read import as_read
from tests.support.correspondent import Correspondent
from tests.support.line import Line
from tests.support.organisation import ORIGIN, Organisation, Person
from tests.support.portal_world import Reporter, World, make_world
from tests.support.private_fields import Watching

PASSPHRASE = "seven quiet herons at noon"
KEY = bytes(range(32))
BASE = "http://127.0.0.1:8001"


@dataclass
class Office:
    """The organisation's portal and the folder with the vaults."""

    world: World
    folder: Path
    line: Line
    members: dict[str, Person] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return self.world.clock.today

    def client(self) -> PortalClient:
        return PortalClient(ORIGIN, http=httpx.Client(transport=self.line, base_url=ORIGIN))

    def hire(self, name: str, group: str, index: int = 0) -> Vault:
        """A vault for somebody who stands in the keyring already. Open; close it when done."""
        person = self.world.organisation.of_group(group)[index]
        self.members[name] = person
        organisation = self.world.organisation
        profile = Profile(
            member_id=person.id,
            name=name,
            role=person.role,
            region=person.listed.region,
            auth_seed=person.auth_seed,
            sign_seed=person.verify_seed,
            card=Card(organisation.deployment, organisation.root_vk, (ORIGIN,)),
        )
        self._forget_keys_of(person)
        return _made_once(self.folder / "console", profile)

    def _forget_keys_of(self, person: Person) -> None:
        """The world issued keys for everybody; whoever has a vault makes their own."""
        with self.world.services.store.writing() as session:
            session.execute(delete(StoredIntakeKey).where(StoredIntakeKey.member_id == person.id))
            rows.add_intake_rows(session, [], forget_before=0)

    def open(self, name: str) -> Vault:
        return open_vault(find_vault(self.folder / "console", name), PASSPHRASE)

    def sync(self, vault: Vault, shelf: Shelf | None = None) -> SyncReport:
        client = self.client()
        try:
            return synchronise(vault, client, shelf=shelf, today=self.today)
        finally:
            client.close()

    def console(self, **changes):
        """The members' application over this portal, as a Flask test client with the right Host."""
        settings = Settings(**{"data": self.folder, "port": 8001, "sync_pause_seconds": 0.0, **changes})
        app = create_app(settings, connect=lambda _vault: self.client())
        app.testing = True
        return app

    def report(
        self,
        story: str = "They changed the list.",
        categories: Sequence[str] = ("FRD",),
        conflicts: Sequence[str] = ("none",),
        path: str = "browser",
        language: str = "en",
        help_asked: dict[str, object] | None = None,
        identity: dict[str, str] | None = None,
        **fields: object,
    ) -> Correspondent:
        """Seal by the policies and submit, as a reporter's page does. `identity`: who they say they are."""
        routed = self.route(categories, conflicts)
        reporter = self.world.reporter()
        keyring, intake = self.published()
        own = {
            "categories": list(categories),
            "story": story,
            "when": "month",
            "where": "East",
            "answers": {},
            "claimed_at": "2026-11-20T10:00Z",
            **fields,
        }
        exclusions = {"teams": list(routed.excluded_teams), "members": list(routed.excluded_members)}
        bodies = {
            lane: {"used": routed.used[lane], "exclusions": exclusions, **(own if routed.used[lane] else {})}
            for lane in (1, 2)
        }
        asked = {"asked": True, "claimed_at": "2026-11-20T10:00Z", **help_asked} if help_asked else {}
        bodies[3] = {"used": bool(help_asked), **asked}
        bodies[4] = {"used": bool(identity), **(identity or {})}
        bodies[5] = {
            "used": True,
            "categories": list(categories),
            "tier": routed.tier,
            "stage": "open",
            "assistance": "unknown",
        }
        reporter.raw = genesis.seal_report(
            _plan(bodies, routed),
            reporter.keys,
            keyring,
            intake,
            self.world.deployment,
            manifest_hash=bytes(32),
            path=path,
            language=language,
        )
        assert self.world.send(reporter) == 201
        return Correspondent(self.world, reporter)

    def published(self) -> tuple[Keyring, dict[MemberId, IntakeKey]]:
        """What a reporter's page fetches before it seals."""
        organisation = self.world.organisation
        answer = self.world.client.get("/api/v1/keyring")
        keyring = parse_keyring(answer.data, organisation.root_vk, organisation.deployment, today=self.today)
        return keyring, parse_list(self.world.client.get("/api/v1/intake").data, keyring, today=self.today)

    def add(
        self, correspondent: Correspondent, bodies: dict[int, dict], reporter: Reporter | None = None
    ) -> int:
        """Send something that is added to a report later; the portal's status."""
        raw = self.sealed_addition(correspondent, bodies, reporter)
        return self.world.client.post("/api/v1/mailbox/events", data=raw).status_code

    def sealed_addition(
        self, correspondent: Correspondent, bodies: dict[int, dict], reporter: Reporter | None = None
    ) -> bytes:
        """A supplement of this case, signed by its reporter unless another is given."""
        keyring, intake = self.published()
        return genesis.seal_supplement(
            _plan(bodies, self.route(("FRD",), ("none",))),
            (reporter or correspondent.reporter).keys,
            CaseId(correspondent.case_id),
            keyring,
            intake,
            self.world.deployment,
            manifest_hash=bytes(32),
            path="browser",
        )

    def route(self, categories: Sequence[str], conflicts: Sequence[str]) -> Routed:
        keyring = self.world.keyring
        rows = [
            {"id": m.id.hex(), "role": m.role, "region": m.region, "groups": list(m.groups)}
            for m in keyring.members
        ]
        recipients = [one.hex() for one in keyring.intake_recipients]
        document = json.loads(policies.document("routing"))
        routed = route(document, rows, recipients, list(categories), list(conflicts))
        assert isinstance(routed, Routed), routed
        return routed


def _plan(bodies: dict[int, dict], routed: Routed) -> ReportPlan:
    ids = {c: tuple(MemberId(bytes.fromhex(one)) for one in lane) for c, lane in routed.lanes.items()}
    shares = [tuple(MemberId(bytes.fromhex(one)) for one in s) for s in (routed.share_a, routed.share_b)]
    return ReportPlan(bodies=bodies, rosters=Rosters(ids, *shares))


_HEADERS: dict[tuple[bytes, str], tuple[bytes, VaultKeys]] = {}


def _made_once(folder: Path, profile: Profile) -> Vault:
    """Argon2id costs by design: the same person's vault is made again from the header of the first time."""
    known = _HEADERS.get((profile.member_id, profile.name))
    if known is None:
        vault, _recovery = create_vault(folder, profile, PASSPHRASE)
        header = vault.folder.header.read_bytes()
        _HEADERS[profile.member_id, profile.name] = header, unlock(header, PASSPHRASE)
        return vault
    header, keys = known
    place = reserve_folder(folder, profile.name)
    place.header.write_bytes(header)
    vault = Vault(place, keys)
    vault.store.put("profile", b"", profile.encode())
    vault.renew_log_secret()
    write_label(place)
    return vault


def open_office(folder: Path, organisation: Organisation) -> Office:
    portal = folder / "portal"
    portal.mkdir()
    world = make_world(portal, organisation=organisation)
    return Office(world, folder, Line(world))


def inbox(vault: Vault) -> Shelf:
    return Shelf(vault, KEY)


def replaced_keyring(container: bytes):
    """A line on which every keyring is replaced by this one."""

    def tamper(request, response):
        if request.url.path.endswith("/api/v1/keyring"):
            return httpx.Response(200, content=container)
        return response

    return tamper


class Browser:
    """A browser on the member's machine: follows forms with their tokens."""

    def __init__(self, app):
        self.client = as_read(Watching(app, app.response_class))
        self.app = app

    @property
    def console(self):
        return self.app.extensions["amparo"]

    def get(self, path):
        """A page; whoever is asked for the declaration on the way to a case signs that there is no conflict."""
        with self.client.get(path, base_url=BASE) as answer:
            asked = answer.headers.get("Location", "").endswith("/declaration")
        if asked:
            gate = self.client.get(answer.headers["Location"], base_url=BASE)
            self.post(answer.headers["Location"], gate, answer="none")
            return self.client.get(path, base_url=BASE)
        return answer

    def token(self, page):
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]

    def post(self, path, page, **fields):
        fields["csrf_token"] = self.token(page)
        return self.client.post(path, data=fields, base_url=BASE)

    def unlock(self, name, passphrase=PASSPHRASE, page=None, **fields):
        return self.post("/unlock", page or self.get("/"), name=name, passphrase=passphrase, **fields)

    def wait(self):
        desk = self.console.desk
        assert desk.sync.wait(30)
        assert desk.sync.state.failure == ""

    def first_case(self):
        """The address of the first case of the inbox, open for reading: what a click on its row does."""
        page = self.get("/inbox")
        address = re.search(r'(?:href|formaction)="(/cases/[0-9a-f]+)', page.text)[1]
        self.declare(address, page)
        return address

    def read(self, address):
        """A case's page, declared on the way where it has to be."""
        self.declare(address)
        return self.get(address)

    def declare(self, address, page=None, answer="none", **fields):
        """Sign the declaration before a case is read, where it was not signed yet."""
        page = page or self.get("/inbox")
        if f'formaction="{address}/declaration"' in page.text or answer != "none":
            return self.post(f"{address}/declaration", page, answer=answer, **fields)
        return None
