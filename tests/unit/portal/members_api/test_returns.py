"""What members give back after a portal lost it: all of it or nothing, checked as when it first came."""

import threading
from base64 import b64decode
from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from crypto import genesis
from crypto.events import Author, EventSubmission, event_id, seal_event
from crypto.keyring import parse_keyring
from crypto.keys import thread_key
from crypto.rekeying import Recipient, replace_code, rotate
from crypto.report_plan import ReportPlan, Rosters
from crypto.reporter_keys import mailbox_id
from crypto.returned import pack_returned
from crypto.submission import Submission
from crypto.types import CaseId
from portal.store.cases import Mailbox, mailbox_of_case, swap_mailbox
from portal.store.models import Body, Case, Record, Wrap
from tests.support.destroying import order_destruction
from tests.support.portal_world import seal_for

ROUTE = "/api/v1/members/returns"


def give_back(world, *records, group="INV", claim=""):
    raw = pack_returned(records)
    return world.client.post(f"{ROUTE}{claim}", data=raw, headers=world.member(group)[1])


def lose(world, *names):
    """As a backup that was made before: without these records, and without cases that have none left."""
    with world.services.store.writing() as session:
        for seq in session.execute(select(Record.seq).where(Record.event_id.in_(names))).scalars().all():
            for part in (Body, Wrap):
                session.execute(delete(part).where(part.record_seq == seq))
            session.execute(delete(Record).where(Record.seq == seq))
        session.execute(delete(Case).where(Case.case_id.not_in(select(Record.case_id))))


def count(world, model):
    with world.services.store.reading() as session:
        return len(session.execute(select(model)).all())


def hours(world):
    with world.services.store.reading() as session:
        return list(session.execute(select(Case.received_hour)).scalars())


def opens(world, *codes):
    return [world.open_mailbox(keys).status_code == 200 for keys in codes]


def name_of(world, record):
    return event_id(record.header_bytes, world.deployment)


def message(world, reporter, person=None):
    return EventSubmission.parse(world.message(reporter, person))


def new_code(world, reporter, old, new, case_id=None):
    """`old` hands the case of `reporter` on to `new`, as the page does."""
    case = case_id or CaseId(reporter.keys.own_case_id)
    threads = {lane: thread_key(bytes([lane]) * 32, lane, case, world.deployment) for lane in (1, 2, 3)}
    return replace_code(
        old,
        new,
        case_id=case,
        generations=[threads],
        used=[1],
        parents=[reporter.event_id],
        keyring_hash=world.keyring.hash,
        deployment=world.deployment,
    )


def written(world, event):
    assert world.client.post("/api/v1/mailbox/events", data=event.encode()).status_code == 201
    return event


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


def swap_back(world, reporter, keys):
    """The mailbox's row as it was in the backup."""
    with world.services.store.writing() as session:
        before = mailbox_of_case(session, reporter.keys.own_case_id)
        if before is not None:
            mailbox = mailbox_id(keys.auth_vk, world.deployment)
            row = Mailbox(before.case_id, mailbox, keys.auth_vk, keys.sign_vk)
            assert swap_mailbox(session, before.case_id, before.sign_vk, row)


def test_an_older_chain_changes_nothing(world):
    """Whoever knows only the first new code, or pretends to, brings no older code back."""
    reporter = world.reported()
    first, second, third = reporter.keys, world.reporter().keys, world.reporter().keys
    one = written(world, new_code(world, reporter, first, second))
    written(world, new_code(world, reporter, second, third))
    assert give_back(world, reporter.submission, one).json["stored"] == []
    assert opens(world, first, second, third) == [False, False, True]


def test_a_code_that_was_replaced_replaces_nothing(world):
    """Somebody kept the old code, and finds a member who carries their own replacement of it."""
    reporter = world.reported()
    first, second, thief = reporter.keys, world.reporter().keys, world.reporter().keys
    one = written(world, new_code(world, reporter, first, second))
    refused = give_back(world, reporter.submission, one, new_code(world, reporter, first, thief))
    assert (refused.status_code, refused.json["error"]) == (409, "code-replaced")
    assert opens(world, first, second, thief) == [False, True, False]


def test_a_forged_new_code_keeps_the_whole_case_out(either_world):
    """Else the report would stand there without it, under the old code."""
    world = either_world
    reporter = world.reported()
    first, second = reporter.keys, world.reporter().keys
    true = new_code(world, reporter, first, second)
    lose(world, reporter.event_id)
    forged = [
        replace(true, signatures=(true.signatures[1], true.signatures[1])),
        replace(true, signatures=(true.signatures[0], true.signatures[0])),
    ]
    for event in forged:
        refused = give_back(world, reporter.submission, event)
        assert (refused.status_code, refused.json["error"]) == (403, "not-signed")
        assert name_of(world, event).hex()[:12] in refused.json["message"]
        assert (count(world, Case), count(world, Record)) == (0, 0)
    stranger = new_code(world, reporter, world.reporter().keys, second, reporter.keys.own_case_id)
    assert give_back(world, reporter.submission, stranger).json["error"] == "code-replaced"
    assert (count(world, Case), count(world, Record)) == (0, 0)


def raw_of(reporter):
    return pack_returned([reporter.submission])


@pytest.mark.parametrize(
    ("at", "error", "code"),
    [
        (4 + 8 + 1364, "not-signed", "BadSignature"),  # the salt, in the header
        (4 + 8 + 40, "not-signed", "BadSignature"),  # the key that signs
        (-1, "malformed", "BadCommitment"),  # the last body
        ("signature", "not-signed", "BadSignature"),
        ("wrap", "malformed", "BadCommitment"),
    ],
)
def test_an_altered_report_is_refused_and_named(world, at, error, code):
    reporter = world.reported()
    lose(world, reporter.event_id)
    raw = bytearray(raw_of(reporter))
    header = len(reporter.submission.header_bytes)
    raw[{"signature": 4 + 8 + header, "wrap": 4 + 8 + header + 64}.get(at, at)] ^= 1
    refused = world.client.post(ROUTE, data=bytes(raw), headers=world.member()[1])
    assert refused.json["error"] == error
    assert refused.json["message"].endswith(code)
    assert count(world, Case) == 0


def test_a_report_signed_by_somebody_else_is_refused(world):
    reporter, other = world.reported(), world.seal(world.reporter())
    lose(world, reporter.event_id)
    foreign = replace(reporter.submission, signature=other.submission.signature)
    assert give_back(world, foreign).json["error"] == "not-signed"
    assert count(world, Case) == 0


def test_a_second_report_under_one_number_is_refused(world):
    reporter = world.reported()
    other = seal_for(
        world.keyring, world.organisation.intake, reporter.keys, world.deployment, "Another story."
    )
    refused = give_back(world, Submission.parse(other))
    assert (refused.status_code, refused.json["error"]) == (409, "case-exists")


def test_events_need_their_case_and_their_author(world):
    reporter, stranger = world.reported(), world.seal(world.reporter())
    person = world.organisation.of_group("INV")[0]
    lost = message(world, stranger)
    assert give_back(world, lost).json["error"] == "not-found"
    true = message(world, reporter, person)
    forged = replace(true, signatures=(message(world, reporter).signatures[0],))
    assert give_back(world, forged, group="VCO").json["error"] == "not-signed"
    assert give_back(world, true, group="VCO").status_code == 201


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


def test_a_report_under_a_keyring_that_is_lost_too_waits_for_it(world):
    reporter = world.reporter()
    ring = world.organisation.sign_keyring(2, world.clock.today, world.keyring.hash)
    unknown = parse_keyring(
        ring, world.organisation.root_vk, world.organisation.deployment, today=world.clock.today
    )
    reporter.raw = seal_for(unknown, world.organisation.intake, reporter.keys, world.deployment)
    refused = give_back(world, reporter.submission)
    assert (refused.status_code, refused.json["error"]) == (409, "unknown-keyring")


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


@pytest.mark.parametrize("raw", [b"", b"\x00", b"\x00\x00\x00\x04AMP1", b"\xff" * 200])
def test_what_is_no_record_is_malformed(shared_world, raw):
    answer = shared_world.client.post(ROUTE, data=raw, headers=shared_world.member()[1])
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")


def test_one_request_is_about_one_case_and_has_a_largest_size(shared_world):
    world = shared_world
    first, second = world.seal(world.reporter()), world.seal(world.reporter())
    assert give_back(world, first.submission, second.submission).json["error"] == "malformed"
    large = world.client.post(ROUTE, data=bytes(1_400_001), headers=world.member()[1])
    assert large.status_code == 413
