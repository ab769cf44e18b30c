import os
import threading

import pytest
from sqlalchemy import func, select

from crypto.intake import issue
from portal.intake.service import Refused, Stored, store_report
from portal.keyring.publish import publish
from portal.store.models import Body, Case, Record, Wrap
from tests.support.portal_world import put_intake_keys, seal_for


def count(world, model) -> int:
    with world.services.store.reading() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_report_is_stored_whole(either_world):
    world = either_world
    reporter = world.seal(world.reporter())
    answer = world.client.post("/api/v1/reports", data=reporter.raw)
    assert (answer.status_code, answer.data) == (201, b'{"stored":true}')
    recipients = len(world.keyring.intake_recipients)
    assert [count(world, model) for model in (Case, Record, Body, Wrap)] == [1, 1, 5, recipients + 1]


def test_what_was_stored_is_what_was_sent_and_the_hour_at_most(world):
    reporter = world.reported()
    with world.services.store.reading() as session:
        case = session.execute(select(Case.__table__)).one()
        header = session.execute(select(Record.header)).scalar_one()
        wraps = session.execute(select(Wrap.wrap).order_by(Wrap.position)).scalars().all()
        bodies = session.execute(select(Body.body).order_by(Body.position)).scalars().all()
    submission = reporter.submission
    assert (header, tuple(wraps), tuple(bodies)) == (
        submission.header_bytes,
        submission.wraps,
        submission.bodies,
    )
    assert case.mailbox_id == reporter.keys.mailbox_id
    assert case.received_hour == int(world.clock().timestamp()) // 3600
    assert case.received_day == case.received_hour // 24


def test_the_same_bytes_again_are_a_success_and_one_case(either_world):
    world = either_world
    reporter = world.reported()
    answer = world.client.post("/api/v1/reports", data=reporter.raw)
    assert (answer.status_code, answer.data) == (200, b'{"stored":true}')
    assert [count(world, model) for model in (Case, Record, Body)] == [1, 1, 5]


def test_a_retry_succeeds_even_when_the_keys_have_lapsed_since(world):
    reporter = world.reported()
    world.clock.forward(days=60)
    assert world.send(reporter) == 200


def test_other_bytes_for_the_same_case_are_refused(either_world):
    world = either_world
    reporter = world.reported()
    world.seal(reporter, "Another story.")
    answer = world.client.post("/api/v1/reports", data=reporter.raw)
    assert (answer.status_code, answer.json) == (409, {"error": "case-exists"})
    assert count(world, Record) == 1


def test_a_mailbox_cannot_be_taken_by_a_second_case(world):
    reporter = world.reported()
    thief = world.reporter()
    object.__setattr__(thief.keys, "auth_vk", reporter.keys.auth_vk)
    assert world.send(world.seal(thief)) == 409
    assert count(world, Case) == 1


def race(world, raws):
    outcomes: list[object] = []
    barrier = threading.Barrier(len(raws))

    def send(raw: bytes) -> None:
        barrier.wait()
        outcomes.append(store_report(world.services, raw))

    threads = [threading.Thread(target=send, args=(raw,)) for raw in raws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_identical_retries_at_once_are_one_case_and_all_succeed(either_world):
    world = either_world
    reporter = world.seal(world.reporter())
    outcomes = race(world, [reporter.raw] * 8)
    assert all(isinstance(outcome, Stored) for outcome in outcomes)
    assert sum(outcome.is_new for outcome in outcomes) == 1
    assert [count(world, model) for model in (Case, Record, Body)] == [1, 1, 5]


def test_many_reports_at_once_are_all_stored(either_world):
    world = either_world
    outcomes = race(world, [world.seal(world.reporter()).raw for _ in range(16)])
    assert outcomes == [Stored(is_new=True)] * 16
    assert count(world, Case) == 16


def test_two_reports_of_one_code_at_once_are_one_case(either_world):
    world = either_world
    reporter = world.reporter()
    raws = [world.seal(reporter, f"Story {i}.").raw for i in range(6)]
    outcomes = race(world, raws)
    assert outcomes.count(Stored(is_new=True)) == 1
    assert outcomes.count(Refused("case-exists")) == 5


def assert_stale(world, reporter):
    answer = world.client.post("/api/v1/reports", data=reporter.raw)
    assert (answer.status_code, answer.json) == (409, {"error": "stale-intake"})
    assert [count(world, model) for model in (Case, Record, Body, Wrap)] == [0, 0, 0, 0]


def test_intake_i3_a_wrap_to_a_lapsed_key_stores_nothing(world):
    last = max(keys[0].key.not_after for keys in world.organisation.issued.values())
    reporter = world.seal(world.reporter())
    world.clock.forward(days=(last - world.clock.today).days + 2)
    assert world.send(reporter) == 201
    reporter = world.seal(world.reporter())
    world.clock.forward(days=1)
    answer = world.client.post("/api/v1/reports", data=reporter.raw)
    assert answer.json == {"error": "stale-intake"}


def test_a_wrap_to_an_unknown_key_stores_nothing(world):
    intake = world.organisation.intake
    person = world.organisation.people[0]
    [weekly, *_] = issue(person.id, person.verify_seed, world.deployment, world.clock.today)
    intake[person.id] = weekly.key
    reporter = world.reporter()
    reporter.raw = seal_for(world.keyring, intake, reporter.keys, world.deployment)
    assert_stale(world, reporter)


def test_a_report_under_an_older_keyring_stores_nothing(either_world):
    world = either_world
    reporter = world.seal(world.reporter())
    container = world.organisation.sign_keyring(2, world.clock.today, world.keyring.hash)
    world.keyring = publish(world.settings, world.services.store, container, world.clock.today)
    assert_stale(world, reporter)
    assert world.send(world.seal(world.reporter())) == 201


def test_a_recipient_without_any_key_is_named_with_zeros(world):
    """No key was published for one member: reports go on, and her entry holds no key's hash."""
    lost = world.organisation.people[0]
    issued = dict(world.organisation.issued)
    with world.services.store.writing() as session:
        session.exec_driver_sql("DELETE FROM intake_keys WHERE member_id = ?", (lost.id,))
        session.exec_driver_sql("UPDATE facts SET value = '900' WHERE name = 'directory'")
    intake = {member: keys[0].key for member, keys in issued.items() if member != lost.id}
    reporter = world.reporter()
    reporter.raw = seal_for(world.keyring, intake, reporter.keys, world.deployment)
    assert world.send(reporter) == 201
    put_intake_keys(world.services.store, [issued[lost.id][0].key])
    second = world.reporter()
    second.raw = seal_for(world.keyring, intake, second.keys, world.deployment)
    answer = world.client.post("/api/v1/reports", data=second.raw)
    assert answer.json == {"error": "stale-intake"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[:0],
        lambda raw: raw[:-1],
        lambda raw: raw + b"x",
        lambda raw: b"AMP2" + raw[4:],
        lambda raw: raw[:60] + bytes([raw[60] ^ 1]) + raw[61:],
        lambda raw: raw[:-5] + bytes([raw[-5] ^ 1]) + raw[-4:],
        lambda raw: raw[:4] + b"\xff\xff\xff\xff" + raw[8:],
        lambda raw: os.urandom(len(raw)),
    ],
)
def test_damaged_bytes_are_malformed_and_store_nothing(shared_world, spoil):
    world = shared_world
    answer = world.client.post("/api/v1/reports", data=spoil(world.seal(world.reporter()).raw))
    assert answer.status_code == 400
    assert answer.json["error"] == "malformed"
    assert count(world, Case) == 0


def test_without_a_keyring_nothing_is_taken_in(world):
    with world.services.store.writing() as session:
        session.exec_driver_sql("DELETE FROM keyrings")
        session.exec_driver_sql("UPDATE facts SET value = '900' WHERE name = 'directory'")
    reporter = world.seal(world.reporter())
    answer = world.client.post("/api/v1/reports", data=reporter.raw)
    assert (answer.status_code, answer.json["error"]) == (503, "not-ready")


def test_reports_of_one_size_are_stored_in_one_shape(world):
    reporters = [world.seal(world.reporter(), story) for story in ("Short.", "Longer. " * 100)]
    assert len({len(reporter.raw) for reporter in reporters}) == 1
