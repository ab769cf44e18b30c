import json
from base64 import b64encode

import pytest

from crypto.suspension import Suspension, sign_suspension
from portal.keyring.publish import publish
from tests.support.organisation import Person

DENIED = b'{"error":"denied"}'


def login(world, person: Person, **changes):
    body = world.login_body("member-login", person.auth_seed)
    return world.client.post("/api/v1/members/login", json={**body, **changes})


def test_a_member_logs_in_for_an_hour(either_world):
    world = either_world
    _, session = world.member("VCO")
    assert world.client.get("/api/v1/members/entries", headers=session).status_code == 200
    world.clock.forward(seconds=3601)
    late = world.client.get("/api/v1/members/entries", headers=session)
    assert (late.status_code, late.data) == (401, DENIED)


def test_only_a_hash_of_the_token_is_stored(world):
    _, session = world.member()
    token = bytes.fromhex(session["Authorization"].removeprefix("Bearer "))
    with world.services.store.reading() as connection:
        stored = connection.exec_driver_sql("SELECT token_hash FROM member_sessions").scalar_one()
    assert stored != token


def test_every_failed_log_in_is_the_same_answer(world):
    person = world.organisation.people[0]
    stranger = Person(person.id, person.role, person.group, b"\x09" * 32, b"\x08" * 32)
    used = world.login_body("member-login", person.auth_seed)
    world.client.post("/api/v1/members/login", json=used)
    answers = [
        login(world, stranger),
        login(world, person, signature="00" * 64),
        login(world, person, origin="http://evil.example"),
        world.client.post("/api/v1/members/login", json=used),
        world.client.post("/api/v1/members/login", json=world.login_body("rep-login", person.auth_seed)),
        world.client.post("/api/v1/members/login", data=b"nonsense"),
    ]
    assert {(answer.status_code, answer.data) for answer in answers} == {(403, DENIED)}


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer " + "00" * 32, "Bearer zz", "Basic " + "00" * 32, "Bearer " + "é" * 64]
)
def test_without_a_living_session_nothing_is_answered(shared_world, header):
    for method, path in (
        ("GET", "/entries"),
        ("GET", "/entries/" + "00" * 32),
        ("POST", "/events"),
        ("POST", "/acks"),
        ("GET", "/intake-keys"),
        ("POST", "/intake-keys"),
        ("POST", "/suspensions"),
        ("POST", "/logout"),
    ):
        answer = shared_world.client.open(
            f"/api/v1/members{path}",
            method=method,
            headers={"Authorization": header.encode().decode("latin-1")},
        )
        assert (answer.status_code, answer.data) == (401, DENIED)


def test_logging_out_ends_the_session(world):
    _, session = world.member()
    assert world.client.post("/api/v1/members/logout", headers=session).json == {"done": True}
    assert world.client.get("/api/v1/members/entries", headers=session).status_code == 401


def test_a_member_removed_from_the_keyring_is_out_at_once(world):
    person, session = world.member("INV", 2)
    world.organisation.people.remove(person)
    try:
        container = world.organisation.sign_keyring(2, world.clock.today, world.keyring.hash)
    finally:
        world.organisation.people.insert(2, person)
    publish(world.settings, world.services.store, container, world.clock.today)
    assert world.client.get("/api/v1/members/entries", headers=session).status_code == 401
    assert login(world, person).status_code == 403


def suspension(world, member, signers):
    ring = world.keyring.hash
    signed = tuple(
        (one.id, sign_suspension(member.id, ring, one.verify_seed, world.deployment)) for one in signers
    )
    return Suspension(member.id, ring, signed).encode()


def test_two_entitled_members_suspend_a_third_at_once(either_world):
    world = either_world
    suspect, session = world.member("INV", 1)
    ethics, other = world.member("ETH")[1], world.organisation.of_group("ALT")[0]
    record = suspension(world, suspect, [world.organisation.of_group("ETH")[0], other])
    body = {"record": b64encode(record).decode()}
    answer = world.client.post("/api/v1/members/suspensions", json=body, headers=ethics)
    assert answer.status_code == 201
    assert world.client.get("/api/v1/members/entries", headers=session).status_code == 401
    assert login(world, suspect).status_code == 403
    served = world.client.get("/api/v1/keyring").data
    assert served.endswith(record)
    assert world.client.get(f"/api/v1/keyring/{world.keyring.hash.hex()}").data == served


def test_a_suspension_that_does_not_hold_is_refused(world):
    suspect = world.organisation.of_group("INV")[1]
    signers = [world.organisation.of_group("VCO")[0], world.organisation.of_group("ALT")[0]]
    _, session = world.member("VCO")
    body = {"record": b64encode(suspension(world, suspect, signers)).decode()}
    answer = world.client.post("/api/v1/members/suspensions", json=body, headers=session)
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")
    assert login(world, suspect).status_code == 200


def test_an_expired_keyring_lets_nobody_in(world):
    person, session = world.member()
    world.clock.forward(days=401)
    assert login(world, person).status_code == 403
    assert world.client.get("/api/v1/members/entries", headers=session).status_code == 401


def test_answers_are_json_and_short(shared_world):
    answer = login(shared_world, shared_world.organisation.people[0])
    assert set(json.loads(answer.data)) == {"token", "expires_in"}
