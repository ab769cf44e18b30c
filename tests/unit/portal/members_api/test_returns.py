"""What members give back after a portal lost it: all of it or nothing, checked as when it first came."""

import threading
from base64 import b64decode

import pytest
from sqlalchemy import select

from crypto import genesis
from crypto.events import Author, seal_event
from crypto.rekeying import Recipient, rotate
from crypto.report_plan import ReportPlan, Rosters
from crypto.returned import pack_returned
from crypto.submission import Submission
from crypto.types import CaseId
from portal.store.models import Body, Case, Record, Wrap
from tests.support.destroying import order_destruction
from tests.support.giving_back import (
    ROUTE,
    count,
    give_back,
    hours,
    lose,
    message,
    name_of,
    new_code,
    opens,
    swap_back,
    written,
)


def test_a_lost_case_comes_back_whole_and_opens_again(either_world):
    # given a report with an answer and a reply, which a restored backup lacks
    world = either_world
    reporter = world.reported()
    person, session = world.member()
    answer = message(world, reporter, person)
    assert (
        world.client.post("/api/v1/members/events", data=answer.encode(), headers=session).status_code == 201
    )
    reply = written(world, message(world, reporter))
    names = [reporter.event_id, name_of(world, answer), name_of(world, reply)]
    lose(world, *names)
    assert opens(world, reporter.keys) == [False]
    world.clock.forward(days=40)  # its keys have lapsed since: that concerns new reports only
    # when any member gives it back, whoever wrote it
    given = give_back(world, reporter.submission, answer, reply, group="AAP")
    # then the code opens it, with the reporter's own keys, as received today
    assert (given.status_code, given.json) == (201, {"stored": [one.hex() for one in names], "known": []})
    thread = world.open_mailbox(reporter.keys).json["entries"]
    assert [entry["event_id"] for entry in thread] == [one.hex() for one in names]
    own = len(world.keyring.intake_recipients)
    assert [wrap["index"] for wrap in thread[0]["wraps"]] == [own]
    assert b64decode(thread[0]["wraps"][0]["wrap"]) == reporter.submission.wraps[own]
    assert thread[0]["received_on"] == world.clock.today.isoformat()
    # and giving it back again changes nothing
    again = give_back(world, reporter.submission, answer, reply)
    assert (again.status_code, again.json) == (200, {"stored": [], "known": [one.hex() for one in names]})
    assert count(world, Wrap) == 1


def test_a_replaced_code_opens_nothing_at_any_moment(either_world):
    world = either_world
    reporter = world.reported()
    first, second, third = reporter.keys, world.reporter().keys, world.reporter().keys
    one = written(world, new_code(world, reporter, first, second))
    two = written(world, new_code(world, reporter, second, third))
    assert opens(world, first, second, third) == [False, False, True]
    for lost in ([two], [one, two], [reporter.submission, one, two]):
        lose(world, *(name_of(world, record) for record in lost))
        swap_back(world, reporter, second if lost == [two] else first)
        assert give_back(world, reporter.submission, one, two).status_code == 201
        assert opens(world, first, second, third) == [False, False, True]


def test_what_was_destroyed_stays_destroyed(either_world):
    """Where its row stands nothing is refilled; where an order names what is lost, it does not come back."""
    world = either_world
    reporter = world.reported()
    later = written(world, message(world, reporter))
    order_destruction(world, reporter.keys.own_case_id, [reporter.event_id, name_of(world, later)])
    before = [count(world, Wrap), destroyed_bodies(world)]
    assert before[1] == 2
    assert give_back(world, reporter.submission, later).json["stored"] == []
    assert [count(world, Wrap), destroyed_bodies(world)] == before
    lose(world, name_of(world, later))
    refused = give_back(world, reporter.submission, later)
    assert (refused.status_code, refused.json["error"]) == (409, "destroyed")
    # Nor by the way on which a single event comes.
    alone = world.client.post("/api/v1/members/events", data=later.encode(), headers=world.member()[1])
    assert alone.status_code == 403
    assert count(world, Record) == 1


def destroyed_bodies(world):
    with world.services.store.reading() as session:
        return len(session.execute(select(Body).where(Body.body.is_(None))).all())


def test_a_supplement_comes_back_signed_by_a_code_of_the_case(world):
    reporter = world.reported()
    second = world.reporter().keys
    one = new_code(world, reporter, reporter.keys, second)
    lose(world, reporter.event_id)
    added, foreign = (supplement(world, reporter, keys) for keys in (second, world.reporter().keys))
    refused = give_back(world, reporter.submission, one, foreign)
    assert (refused.json["error"], count(world, Case)) == ("not-signed", 0)
    assert len(give_back(world, reporter.submission, one, added).json["stored"]) == 3


def supplement(world, reporter, keys):
    groups = world.keyring.groups
    rosters = Rosters(lanes={1: groups["INV"], 2: groups["ETH"], 3: groups["VCO"], 5: groups["INV"]})
    return Submission.parse(
        genesis.seal_supplement(
            ReportPlan(bodies={1: {"used": True}, 5: {"used": True}}, rosters=rosters),
            keys,
            CaseId(reporter.keys.own_case_id),
            world.keyring,
            world.organisation.intake,
            world.deployment,
            manifest_hash=bytes(32),
            path="browser",
        )
    )


def test_a_rotation_comes_back_with_the_reporters_keys_alone(world):
    reporter = world.reported()
    person, session = world.member()
    colleague = world.organisation.of_group("INV")[1]
    key = world.organisation.issued[colleague.id][0].key
    made = rotate(
        1,
        b"\x07" * 32,
        reporter.keys.own_case_id,
        world.deployment,
        roster=[Recipient(colleague.id, key.kem_pk)],
        reporter=Recipient.reporter(reporter.keys),
    )
    event = seal_event(
        {"v": 1, "type": "rotate"},
        kind=3,
        c=1,
        key=bytes(32),
        case_id=CaseId(reporter.keys.own_case_id),
        author=Author(person.id, person.verify_seed, log_id=person.id, log_seq=1),
        parents=[reporter.event_id],
        keyring_hash=world.keyring.hash,
        deployment=world.deployment,
        keys=made.keys,
        wraps=made.wraps,
    )
    assert (
        world.client.post("/api/v1/members/events", data=event.encode(), headers=session).status_code == 201
    )
    lose(world, name_of(world, event))
    assert give_back(world, event, group="ETH").status_code == 201
    thread = world.open_mailbox(reporter.keys).json["entries"]
    assert [wrap["index"] for wrap in thread[1]["wraps"]] == [1]


@pytest.mark.parametrize(
    ("group", "claim", "rings"),
    [
        ("INV", "?acknowledged=yes", False),
        ("INV", "", True),
        ("INV", "?acknowledged=no", True),
        # Who could not acknowledge a report themselves does not say that somebody else did.
        ("STAT", "?acknowledged=yes", True),
    ],
)
def test_a_report_that_was_answered_does_not_ring_again(world, group, claim, rings):
    reporter = world.reported()
    person, session = world.member()
    answer = message(world, reporter, person)
    world.client.post("/api/v1/members/events", data=answer.encode(), headers=session)
    lose(world, reporter.event_id, name_of(world, answer))
    assert give_back(world, reporter.submission, answer, group=group, claim=claim).status_code == 201
    assert (hours(world) == [world.services.hour()]) is rings
    assert (hours(world) == [None]) is not rings


def test_a_report_without_an_answer_rings_whatever_is_claimed(world):
    reporter = world.reported()
    reply = message(world, reporter)
    lose(world, reporter.event_id)
    assert give_back(world, reporter.submission, reply, claim="?acknowledged=yes").status_code == 201
    assert hours(world) == [world.services.hour()]


def test_two_consoles_at_once_bring_one_case_back_once(either_world):
    world = either_world
    reporter = world.reported()
    one = written(world, new_code(world, reporter, reporter.keys, world.reporter().keys))
    reply = message(world, reporter)
    lose(world, reporter.event_id, name_of(world, one))
    raws = [
        pack_returned([reporter.submission, one, reply]),
        pack_returned([reporter.submission, one]),
    ] * 4
    sessions = [world.member(group)[1] for group in ("INV", "ETH")] * 4
    statuses, gate = [], threading.Barrier(len(raws))

    def send(raw, headers):
        client = world.client.application.test_client()
        gate.wait()
        statuses.append(client.post(ROUTE, data=raw, headers=headers).status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(raws, sessions, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(statuses)) == [200, 201]
    assert (count(world, Case), count(world, Record), count(world, Wrap)) == (1, 3, 2)
