"""Who may come in: challenges, log-ins that are no log-ins, keyrings rolled back, routes and their keys."""

import dataclasses
import json

import httpx
import pytest

from crypto import signing
from crypto.errors import BadSignature
from crypto.events import EventSubmission, event_id
from investigator_console.sync.errors import SyncError
from portal.store.models import Wrap
from tests.support.console_world import inbox
from tests.support.foul_play import flipped, kinds_on_page, lane_key, member_event, smuggle, write
from tests.support.organisation import ORIGIN

DENIED = (403, b'{"error":"denied"}')
NOT_OPENED = (403, b'{"error":"not-opened"}')
EVERY_ROUTE = {
    # What anybody may read: the same for all, and nothing of any case.
    "public": {
        ("GET", "/api/v1/keyring"),
        ("GET", "/api/v1/keyring/<keyring_hash>"),
        ("GET", "/api/v1/root"),
        ("GET", "/api/v1/intake"),
        ("GET", "/api/v1/manifest"),
        ("GET", "/api/v1/statistics"),
        ("GET", "/api/v1/policies/routing"),
        ("GET", "/api/v1/openapi.json"),
        ("GET", "/api/v1/services"),
        ("GET", "/api/v1/services/<language>/urgent"),
        ("GET", "/<language>/services"),
        ("POST", "/api/v1/challenges"),
        ("GET", "/"),
        ("GET", "/favicon.ico"),
        ("GET", "/robots.txt"),
        ("GET", "/<language>/"),
        (
            "GET",
            (
                "/<language>/<any(report, case, places, answer, what, how, readers, safety, rights, sealing, "
                "staff, children, leaving):name>"
            ),
        ),
        ("GET", "/static/<name>"),
    },
    # What anybody may hand in: a survey, which belongs to no case.
    "survey": {
        ("POST", "/api/v1/surveys"),
        ("GET", "/<language>/survey"),
        ("POST", "/<language>/survey"),
    },
    # What the signature in the body decides.
    "signed": {
        ("POST", "/api/v1/reports"),
        ("POST", "/api/v1/mailbox/open"),
        ("POST", "/api/v1/mailbox/events"),
        ("POST", "/api/v1/members/login"),
        ("POST", "/api/v1/packets/open"),
        ("POST", "/api/v1/packets/answers"),
    },
    # What a member's token decides.
    "token": {
        ("POST", "/api/v1/members/logout"),
        ("GET", "/api/v1/members/entries"),
        ("GET", "/api/v1/members/entries/<event_id>"),
        ("POST", "/api/v1/members/events"),
        ("POST", "/api/v1/members/returns"),
        ("POST", "/api/v1/members/acks"),
        ("GET", "/api/v1/members/intake-keys"),
        ("POST", "/api/v1/members/intake-keys"),
        ("POST", "/api/v1/members/suspensions"),
        ("GET", "/api/v1/members/destructions"),
        ("POST", "/api/v1/members/destructions"),
        ("GET", "/api/v1/members/openings"),
        ("GET", "/api/v1/members/surveys"),
        ("POST", "/api/v1/members/surveys/acks"),
        ("POST", "/api/v1/members/openings"),
        ("GET", "/api/v1/members/duty"),
        ("POST", "/api/v1/members/duty"),
        ("PUT", "/api/v1/members/directory"),
        ("GET", "/api/v1/members/packets"),
        ("POST", "/api/v1/members/packets"),
        ("POST", "/api/v1/members/packets/acks"),
        ("POST", "/api/v1/members/packets/waiting"),
        ("POST", "/api/v1/members/packets/closed"),
    },
    # The basic path: forms with a CSRF token, tested beside it.
    "basic": {
        ("GET", "/<language>/basic/"),
        ("POST", "/<language>/basic/answer"),
        ("GET", "/<language>/basic/case"),
        ("POST", "/<language>/basic/case"),
        ("POST", "/<language>/basic/clear"),
        ("POST", "/<language>/basic/close"),
        ("POST", "/<language>/basic/code"),
        ("POST", "/<language>/basic/code-check"),
        ("POST", "/<language>/basic/help"),
        ("GET", "/<language>/basic/leave"),
        ("POST", "/<language>/basic/leave"),
        ("GET", "/<language>/basic/left"),
        ("GET", "/<language>/basic/new-code"),
        ("POST", "/<language>/basic/new-code"),
        ("POST", "/<language>/basic/reply"),
        ("GET", "/<language>/basic/report"),
        ("POST", "/<language>/basic/report"),
        ("POST", "/<language>/basic/review"),
        ("GET", "/<language>/basic/saved"),
        ("POST", "/<language>/basic/take-back"),
    },
}


def routes_of(app):
    return {
        (method, str(rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_every_route_stands_in_the_table(office):
    """A new route fails here until somebody has decided who may use it."""
    listed = [route for routes in EVERY_ROUTE.values() for route in routes]
    assert len(listed) == len(set(listed))
    assert set(listed) == routes_of(office.world.client.application)


@pytest.mark.parametrize("header", [None, "Bearer " + "00" * 32, "reporter", "altered"])
def test_every_route_of_members_refuses_whoever_has_no_token(office, header):
    world = office.world
    reporter = world.reported()
    _, session = world.member()
    token = session["Authorization"].removeprefix("Bearer ")
    headers = {
        None: {},
        "reporter": {"Authorization": f"Bearer {reporter.keys.auth_vk.hex()}"},
        "altered": {"Authorization": f"Bearer {flipped(bytes.fromhex(token)).hex()}"},
    }.get(header, {"Authorization": header})
    members = {
        route for route in routes_of(world.client.application) if route[1].startswith("/api/v1/members/")
    } - EVERY_ROUTE["signed"]
    assert len(members) >= 8
    for method, rule in members:
        path = rule.replace("<event_id>", reporter.event_id.hex())
        refused = world.client.open(path, method=method, headers=headers, data=b"{}")
        assert (rule, refused.status_code, refused.data) == (rule, 401, b'{"error":"denied"}')


@pytest.mark.parametrize("route", sorted(EVERY_ROUTE["signed"]))
def test_a_signed_route_answers_nothing_to_bytes_without_a_signature(office, route):
    world = office.world
    reporter = world.seal(world.reporter())
    at = 8 + len(reporter.submission.header_bytes)
    message = world.message(reporter)
    zeros = {"auth_vk": "00" * 32, "nonce": "00" * 32, "origin": ORIGIN, "signature": "00" * 64}
    for body in (
        {"data": b""},
        {"json": zeros},
        {"data": flipped(reporter.raw, at)},
        {"data": flipped(message, 400)},
    ):
        refused = world.client.open(route[1], method=route[0], **body)
        assert refused.status_code in {400, 403, 413}
        assert set(refused.json) <= {"error", "message"}


def login(world, who, **changes):
    """One attempt: (status, body). `who`: "member" or "reporter"; each has a key that is known here."""
    person = world.organisation.of_group("INV")[0]
    if who == "member":
        body = {**world.login_body("member-login", person.auth_seed), **changes}
        return body, lambda: call(world, "members/login", body)
    reporter = world.reported()
    body = {**world.login_body("rep-login", reporter.keys.auth_seed), **changes}
    return body, lambda: call(world, "mailbox/open", body)


def call(world, path, body):
    answered = world.client.post(f"/api/v1/{path}", json=body)
    return answered.status_code, answered.data


@pytest.mark.parametrize(("who", "refusal"), [("member", DENIED), ("reporter", NOT_OPENED)])
def test_a_challenge_is_good_once_for_a_minute_and_for_one_origin(office, who, refusal):
    world = office.world
    _, attempt = login(world, who)
    assert attempt()[0] == 200
    assert attempt() == refusal  # replayed

    _, late = login(world, who)
    world.clock.forward(seconds=61)
    assert late() == refusal

    _, in_time = login(world, who)
    world.clock.forward(seconds=59)
    assert in_time()[0] == 200

    _, relabelled = login(world, who, origin="https://elsewhere.example")
    assert relabelled() == refusal

    seed = world.organisation.of_group("INV")[0].auth_seed
    kind, path = "member-login", "members/login"
    if who == "reporter":
        seed, kind, path = world.reported().keys.auth_seed, "rep-login", "mailbox/open"
    # Signed honestly, for a site that looks like the portal and passes the signature on.
    passed_on = world.login_body(kind, seed, origin="https://elsewhere.example")
    assert call(world, path, passed_on) == refusal
    invented = world.login_body(kind, seed, nonce=bytes(32))
    assert call(world, path, invented) == refusal
    other_kind = "rep-login" if kind == "member-login" else "member-login"
    assert call(world, path, world.login_body(other_kind, seed)) == refusal


@pytest.mark.parametrize("offered", ["header", "event id", "keyring hash"])
def test_a_log_in_that_offers_an_event_to_sign_gets_no_signature_of_use(office, head, offered):
    """The portal wants the head's signature under an event of its making."""
    correspondent = office.report()
    office.sync(head)
    me = office.members["Head"]
    event = member_event(correspondent, me, lane_key(head, correspondent))
    nonce = {
        "header": event.header_bytes,
        "event id": event_id(event.header_bytes, office.world.deployment),
        "keyring hash": office.world.keyring.hash,
    }[offered]
    sent = []

    def offer(request, response):
        if request.url.path.endswith("/challenges"):
            return httpx.Response(200, json={"nonce": nonce.hex()})
        if request.url.path.endswith("/members/login"):
            sent.append(json.loads(request.content))
        return response

    office.line.tamper = offer
    with pytest.raises(SyncError):
        office.sync(head)
    assert len(sent) == (0 if offered == "header" else 1)  # what is no challenge is not signed at all
    for login_sent in sent:
        signature = bytes.fromhex(login_sent["signature"])
        for kind in ("event", "genesis", "keyring", "intake", "suspend", "manifest", "bundle"):
            for key in (me.listed.auth_vk, me.listed.verify_vk):
                for message in (event.header_bytes, nonce):
                    with pytest.raises(BadSignature):
                        signing.verify(kind, key, message, signature, office.world.deployment)


def wraps_left(world):
    with world.services.store.reading() as session:
        return {row.recipient_id for row in session.execute(Wrap.__table__.select())}


def test_one_member_cannot_acknowledge_anothers_wraps(office, head):
    world = office.world
    correspondent = office.report()
    before = wraps_left(world)
    thief, session = world.member("ETH")
    answered = world.client.post(
        "/api/v1/members/acks",
        json={"event_ids": [correspondent.reporter.event_id.hex()]},
        headers=session,
    )
    assert answered.status_code == 200
    assert before - wraps_left(world) == {thief.id}
    assert office.sync(head).opened == 1


def test_one_reporter_cannot_write_into_anothers_case(office, head):
    world = office.world
    victim, thief = office.report("Mine."), office.report("Theirs.")
    office.sync(head)
    write(head, victim, "Which list?")
    office.sync(head)
    raw = world.message(signed_by(thief, victim))
    answered = world.client.post("/api/v1/mailbox/events", data=raw)
    assert (answered.status_code, answered.data) == (403, b'{"error":"not-accepted"}')
    _, session = world.member("INV", 2)
    assert world.client.post("/api/v1/members/events", data=raw, headers=session).status_code == 403
    smuggle(world, EventSubmission.parse(raw))
    office.sync(head)
    assert kinds_on_page(office, head, victim) == {"unknown-author"}
    assert inbox(head).get(victim.case_id).messages == 0


def signed_by(thief, victim):
    """A reporter who signs with her own keys and names somebody else's case."""
    keys = dataclasses.replace(thief.reporter.keys, own_case_id=victim.case_id)
    return dataclasses.replace(victim.reporter, keys=keys)
