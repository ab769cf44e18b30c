"""The hands of a portal, a member or a thief who plays foul: what each can do with what they hold."""

import dataclasses
from collections.abc import Callable, Iterable

import httpx
from sqlalchemy import delete, select

import policies
from crypto.events import Author, EventSubmission, event_id, seal_event
from crypto.keys import thread_key
from crypto.signing import sign
from crypto.types import EventId
from investigator_console.cases.keys import read_keys
from investigator_console.cases.record import CaseRecord, load_case
from investigator_console.cases.service import view_case
from investigator_console.messages.service import send_message
from investigator_console.vault.opened import Vault
from portal.sealed_events import event_record
from portal.store.models import Body, Record, Wrap
from portal.store.records import add_record
from tests.support.console_world import Office, inbox
from tests.support.correspondent import Correspondent
from tests.support.organisation import Person
from tests.support.portal_world import World

POLICIES = policies.load()


def flipped(data: bytes, at: int = -1) -> bytes:
    """The same bytes with one bit changed."""
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


# What a portal can do


def rewrite_entries(office: Office, change: Callable[[list[dict]], list[dict]]) -> None:
    """Have the portal change the entries that it hands to members, in pages and one by one."""

    def tamper(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "/members/entries" not in request.url.path or not response.is_success:
            return response
        document = response.json()
        if "entries" in document:
            return httpx.Response(200, json={**document, "entries": change(document["entries"])})
        kept = change([document])
        return httpx.Response(200, json=kept[0]) if kept else httpx.Response(404, json={"error": "not-found"})

    office.line.tamper = tamper


def hide(office: Office, hidden: bytes, *, in_pages_only: bool = False) -> None:
    """Keep one entry back from whoever asks now."""
    rewrite_entries(office, lambda entries: [one for one in entries if one["event_id"] != hidden.hex()])
    if in_pages_only:
        whole = office.line.tamper

        def tamper(request: httpx.Request, response: httpx.Response) -> httpx.Response:
            return whole(request, response) if request.url.path.endswith("/entries") else response

        office.line.tamper = tamper


def answer(office: Office, path: str, content: bytes) -> None:
    """Have the portal answer one address with other bytes."""
    office.line.tamper = lambda request, response: (
        httpx.Response(200, content=content) if request.url.path == f"/api/v1{path}" else response
    )


def smuggle(world: World, event: EventSubmission) -> EventId:
    """Put an event into the portal's database past all of its checks, as its operator can."""
    identity = event_id(event.header_bytes, world.deployment)
    with world.services.store.writing() as session:
        assert add_record(session, event_record(event, identity), day=world.services.day())
    return identity


def lose(world: World, lost: bytes) -> None:
    """Take a record out of the portal's database."""
    with world.services.store.writing() as session:
        seq = session.execute(select(Record.seq).where(Record.event_id == lost)).scalar_one()
        for part in (Body, Wrap):
            session.execute(delete(part).where(part.record_seq == seq))
        session.execute(delete(Record).where(Record.seq == seq))


# What a member can do


def lane_key(vault: Vault, correspondent: Correspondent, lane: int = 1) -> bytes:
    """T of a lane, from a vault that holds the lane's record key."""
    record_key = read_keys(vault, correspondent.case_id).records[lane][-1]
    return thread_key(record_key, lane, correspondent.case_id, correspondent.world.deployment)


def member_event(
    correspondent: Correspondent,
    person: Person,
    key: bytes,
    body: dict | None = None,
    *,
    parents: Iterable[bytes] | None = None,
    seq: int = 1,
    **changes: object,
) -> EventSubmission:
    """An event that a member signs outside any console: a message in lane 1 unless told otherwise."""
    world = correspondent.world
    plan = {
        "c": 17,
        "key": key,
        "case_id": correspondent.case_id,
        "author": Author(person.id, person.verify_seed, log_id=person.id, log_seq=seq),
        "parents": [correspondent.reporter.event_id] if parents is None else list(parents),
        "keyring_hash": world.keyring.hash,
        "deployment": world.deployment,
    }
    message = {"type": "message", "text": "Foul.", "sent_at": "2026-11-21T09:00Z"}
    return seal_event({"v": 1, **(body or message)}, **{**plan, **changes})


def signed_again(
    world: World, event: EventSubmission, seeds: Iterable[bytes], **changes: object
) -> EventSubmission:
    """The event under an altered header, with signatures by whichever keys the forger has."""
    data = dataclasses.replace(event.header, **changes).encode()
    signatures = tuple(sign("event", seed, data, world.deployment) for seed in seeds)
    return EventSubmission(data, signatures, event.wraps, event.body)


def hand_in(world: World, person: Person, event: EventSubmission) -> int:
    """Log in as that member and append the event; the portal's status."""
    login = world.client.post(
        "/api/v1/members/login", json=world.login_body("member-login", person.auth_seed)
    )
    session = {"Authorization": f"Bearer {login.json['token']}"}
    return world.client.post("/api/v1/members/events", data=event.encode(), headers=session).status_code


# What an honest member sees


def write(vault: Vault, correspondent: Correspondent, text: str = "Hello.") -> EventId:
    """An honest answer, through the console."""
    return send_message(vault, inbox(vault), POLICIES, correspondent.case_id, text, None).event_id


def case_of(vault: Vault, correspondent: Correspondent) -> CaseRecord:
    """The case as the console reads it from the vault."""
    return load_case(vault, POLICIES, correspondent.case_id)


def kinds_on_page(office: Office, vault: Vault, correspondent: Correspondent) -> set[str]:
    """Kinds of all problems of a case; each stands in the list on the case's page, with the entry's id."""
    record = case_of(vault, correspondent)
    view = view_case(vault, inbox(vault), record, office.today)
    shown = {(problem.text, problem.event) for problem in view.problems}
    found = [*record.log.problems, *(record.case.problems if record.case else ())]
    assert {(problem.text, problem.event_id[:12]) for problem in found} <= shown
    return {problem.kind for problem in found}


def faults_on_page(office: Office, vault: Vault, correspondent: Correspondent) -> int:
    """How many lines of the integrity panel say that something does not hold."""
    view = view_case(vault, inbox(vault), case_of(vault, correspondent), office.today)
    return sum(check.state == "fault" for check in view.checks)


def texts(vault: Vault, correspondent: Correspondent) -> list[str]:
    """The messages that the case's page shows, those without effect too."""
    return [message.text for message in case_of(vault, correspondent).case.messages]


def reporter_answers(office: Office, correspondent: Correspondent, parent: bytes) -> None:
    """The reporter had read what the portal then drops, and answers to it."""
    event = seal_event(
        {"v": 1, "type": "message", "text": "The one from May.", "sent_at": "2026-11-21T09:00Z"},
        c=16,
        key=correspondent.keys().threads[1],
        case_id=correspondent.case_id,
        author=Author.reporter(correspondent.reporter.keys),
        parents=[parent],
        keyring_hash=office.world.keyring.hash,
        deployment=office.world.deployment,
    )
    assert office.world.client.post("/api/v1/mailbox/events", data=event.encode()).status_code == 201
