from base64 import b64encode

import pytest

import policies
from crypto.documents import encode_json
from crypto.member_document import sign_document
from tests.support.organisation import ROLES

ROUTE = "/api/v1/members/duty"
SHIFT = {"days": [1, 2, 3, 4, 5, 6, 7], "start": 0, "end": 1440, "turns": ["primary"]}


def document(world, version=1, **changes):
    day = world.clock.today
    return {
        "amparo": "roster",
        "v": 1,
        "deployment_id": world.deployment.hex(),
        "version": version,
        "issued_on": day.isoformat(),
        "valid_until": day.replace(year=day.year + 1, day=1).isoformat(),
        "utc_offset": 180,
        "people": [{"id": "primary", "mail": "one@example.org", "phone": ""}],
        "shifts": [SHIFT],
    } | changes


def signed(world, person, content, seed=None):
    return sign_document(
        "roster",
        encode_json(content),
        member_id=person.id,
        keyring_hash=world.keyring.hash,
        seed=seed or person.verify_seed,
        deployment=world.deployment,
    ).encode()


def post(world, data, session):
    return world.client.post(ROUTE, json={"record": b64encode(data).decode()}, headers=session)


def test_a_signed_roster_is_put_in_force_and_never_goes_back(either_world):
    world = either_world
    person, session = world.member("ALT")
    assert world.client.get(ROUTE, headers=session).json == {"record": None, "covered": False, "pings": []}
    second = signed(world, person, document(world, 2))
    assert post(world, second, session).status_code == 201
    assert post(world, second, session).status_code == 200
    assert post(world, signed(world, person, document(world, 1)), session).status_code == 409
    found = world.client.get(ROUTE, headers=world.member("VCO")[1]).json
    assert (found["record"], found["covered"]) == (b64encode(second).decode(), True)


def test_reporters_are_told_the_hours_and_nothing_of_the_people(world):
    person, session = world.member("ALT")
    reporter = world.reported()
    assert world.open_mailbox(reporter.keys).json["cover"] == {
        "known": False, "now": False, "utc_offset": 0, "hours": [],
    }  # fmt: skip
    never = {
        "days": [(world.clock.today.isoweekday() + 2) % 7 + 1],
        "start": 480,
        "end": 1020,
        "turns": ["primary"],
    }
    post(world, signed(world, person, document(world, shifts=[never])), session)
    answer = world.open_mailbox(reporter.keys)
    assert answer.json["cover"] == {
        "known": True,
        "now": False,
        "utc_offset": 180,
        "hours": [{key: never[key] for key in ("days", "start", "end")}],
    }
    assert b"example.org" not in answer.data.replace(b"help@example.org", b"")


@pytest.mark.parametrize("group", list(ROLES))
def test_only_the_policy_s_roles_sign_a_roster(world, group):
    person, session = world.member(group)
    allowed = person.role in policies.load().timers.alarm.roster_signed_by
    answer = post(world, signed(world, person, document(world)), session)
    assert answer.status_code == (201 if allowed else 403)


def test_a_roster_that_somebody_else_signed_or_that_is_none_is_refused(world):
    person, session = world.member("ALT")
    stranger = world.organisation.of_group("INV")[1]
    assert (
        post(world, signed(world, person, document(world), stranger.verify_seed), session).status_code == 403
    )
    for wrong in ({"shifts": []}, {"deployment_id": "00" * 16}, {"people": [{"id": "x"}]}, {"more": 1}):
        assert post(world, signed(world, person, document(world, **wrong)), session).status_code == 400
