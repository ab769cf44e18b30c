"""An invented organisation, a portal over a fresh database, and a reporter who writes to it."""

import dataclasses
import datetime as dt
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from flask.testing import FlaskClient

from crypto import case_code, genesis, reporter_keys, signing
from crypto.events import Author, seal_event
from crypto.intake import IntakeKey
from crypto.keyring import Keyring
from crypto.keys import thread_key
from crypto.login import sign_login
from crypto.report_plan import ReportPlan, Rosters
from crypto.reporter_keys import ReporterKeys
from crypto.submission import Submission, event_id
from crypto.types import DeploymentId, EventId, MemberId, RootKey
from portal.app import create_app
from portal.keyring.publish import publish
from portal.services import Services, services_of
from portal.settings import Organisation as OrganisationSettings
from portal.settings import Settings
from portal.store import directory as rows
from portal.store import schema
from portal.store.engine import Store
from tests.support.organisation import ORIGIN, Organisation, Person

POSTGRES = os.environ.get("AMPARO_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
EPOCH = dt.date(1970, 1, 1)


class Clock:
    """A clock that tests set forward."""

    def __init__(self) -> None:
        self.now = dt.datetime.now(dt.UTC).replace(minute=30, second=0, microsecond=0)

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += dt.timedelta(**span)

    @property
    def today(self) -> dt.date:
        return self.now.date()


def settings_for(
    organisation: Organisation, folder: Path, database_url: str = "", **changes: object
) -> Settings:
    settings = Settings(
        data_dir=folder,
        database_url=database_url or f"sqlite:///{folder / 'portal.db'}",
        origins=(ORIGIN,),
        deployment_id=organisation.deployment,
        root_vk=organisation.root_vk,
        keyring_floor=1,
        organisation=OrganisationSettings("Invented Aid", "help@example.org", ("Call 123",)),
        limits_enabled=False,
        testing=True,
    )
    return dataclasses.replace(settings, **changes)


@cache
def _empty_sqlite() -> bytes:
    """A database of today's schema with nothing in it; the migrations run once in a process."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "portal.db"
        store = Store(f"sqlite:///{file}")
        schema.upgrade(store)
        store.tidy()
        store.close()
        return file.read_bytes()


def empty_store(settings: Settings) -> Store:
    """The database that the settings name, in today's schema. Close it when done."""
    store = Store(settings.database_url)
    if store.is_sqlite and not Path(store.engine.url.database).exists():
        Path(store.engine.url.database).write_bytes(_empty_sqlite())
    else:
        schema.upgrade(store)
    return store


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """The address of a new PostgreSQL database, dropped afterwards."""
    name = f"amparo_test_{uuid4().hex}"
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{POSTGRES}/{name}"
    finally:
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass
class Reporter:
    """Somebody with a case code and what their page remembers for as long as it is open."""

    keys: ReporterKeys
    deployment: DeploymentId
    raw: bytes = b""

    @property
    def submission(self) -> Submission:
        return Submission.parse(self.raw)

    @property
    def event_id(self) -> EventId:
        return event_id(self.submission.header_bytes, self.deployment)


@dataclass
class World:
    """All of it together."""

    organisation: Organisation
    settings: Settings
    clock: Clock
    client: FlaskClient
    services: Services
    keyring: Keyring

    @property
    def deployment(self) -> DeploymentId:
        return self.organisation.deployment

    def reporter(self) -> Reporter:
        code = case_code.new_code(self.deployment)
        # Stretching costs 0.1 s by design; these tests need many codes and no guessing attack.
        keys = reporter_keys.derive(RootKey(code.ljust(32, b"\x01")), self.deployment)
        return Reporter(keys, self.deployment)

    def seal(self, reporter: Reporter, story: str = "A story.") -> Reporter:
        reporter.raw = seal_for(self.keyring, self.organisation.intake, reporter.keys, self.deployment, story)
        return reporter

    def send(self, reporter: Reporter) -> int:
        return self.client.post("/api/v1/reports", data=reporter.raw).status_code

    def reported(self) -> Reporter:
        reporter = self.seal(self.reporter())
        assert self.send(reporter) == 201
        return reporter

    def nonce(self) -> bytes:
        return bytes.fromhex(self.client.post("/api/v1/challenges").json["nonce"])

    def login_body(
        self, kind: str, seed: bytes, origin: str = ORIGIN, nonce: bytes | None = None
    ) -> dict[str, str]:
        nonce = self.nonce() if nonce is None else nonce
        return {
            "auth_vk": signing.verify_key(seed).hex(),
            "nonce": nonce.hex(),
            "origin": origin,
            "signature": sign_login(kind, seed, origin, nonce, self.deployment).hex(),
        }

    def open_mailbox(self, keys: ReporterKeys):
        return self.client.post("/api/v1/mailbox/open", json=self.login_body("rep-login", keys.auth_seed))

    def member(self, group: str = "INV", index: int = 0) -> tuple[Person, dict[str, str]]:
        person = self.organisation.of_group(group)[index]
        answer = self.client.post(
            "/api/v1/members/login", json=self.login_body("member-login", person.auth_seed)
        )
        assert answer.status_code == 200, answer.data
        return person, {"Authorization": f"Bearer {answer.json['token']}"}

    def message(
        self, reporter: Reporter, person: Person | None = None, text: str = "Hello.", seq: int = 1
    ) -> bytes:
        """A sealed message, of the reporter or a member, under an invented thread key."""
        key = thread_key(bytes(32), 1, reporter.keys.own_case_id, self.deployment)
        author = Author.reporter(reporter.keys)
        if person is not None:
            author = Author(person.id, person.verify_seed, log_id=person.id, log_seq=seq)
        event = seal_event(
            {"v": 1, "type": "message", "text": text},
            c=16 if person is None else 17,
            key=key,
            case_id=reporter.keys.own_case_id,
            author=author,
            parents=[reporter.event_id],
            keyring_hash=self.keyring.hash,
            deployment=self.deployment,
        )
        return event.encode()


def seal_for(
    ring: Keyring,
    intake: dict[MemberId, IntakeKey],
    keys: ReporterKeys,
    deployment: DeploymentId,
    story: str = "A story.",
) -> bytes:
    groups = ring.groups
    rosters = Rosters(
        lanes={1: groups["INV"], 2: groups["ETH"], 3: groups["VCO"], 5: groups["INV"]},
        share_a=(groups["ETH"][0],),
        share_b=(groups["ALT"][0],),
    )
    plan = ReportPlan(
        bodies={1: {"used": True, "story": story}, 2: {"used": False}, 3: {"used": False}, 5: {"used": True}},
        rosters=rosters,
    )
    return genesis.seal_report(plan, keys, ring, intake, deployment, manifest_hash=bytes(32), path="browser")


def make_world(
    folder: Path, database_url: str = "", organisation: Organisation | None = None, **changes: object
) -> World:
    """A portal with a published keyring and one intake key for each recipient."""
    organisation = organisation or Organisation.found()
    clock = Clock()
    settings = settings_for(organisation, folder, database_url, **changes)
    store = empty_store(settings)
    if not organisation.issued:
        organisation.issue_keys(clock.today)
    ring = publish(settings, store, organisation.sign_keyring(1, clock.today), clock.today)
    put_intake_keys(store, [keys.key for issued in organisation.issued.values() for keys in issued])
    store.close()
    app = create_app(settings, clock)
    return World(organisation, settings, clock, app.test_client(), services_of(app), ring)


def settle(store: Store) -> None:
    """Waits until no transaction of the whole PostgreSQL server is older than the newest row.

    Other tests' databases share its transaction ids, and until theirs end the cursor rightly waits.
    """
    waiting = (
        "SELECT coalesce(max(xid), 0) >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM records"
    )
    deadline = time.monotonic() + 60
    while not store.is_sqlite and time.monotonic() < deadline:
        with store.reading() as session:
            if not session.exec_driver_sql(waiting).scalar_one():
                return
        time.sleep(0.05)


def put_intake_keys(store: Store, keys: Iterable[IntakeKey]) -> None:
    def days(day: dt.date) -> int:
        return (day - EPOCH).days

    with store.writing() as session:
        rows.add_intake_rows(
            session,
            [
                rows.IntakeRow(
                    key.kem_hash,
                    0,
                    key.member_id,
                    1 if key.kind == "weekly" else 2,
                    days(key.not_before),
                    days(key.not_after),
                    key.record,
                )
                for key in keys
            ],
            forget_before=0,
        )
