from crypto.events import Author, seal_event
from crypto.keys import thread_key
from crypto.rekeying import Recipient, rotate
from tests.support.portal_world import put_intake_keys


def post(world, raw, session, said=""):
    """`said`: "?acknowledges=yes" where the console says that it answers the reporter."""
    return world.client.post(f"/api/v1/members/events{said}", data=raw, headers=session)


ANSWER = "?acknowledges=yes"


def received_hours(world):
    with world.services.store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT received_hour FROM cases").scalars())


def test_a_members_first_answer_acknowledges_the_case_and_forgets_the_hour(either_world):
    world = either_world
    reporter, untouched = world.reported(), world.reported()
    person, session = world.member()
    raw = world.message(reporter, person)
    assert None not in received_hours(world)
    assert [post(world, raw, session, ANSWER).status_code for _ in range(2)] == [201, 200]
    assert received_hours(world).count(None) == 1
    entries = world.open_mailbox(reporter.keys).json["entries"]
    assert len(entries) == 2
    assert len(world.open_mailbox(untouched.keys).json["entries"]) == 1


def test_what_a_console_does_not_call_an_answer_leaves_the_alarm_running(world):
    """Stepping back, removing and adopting stand in the conversation as well: it is told apart by its author alone."""
    reporter = world.reported()
    person, session = world.member()
    for seq, said in ((1, ""), (2, "?acknowledges=no"), (3, "?acknowledges=")):
        assert (
            post(world, sealed(world, reporter, person, **own(person, seq)), session, said).status_code == 201
        )
    assert None not in received_hours(world)
    raw = sealed(world, reporter, person, **own(person, 4))
    assert post(world, raw, session, ANSWER).status_code == 201
    assert received_hours(world) == [None]


def test_only_a_role_that_answers_reporters_in_this_lane_ends_the_alarm(world):
    reporter = world.reported()
    investigator, session = world.member()
    counting, other = world.member("STAT")
    caring, theirs = world.member("VCO")
    assert post(world, sealed(world, reporter, investigator, c=1), session, ANSWER).status_code == 201
    assert post(world, sealed(world, reporter, counting), other, ANSWER).status_code == 201
    assert post(world, sealed(world, reporter, caring), theirs, ANSWER).status_code == 201
    raw = sealed(world, reporter, investigator, c=19, **own(investigator, 2))
    assert post(world, raw, session, ANSWER).status_code == 201
    assert None not in received_hours(world)
    raw = sealed(world, reporter, caring, c=19, **own(caring, 2))
    assert post(world, raw, theirs, ANSWER).status_code == 201
    assert received_hours(world) == [None]


def test_what_somebody_else_brings_back_answers_nobody(world):
    reporter = world.reported()
    colleague = world.organisation.of_group("INV")[1]
    _, session = world.member("INV")
    assert post(world, world.message(reporter, colleague), session, ANSWER).status_code == 201
    assert None not in received_hours(world)


def test_what_members_sign_among_themselves_leaves_the_alarm_running(world):
    reporter = world.reported()
    person, session = world.member()
    assert post(world, sealed(world, reporter, person, c=1), session, ANSWER).status_code == 201
    colleague, theirs = world.member("INV", 1)
    key = world.organisation.issued[colleague.id][0].key
    raw = rotation(world, reporter, colleague, Recipient(colleague.id, key.kem_pk))
    assert post(world, raw, theirs, ANSWER).status_code == 201
    assert None not in received_hours(world)
    assert post(world, world.message(reporter, person, seq=2), session, ANSWER).status_code == 201
    assert received_hours(world) == [None]


def own(person, seq):
    return {"author": Author(person.id, person.verify_seed, log_id=person.id, log_seq=seq)}


def test_a_note_stays_out_of_the_reporters_thread(world):
    reporter = world.reported()
    person, session = world.member()
    raw = sealed(world, reporter, person, c=1)
    assert post(world, raw, session).status_code == 201
    assert len(world.open_mailbox(reporter.keys).json["entries"]) == 1


def sealed(world, reporter, person, **changes):
    plan = {
        "c": 17,
        "key": thread_key(bytes(32), 1, reporter.keys.own_case_id, world.deployment),
        "case_id": reporter.keys.own_case_id,
        "author": Author(person.id, person.verify_seed, log_id=person.id, log_seq=1),
        "parents": [reporter.event_id],
        "keyring_hash": world.keyring.hash,
        "deployment": world.deployment,
    }
    return seal_event({"v": 1, "type": "note"}, **{**plan, **changes}).encode()


def test_an_event_signed_by_somebody_else_is_refused(world):
    reporter = world.reported()
    person, session = world.member()
    other = world.organisation.of_group("ETH")[0]
    raw = sealed(
        world, reporter, person, author=Author(person.id, other.verify_seed, log_id=person.id, log_seq=1)
    )
    answer = post(world, raw, session)
    assert (answer.status_code, answer.json) == (403, {"error": "not-accepted"})
    assert None not in received_hours(world)


def test_an_event_of_no_case_is_not_found(world):
    stranger = world.seal(world.reporter())
    person, session = world.member()
    assert post(world, world.message(stranger, person), session).status_code == 404


def test_an_event_under_an_unknown_keyring_is_refused(world):
    reporter = world.reported()
    person, session = world.member()
    raw = sealed(world, reporter, person, keyring_hash=bytes(32))
    assert post(world, raw, session).status_code == 403


def test_damaged_bytes_are_malformed(shared_world):
    reporter = shared_world.reported()
    person, session = shared_world.member()
    raw = shared_world.message(reporter, person)
    for spoiled in (b"", raw[:-1], raw + b"x", reporter.raw):
        assert post(shared_world, spoiled, session).status_code == 400


def test_a_member_brings_back_what_the_portal_lost_whoever_wrote_it(world):
    reporter = world.reported()
    colleague = world.organisation.of_group("INV")[1]
    _, session = world.member("INV")
    assert post(world, world.message(reporter), session).status_code == 201
    assert None not in received_hours(world)
    assert post(world, world.message(reporter, colleague), session).status_code == 201


def rotation(world, reporter, person, recipient):
    made = rotate(
        1,
        b"\x07" * 32,
        reporter.keys.own_case_id,
        world.deployment,
        roster=[recipient],
        reporter=Recipient.reporter(reporter.keys),
    )
    return sealed(world, reporter, person, kind=3, keys=made.keys, wraps=made.wraps)


def test_a_rotation_reaches_its_recipients_and_the_reporter(world):
    reporter = world.reported()
    person, session = world.member()
    colleague, theirs = world.member("INV", 1)
    key = world.organisation.issued[colleague.id][0].key
    raw = rotation(world, reporter, person, Recipient(colleague.id, key.kem_pk))
    answer = post(world, raw, session)
    assert answer.status_code == 201
    entry = world.client.get(f"/api/v1/members/entries/{answer.json['event_id']}", headers=theirs).json
    assert [wrap["index"] for wrap in entry["wraps"]] == [0, 1]
    thread = world.open_mailbox(reporter.keys).json["entries"]
    assert [wrap["index"] for wrap in thread[1]["wraps"]] == [1]


def test_a_wrap_to_a_lapsed_key_is_stale(world):
    reporter = world.reported()
    colleague = world.organisation.of_group("INV")[1]
    key = world.organisation.issued[colleague.id][0].key
    world.clock.forward(days=(key.not_after - world.clock.today).days + 3)
    person, session = world.member()
    raw = rotation(world, reporter, person, Recipient(colleague.id, key.kem_pk))
    answer = post(world, raw, session)
    assert (answer.status_code, answer.json) == (409, {"error": "stale-intake"})
    put_intake_keys(world.services.store, [world.organisation.issued[colleague.id][1].key])
    fresh = world.organisation.issued[colleague.id][1].key
    raw = rotation(world, reporter, person, Recipient(colleague.id, fresh.kem_pk))
    assert post(world, raw, session).status_code == 201
