from base64 import b64encode

import pytest

import policies
from crypto.destruction import Order, SignedOrder, approve
from crypto.suspension import Suspension, sign_suspension
from crypto.types import CaseId, KeyringHash
from policies.destruction import may_order
from tests.support.organisation import ROLES

ROUTE = "/api/v1/members/destructions"


def people(world, group):
    return world.organisation.of_group(group)


def order_for(reporter, compartments=(1,), events=None):
    return Order.of(
        CaseId(reporter.keys.own_case_id), compartments, [reporter.event_id] if events is None else events
    )


def signed(world, order, approvers, keyring_hash=None):
    approvals = (
        approve(order, one.id, keyring_hash or world.keyring.hash, 20_000, one.verify_seed, world.deployment)
        for one in approvers
    )
    return SignedOrder(order, tuple(sorted(approvals, key=lambda one: one.member_id))).encode()


def post(world, data, group="INV"):
    return world.client.post(ROUTE, json={"record": b64encode(data).decode()}, headers=world.member(group)[1])


def bodies(world, event_id):
    person_headers = world.member("ALT")[1]
    answer = world.client.get(f"/api/v1/members/entries/{event_id.hex()}", headers=person_headers)
    return [body is not None for body in answer.json["bodies"]], answer.json["wraps"]


def test_two_who_may_have_one_lane_destroyed_and_nothing_else(either_world):
    world = either_world
    reporter, other = world.reported(), world.reported()
    order = signed(world, order_for(reporter), people(world, "INV")[:2])
    assert post(world, order).status_code == 201
    assert post(world, order).status_code == 200
    left, wraps = bodies(world, reporter.event_id)
    assert left == [False, True, True, True, True]
    assert [wrap["index"] for wrap in wraps] == [len(world.keyring.intake_recipients)]
    assert bodies(world, other.event_id)[0] == [True] * 5
    listed = world.client.get(ROUTE, headers=world.member("VCO")[1]).json
    assert [one["record"] for one in listed["orders"]] == [b64encode(order).decode()]
    number = listed["orders"][0]["number"]
    later = world.client.get(f"{ROUTE}?after={number}", headers=world.member("VCO")[1]).json
    assert later == {"orders": [], "more": False}


def test_the_reporter_is_shown_the_order_and_keeps_their_own_wrap(world):
    reporter = world.reported()
    assert world.open_mailbox(reporter.keys).json["orders"] == []
    order = signed(world, order_for(reporter), people(world, "INV")[:2])
    post(world, order)
    opened = world.open_mailbox(reporter.keys).json
    assert [one["record"] for one in opened["orders"]] == [b64encode(order).decode()]
    assert len(opened["entries"][0]["wraps"]) == 1


@pytest.mark.parametrize("group", list(ROLES))
@pytest.mark.parametrize("lane", [1, 2, 3, 4, 5])
def test_each_role_destroys_only_where_the_table_lets_it(shared_world, group, lane):
    world = shared_world
    reporter = world.reported()
    pair = people(world, group)[:2]
    allowed = all(may_order(policies.load().roles, one.role, (lane,)) for one in pair)
    answer = post(world, signed(world, order_for(reporter, (lane,)), pair))
    assert answer.status_code == (201 if allowed else 403)
    assert all(bodies(world, reporter.event_id)[0]) == (not allowed)


FAULTS = ("other keyring", "one seed twice", "unknown case", "suspended", "dismissed role")


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_two_entitled_members_of_today_is_refused(world, fault):
    reporter = world.reported()
    head, colleague = people(world, "INV")[:2]
    order = order_for(reporter)
    if fault == "other keyring":
        data = signed(world, order, (head, colleague), KeyringHash(b"k" * 32))
    elif fault == "one seed twice":
        approvals = (
            approve(order, one.id, world.keyring.hash, 1, head.verify_seed, world.deployment)
            for one in (head, colleague)
        )
        data = SignedOrder(order, tuple(sorted(approvals, key=lambda one: one.member_id))).encode()
    elif fault == "unknown case":
        data = signed(world, Order.of(CaseId(b"c" * 32), (1,), [reporter.event_id]), (head, colleague))
    elif fault == "suspended":
        data = signed(world, order, (head, colleague))
        suspend(world, colleague)
    else:
        data = signed(world, order, (head, people(world, "STAT")[0]))
    answer = post(world, data, "ALT")
    assert answer.status_code == (404 if fault == "unknown case" else 403)
    assert all(bodies(world, reporter.event_id)[0])


def suspend(world, person):
    signers = (people(world, "ETH")[0], people(world, "ALT")[0])
    record = Suspension(
        person.id,
        world.keyring.hash,
        tuple(
            (one.id, sign_suspension(person.id, world.keyring.hash, one.verify_seed, world.deployment))
            for one in signers
        ),
    ).encode()
    answer = world.client.post(
        "/api/v1/members/suspensions",
        json={"record": b64encode(record).decode()},
        headers=world.member("ETH")[1],
    )
    assert answer.status_code == 201, answer.data


def test_an_order_names_entries_of_its_own_case_and_lane(world):
    reporter, other = world.reported(), world.reported()
    pair = people(world, "INV")[:2]
    person, session = world.member()
    message = world.message(reporter, person)
    stored = world.client.post("/api/v1/members/events", data=message, headers=session).json["event_id"]
    foreign = order_for(reporter, events=[reporter.event_id, other.event_id])
    assert post(world, signed(world, foreign, pair)).status_code == 400
    # The message stands in the allegation's conversation; those who may destroy help and care may not reach it.
    carers = people(world, "VCO")[:2]
    theirs = order_for(reporter, (3,), [bytes.fromhex(stored)])
    assert post(world, signed(world, theirs, carers), "VCO").status_code == 400
    assert bodies(world, bytes.fromhex(stored))[0] == [True]
    own = order_for(reporter, (1,), [bytes.fromhex(stored)])
    assert post(world, signed(world, own, pair)).status_code == 201
    assert bodies(world, bytes.fromhex(stored))[0] == [False]
    assert bodies(world, other.event_id)[0] == [True] * 5


def test_an_event_that_was_destroyed_does_not_come_back(world):
    """A console that brings the same event again is told that it is known; its body stays gone."""
    reporter = world.reported()
    person, session = world.member()
    message = world.message(reporter, person)
    stored = world.client.post("/api/v1/members/events", data=message, headers=session).json["event_id"]
    post(world, signed(world, order_for(reporter, events=[bytes.fromhex(stored)]), people(world, "INV")[:2]))
    again = world.client.post("/api/v1/members/events", data=message, headers=session)
    assert again.status_code == 200
    assert bodies(world, bytes.fromhex(stored))[0] == [False]
