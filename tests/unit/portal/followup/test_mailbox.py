import json

import pytest

from crypto.reporter_keys import derive
from crypto.types import RootKey
from portal.followup.mailbox import open_mailbox

NOT_OPENED = b'{"error":"not-opened"}'


def test_the_code_opens_the_thread_in_a_padded_answer(either_world):
    world = either_world
    reporter = world.reported()
    answer = world.open_mailbox(reporter.keys)
    assert answer.status_code == 200
    assert len(answer.data) == 16 * 1024
    [entry] = answer.json["entries"]
    assert answer.json["case_id"] == reporter.keys.own_case_id.hex()
    assert entry["event_id"] == reporter.event_id.hex()
    assert entry["bodies"] == []
    assert [wrap["index"] for wrap in entry["wraps"]] == [len(world.keyring.intake_recipients)]
    assert entry["received_on"] == world.clock.today.isoformat()


def test_answers_come_in_few_sizes(world):
    reporter = world.reported()
    sizes = set()
    for i in range(14):
        sizes.add(len(world.open_mailbox(reporter.keys).data))
        assert world.client.post("/api/v1/mailbox/events", data=world.message(reporter)).status_code == 201, i
    assert sizes == {16 * 1024, 32 * 1024, 64 * 1024, 128 * 1024}


def failures(world):
    """Every way not to open a mailbox, as (name, body)."""
    reporter = world.reported()
    stranger = derive(RootKey(b"\x05" * 32), world.deployment)
    good = world.login_body("rep-login", reporter.keys.auth_seed)
    used = world.login_body("rep-login", reporter.keys.auth_seed)
    world.client.post("/api/v1/mailbox/open", json=used)
    late = world.login_body("rep-login", reporter.keys.auth_seed)
    other_origin = world.login_body("rep-login", reporter.keys.auth_seed, origin="http://evil.example")
    member_kind = world.login_body("member-login", reporter.keys.auth_seed)
    invented = world.login_body("rep-login", reporter.keys.auth_seed, nonce=bytes(32))
    yield "unknown", json.dumps(world.login_body("rep-login", stranger.auth_seed))
    yield "replayed", json.dumps(used)
    yield "invented challenge", json.dumps(invented)
    yield "wrong signature", json.dumps({**good, "signature": "00" * 64})
    yield "other origin", json.dumps(other_origin)
    yield "signed as a member", json.dumps(member_kind)
    yield (
        "other key",
        json.dumps(
            {**world.login_body("rep-login", reporter.keys.auth_seed), "auth_vk": stranger.auth_vk.hex()}
        ),
    )
    yield "no body", ""
    yield "no json", "{"
    yield "wrong shape", json.dumps({"auth_vk": 7})
    yield "more fields", json.dumps({**good, "more": 1})
    world.clock.forward(seconds=61)
    yield "late", json.dumps(late)


def test_every_failure_is_the_same_answer(world):
    for name, body in failures(world):
        answer = world.client.post("/api/v1/mailbox/open", data=body, content_type="application/json")
        assert (answer.status_code, answer.data) == (403, NOT_OPENED), name
        headers = {key: value for key, value in answer.headers if key != "Date"}
        assert headers["Content-Length"] == str(len(NOT_OPENED)), name


def test_a_challenge_lasts_a_minute_and_is_good_once(world):
    reporter = world.reported()
    body = world.login_body("rep-login", reporter.keys.auth_seed)
    world.clock.forward(seconds=59)
    assert world.client.post("/api/v1/mailbox/open", json=body).status_code == 200
    assert world.client.post("/api/v1/mailbox/open", json=body).status_code == 403


def test_a_failed_attempt_uses_the_challenge_up(world):
    reporter = world.reported()
    body = world.login_body("rep-login", reporter.keys.auth_seed)
    world.client.post("/api/v1/mailbox/open", json={**body, "signature": "00" * 64})
    assert world.client.post("/api/v1/mailbox/open", json=body).status_code == 403


def test_every_challenge_is_different_and_lapsed_ones_are_forgotten(world):
    nonces = {world.nonce() for _ in range(20)}
    assert len(nonces) == 20
    world.clock.forward(seconds=120)
    world.nonce()
    with world.services.store.reading() as session:
        assert session.exec_driver_sql("SELECT count(*) FROM challenges").scalar_one() == 1


@pytest.mark.parametrize("auth_vk", [b"", bytes(31), bytes(32)])
def test_a_key_that_is_none_opens_nothing(shared_world, auth_vk):
    assert open_mailbox(shared_world.services, auth_vk) is None
