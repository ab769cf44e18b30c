import threading

from crypto.keys import thread_key
from crypto.rekeying import replace_code
from portal.followup.service import store_reporter_event
from portal.sealed_events import Accepted

NOT_ACCEPTED = b'{"error":"not-accepted"}'


def post(world, raw):
    return world.client.post("/api/v1/mailbox/events", data=raw)


def replacement(world, reporter, new):
    threads = {
        lane: thread_key(bytes([lane] * 32), lane, reporter.keys.own_case_id, world.deployment)
        for lane in (1, 2, 3)
    }
    return replace_code(
        reporter.keys,
        new.keys,
        case_id=reporter.keys.own_case_id,
        generations=[threads],
        used=[1],
        parents=[reporter.event_id],
        keyring_hash=world.keyring.hash,
        deployment=world.deployment,
    ).encode()


def test_a_message_is_stored_once_and_comes_back(either_world):
    world = either_world
    reporter = world.reported()
    raw = world.message(reporter)
    first, again = post(world, raw), post(world, raw)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    entries = world.open_mailbox(reporter.keys).json["entries"]
    assert [entry["event_id"] for entry in entries] == [reporter.event_id.hex(), first.json["event_id"]]
    assert len(entries[1]["bodies"]) == 1


def test_an_unknown_case_and_a_wrong_key_are_refused_alike(world):
    reporter, stranger = world.reported(), world.seal(world.reporter())
    unknown = post(world, world.message(stranger))
    person = world.organisation.people[0]
    by_member = post(world, world.message(reporter, person))
    raw = bytearray(world.message(reporter))
    header_end = 8 + int.from_bytes(raw[4:8], "big")
    raw[header_end] ^= 1
    forged = post(world, bytes(raw))
    assert {(answer.status_code, answer.data) for answer in (unknown, by_member, forged)} == {
        (403, NOT_ACCEPTED)
    }


def test_a_message_that_names_no_published_keyring_is_refused(world):
    reporter = world.reported()
    real = world.keyring
    world.keyring = type("Ring", (), {"hash": bytes(32)})()
    raw = world.message(reporter)
    world.keyring = real
    assert post(world, raw).data == NOT_ACCEPTED


def test_damaged_bytes_are_malformed(world):
    reporter = world.reported()
    raw = world.message(reporter)
    for spoiled in (b"", b"AMP1", raw[:-1], raw + b"x"):
        assert post(world, spoiled).status_code == 400


def test_a_replaced_code_moves_the_mailbox_and_the_old_one_is_unknown(either_world):
    world = either_world
    reporter, new = world.reported(), world.reporter()
    raw = replacement(world, reporter, new)
    assert post(world, raw).status_code == 201
    old = world.open_mailbox(reporter.keys)
    assert (old.status_code, old.data) == (403, b'{"error":"not-opened"}')
    opened = world.open_mailbox(new.keys)
    assert opened.json["case_id"] == reporter.keys.own_case_id.hex()
    assert len(opened.json["entries"][1]["wraps"]) == 1
    assert post(world, world.message(reporter)).data == NOT_ACCEPTED


def test_a_retry_of_a_replacement_is_a_success(either_world):
    world = either_world
    reporter, new = world.reported(), world.reporter()
    raw = replacement(world, reporter, new)
    assert [post(world, raw).status_code for _ in range(2)] == [201, 200]


def test_replacements_at_once_move_the_mailbox_once(either_world):
    world = either_world
    reporter = world.reported()
    raws = [replacement(world, reporter, world.reporter()) for _ in range(4)]
    outcomes: list[object] = []
    threads = [
        threading.Thread(target=lambda raw=raw: outcomes.append(store_reporter_event(world.services, raw)))
        for raw in raws * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    accepted = [outcome for outcome in outcomes if isinstance(outcome, Accepted)]
    assert len(accepted) == 2
    assert len({outcome.event_id for outcome in accepted}) == 1
    assert sum(outcome.is_new for outcome in accepted) == 1


def test_a_replacement_without_the_new_keys_signature_is_refused(world):
    """Else whoever runs the portal could give the mailbox to a case of their own."""
    reporter, new = world.reported(), world.reporter()
    raw = bytearray(replacement(world, reporter, new))
    second = 8 + int.from_bytes(raw[4:8], "big") + 64
    raw[second : second + 64] = raw[second - 64 : second]
    assert post(world, bytes(raw)).data == NOT_ACCEPTED
    assert world.open_mailbox(reporter.keys).status_code == 200


def test_a_replacement_cannot_take_the_mailbox_of_another_case(world):
    reporter, other = world.reported(), world.reported()
    assert post(world, replacement(world, reporter, other)).data == NOT_ACCEPTED
    assert world.open_mailbox(other.keys).json["case_id"] == other.keys.own_case_id.hex()
