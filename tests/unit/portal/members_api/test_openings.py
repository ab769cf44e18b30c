from base64 import b64decode, b64encode

import pytest

from crypto.errors import BadCommitment
from crypto.openings import Batch, Opening, Openings, batch_length, open_openings, seal_openings
from crypto.types import CaseId

ROUTE = "/api/v1/members/openings"


def today(world):
    return int(world.clock().timestamp()) // 86_400


def batch(world, person, lines=(), **changes):
    readers = world.keyring.groups["ALT"]
    keys = {member: issued[0].key.kem_pk for member, issued in world.organisation.issued.items()}
    fields = {
        "member_id": person.id,
        "keyring_hash": world.keyring.hash,
        "day": today(world),
        "seed": person.verify_seed,
        "deployment": world.deployment,
    } | changes
    recipients = fields.pop("recipients", readers)
    return seal_openings(Openings(tuple(lines)), recipients, fields.pop("keys", keys), **fields)


def post(world, sealed, session):
    return world.client.post(ROUTE, json={"batch": b64encode(sealed.encode()).decode()}, headers=session)


def test_one_list_a_day_of_one_size_read_by_oversight(either_world):
    world = either_world
    person, session = world.member()
    lines = [Opening(CaseId(bytes([n]) * 32), 29_000_000 + n) for n in range(200)]
    full, empty = batch(world, person, lines), batch(world, person)
    assert len(full.encode()) == len(empty.encode()) == batch_length(2)
    assert post(world, full, session).status_code == 201
    assert post(world, full, session).status_code == 200
    assert post(world, empty, session).status_code == 409
    reader, reading = world.member("ALT")
    (row,) = world.client.get(ROUTE, headers=reading).json["batches"]
    fetched = Batch.parse(b64decode(row["batch"]))
    fetched.verify(person.listed.verify_vk, world.deployment)
    seed = world.organisation.issued[reader.id][0].seed
    assert open_openings(fetched, reader.id, seed, world.deployment).lines == tuple(lines)
    other = world.organisation.issued[person.id][0].seed
    with pytest.raises(BadCommitment):
        open_openings(fetched, person.id, other, world.deployment)


@pytest.mark.parametrize("group", ["INV", "VCO", "ETH", "AAP", "STAT"])
def test_nobody_else_is_handed_the_lists(shared_world, group):
    assert shared_world.client.get(ROUTE, headers=shared_world.member(group)[1]).status_code == 403


@pytest.mark.parametrize(
    "fault", ["other people", "one reader", "of yesterday's week", "somebody else's", "bytes"]
)
def test_a_list_that_is_not_like_the_others_is_refused(world, fault):
    person, session = world.member()
    changes = {
        "other people": {"recipients": world.keyring.groups["ETH"]},
        "one reader": {"recipients": world.keyring.groups["ALT"][:1]},
        "of yesterday's week": {"day": today(world) - 7},
        "somebody else's": {"member_id": world.organisation.of_group("ETH")[0].id},
    }
    if fault == "bytes":
        answer = world.client.post(
            ROUTE, json={"batch": b64encode(b"AMO1" + bytes(99)).decode()}, headers=session
        )
    else:
        answer = post(world, batch(world, person, **changes[fault]), session)
    assert answer.status_code == 400


def test_a_reader_without_a_key_does_not_change_the_size(world):
    person, _ = world.member()
    one = world.keyring.groups["ALT"][0]
    keys = {one: world.organisation.issued[one][0].key.kem_pk}
    assert len(batch(world, person, keys=keys).encode()) == batch_length(2)
