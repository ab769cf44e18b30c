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
from crypto.constants import KIND_SUPPLEMENT
from crypto.events import Author, EventSubmission, seal_event
from crypto.intake import IntakeKey, parse_list
from crypto.keyring import Keyring, parse_keyring
from crypto.log import CaseLog, Entry, assemble
from crypto.rekeying import replace_code
from crypto.report_plan import ReportPlan, Rosters
from crypto.submission import HeldKeys, Submission, open_keys
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
from policies.fold import Case, fold
from policies.routing import Routed, route
from portal.basic.thread_keys import generations, keys_by_id, own_wraps
from portal.store import directory as rows
from portal.store.models import StoredIntakeKey
from tests.support.organisation import ORIGIN, Organisation, Person
from tests.support.portal_world import Reporter, World, make_world

PASSPHRASE = "seven quiet herons at noon"
KEY = bytes(range(32))
BASE = "http://127.0.0.1:8001"


class Line(httpx.BaseTransport):
    """The line to the portal; `up = False` cuts it, `cut_before` a path's end, before anything gets there.

    `tamper` may change an answer on its way.
    """

    def __init__(self, world: World) -> None:
        self._inner = httpx.WSGITransport(app=world.client.application)
        self.up = True
        self.cut_before = ""
        self.tamper = None
        self.requests: list[httpx.Request] = []

    def reconnect(self, portal: httpx.BaseTransport) -> None:
        """To a portal that started again, with other settings."""
        self._inner = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self.up or (self.cut_before and request.url.path.endswith(self.cut_before)):
            raise httpx.ConnectError("cut")
        self.requests.append(request)
        response = self._inner.handle_request(request)
        response.read()
        return self.tamper(request, response) if self.tamper else response


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
    ) -> "Correspondent":
        """Seal by the policies and submit, as a reporter's page does. `identity`: who they say they are."""
        routed = self.route(categories, conflicts)
        reporter = self.world.reporter()
        keyring, intake = self.published()
        own = {
            "categories": list(categories),
            "story": story,
            "when": "le1mo",
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
        self, correspondent: "Correspondent", bodies: dict[int, dict], reporter: Reporter | None = None
    ) -> int:
        """Send something that is added to a report later; the portal's status."""
        raw = self.sealed_addition(correspondent, bodies, reporter)
        return self.world.client.post("/api/v1/mailbox/events", data=raw).status_code

    def sealed_addition(
        self, correspondent: "Correspondent", bodies: dict[int, dict], reporter: Reporter | None = None
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


@dataclass
class Correspondent:
    """The reporter after sending: a mailbox, thread keys, and nothing else."""

    world: World
    reporter: Reporter
    used: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.used = tuple(sorted(self.keys().used))

    @property
    def case_id(self) -> bytes:
        return Submission.parse(self.reporter.raw).header.case_id

    def keys(self) -> HeldKeys:
        """What the first code opens in the report."""
        submission = Submission.parse(self.reporter.raw)
        last = len(submission.header.entries) - 1
        return open_keys(submission, last, self.reporter.keys.kem_seed, self.world.deployment)

    def log(self) -> CaseLog:
        """The thread plane as the mailbox hands it over, verified and opened with thread keys alone."""
        answer = self.world.open_mailbox(self.reporter.keys)
        assert answer.status_code == 200
        entries = [Entry.from_document(entry) for entry in answer.json["entries"]]
        return self._read(entries)[0]

    def _read(self, entries):
        reports = [entry for entry in entries if entry.header[2] == 1]
        events = [entry for entry in entries if entry.header[2] != 1]
        added = [entry for entry in events if entry.header[2] == KIND_SUPPLEMENT]
        deployment = self.world.deployment
        genesis = Submission.parse(self.reporter.raw)
        written = [
            EventSubmission.assemble(one.header, one.signatures, dict(one.wraps))
            for one in events
            if one not in added
        ]
        keyrings = self._keyrings(
            [genesis.header.keyring_hash, *(one.header.keyring_hash for one in written)]
        )
        wraps = own_wraps(genesis, written, self.reporter.keys, keyrings, deployment)
        known = keys_by_id(wraps, self.case_id, deployment)
        log = assemble(reports[0], events, keyrings, deployment, known)
        return log, generations(wraps, log)

    def replace_code(self) -> None:
        """Take a new code, as the page does; the old one then opens nothing."""
        answer = self.world.open_mailbox(self.reporter.keys)
        log, held = self._read([Entry.from_document(entry) for entry in answer.json["entries"]])
        new = self.world.reporter().keys
        event = replace_code(
            self.reporter.keys,
            new,
            case_id=self.case_id,
            generations=held,
            used=self.used,
            parents=log.thread_heads,
            keyring_hash=self.world.keyring.hash,
            deployment=self.world.deployment,
        )
        assert self.world.client.post("/api/v1/mailbox/events", data=event.encode()).status_code == 201
        self.reporter.keys = new

    def _keyrings(self, hashes):
        directory = self.world.services.directory
        with self.world.services.store.reading() as session:
            found = {one: directory.keyring(session, one) for one in set(hashes)}
        return {one: keyring for one, keyring in found.items() if keyring is not None}

    def case(self) -> Case:
        folded = fold(self.log().records, policies.load())
        assert folded is not None
        return folded

    def write(self, text: str, lane: int | None = None) -> None:
        log = self.log()
        event = seal_event(
            {"v": 1, "type": "message", "text": text, "sent_at": "2026-11-21T09:00Z"},
            c=16,
            key=log.key_for(16 + (lane or self.used[0])),
            case_id=self.case_id,
            author=Author.reporter(self.reporter.keys),
            parents=log.thread_heads,
            keyring_hash=self.world.keyring.hash,
            deployment=self.world.deployment,
        )
        answer = self.world.client.post("/api/v1/mailbox/events", data=event.encode())
        assert answer.status_code == 201, answer.data


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
        self.client = app.test_client()
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
