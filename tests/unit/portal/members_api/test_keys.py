import datetime as dt
import os
from base64 import b64encode

import pytest

from crypto.errors import WeakKey
from crypto.intake import issue, parse_list
from crypto.signing import sign
from crypto.types import MemberId
from portal.members_api.keys import MOST_LIVING


def encoded(issued):
    return [b64encode(one.key.record).decode() for one in issued]


def post(world, session, records):
    return world.client.post("/api/v1/members/intake-keys", json={"records": records}, headers=session)


def keys_of(world, person, weeks=None):
    return issue(person.id, person.verify_seed, world.deployment, world.clock.today, weeks=weeks)


def served(world):
    data = world.client.get("/api/v1/intake").data
    return parse_list(data, world.keyring, today=world.clock.today)


def test_eight_weeks_and_a_reserve_are_stored_once(either_world):
    world = either_world
    person, session = world.member("AAP")
    records = encoded(keys_of(world, person))
    assert post(world, session, records).json == {"stored": 9}
    assert post(world, session, records).json == {"stored": 0}
    own = world.client.get("/api/v1/members/intake-keys", headers=session).json["keys"]
    assert sum(one["kind"] == 1 for one in own) == 8 + 2
    assert sum(one["kind"] == 2 for one in own) == 2


def test_one_member_cannot_make_the_list_long_that_every_page_loads(either_world):
    """A vault that is lost and made anew brings as many keys again; what is beyond all use is refused whole."""
    world = either_world
    person, session = world.member("AAP")
    before = len(world.services.directory.latest().intake)
    for _ in range(3):
        assert post(world, session, encoded(keys_of(world, person))).json == {"stored": 9}
    answers = [post(world, session, encoded(keys_of(world, person))) for _ in range(3)]
    assert answers[-1].status_code == 400
    stored = len(world.services.directory.latest().intake)
    assert stored <= before + MOST_LIVING
    assert post(world, session, encoded(keys_of(world, person))).status_code == 400
    assert len(world.services.directory.latest().intake) == stored


def test_intake_i2_browsers_get_the_weekly_key_else_the_reserve_in_keyring_order(world):
    assert [key.kind for key in served(world).values()] == ["weekly"] * 12
    world.clock.forward(days=14 + 7)
    assert [key.kind for key in served(world).values()] == ["reserve"] * 12
    assert list(served(world)) == list(world.keyring.intake_recipients)
    world.clock.forward(days=200)
    assert served(world) == {}


def test_the_key_published_last_is_the_one_that_is_served(world):
    """After a lost vault the member makes new keys for the same weeks."""
    person, session = world.member("ETH")
    fresh = keys_of(world, person)
    assert post(world, session, encoded(fresh)).status_code == 200
    assert served(world)[person.id].kem_pk == fresh[0].key.kem_pk


def test_a_statistics_officers_key_is_taken_and_no_report_is_sealed_to_it(world):
    person, session = world.member("STAT")
    before = world.client.get("/api/v1/intake").data
    [key, *_] = keys_of(world, person)
    assert post(world, session, encoded([key])).json == {"stored": 1}
    assert world.client.get("/api/v1/intake").data == before
    assert key.key.record in world.client.get("/api/v1/statistics").data


@pytest.mark.parametrize("fault", ["other member", "signature", "lapsed", "far ahead"])
def test_a_key_that_is_not_the_members_own_or_not_of_these_days_is_refused(world, fault):
    person, session = world.member("ALT")
    author = world.organisation.of_group("ETH")[0] if fault == "other member" else person
    monday = world.clock.today - dt.timedelta(days=world.clock.today.weekday())
    shift = {"lapsed": -3, "far ahead": 20}.get(fault, 0)
    records = encoded(keys_of(world, author, weeks=[monday + dt.timedelta(weeks=shift)])[:1])
    if fault == "signature":
        records = [records[0][:-8] + "AAAAAAAA"]
    before = world.client.get("/api/v1/intake").data
    answer = post(world, session, records)
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")
    assert world.client.get("/api/v1/intake").data == before


def test_a_key_that_nothing_can_be_sealed_to_is_refused_at_upload(world):
    """Its X25519 half is zero: every page that sealed to it would fail."""
    person, session = world.member("INV")
    good = keys_of(world, person)[0].key.record
    weak = good[:28] + good[28 : 28 + 1184] + bytes(32)
    signature = sign("intake", person.verify_seed, weak, world.deployment)
    answer = post(world, session, [b64encode(weak + signature).decode()])
    assert (answer.status_code, answer.json["message"]) == (400, WeakKey.__name__)


def test_one_bad_key_stores_none_of_them(world):
    person, session = world.member("INV")
    records = encoded(keys_of(world, person))
    records[5] = records[5][:-8] + "AAAAAAAA"
    assert post(world, session, records).status_code == 400
    own = world.client.get("/api/v1/members/intake-keys", headers=session).json["keys"]
    assert len(own) == 3


@pytest.mark.parametrize("records", [[], ["x"], ["A" * 1743], [b64encode(os.urandom(1308)).decode()] * 33])
def test_a_body_of_another_shape_is_refused(shared_world, records):
    _, session = shared_world.member()
    assert post(shared_world, session, records).status_code == 400


def test_a_member_sees_only_their_own_keys(shared_world):
    person, session = shared_world.member("VCO")
    mine = {one.key.kem_hash.hex() for one in shared_world.organisation.issued[MemberId(person.id)]}
    own = shared_world.client.get("/api/v1/members/intake-keys", headers=session).json["keys"]
    assert {one["kem_hash"] for one in own} == mine
