"""Whatever was acknowledged is there: under load, after retries, and after the server was killed."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from crypto.submission import Submission, open_wrap
from portal.store.models import Body, Case, Record, Wrap
from tests.support.running_portal import running_portal

REPORTS = 500
KILLS = 5


def count(world, model) -> int:
    with world.services.store.reading() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_64_at_once_are_all_stored(portal_world, tmp_path):
    # given 192 people who send at the same moment
    world = portal_world
    raws = [world.seal(world.reporter()).raw for _ in range(192)]
    # when they do, 64 at a time
    with running_portal(world, tmp_path) as portal, ThreadPoolExecutor(64) as people:
        statuses = list(people.map(portal.post, raws))
    # then each has an answer, and each report is there
    assert statuses == [201] * 192
    assert count(world, Case) == 192


def send_until_acknowledged(portal, raw: bytes, stop: float) -> bool:
    """As the reporter's page does: the same bytes again until the server says that they are stored."""
    while time.monotonic() < stop:
        if portal.post(raw) in {200, 201}:
            return True
        time.sleep(0.05)
    return False


def test_every_acknowledged_report_survives_kill_9_and_opens(portal_world, tmp_path):
    # given 500 sealed reports
    world = portal_world
    reporters = [world.seal(world.reporter()) for _ in range(REPORTS)]
    dice = random.Random(7)
    stop = time.monotonic() + 240
    with running_portal(world, tmp_path) as portal:
        first_answers: list[int] = []

        def send(reporter) -> bool:
            status = portal.post(reporter.raw)
            first_answers.append(status)
            return status in {200, 201} or send_until_acknowledged(portal, reporter.raw, stop)

        def kill_now_and_then() -> None:
            for _ in range(KILLS):
                before = len(first_answers)
                wanted = before + dice.randrange(20, 70)
                while len(first_answers) < min(wanted, REPORTS - 40) and time.monotonic() < stop:
                    time.sleep(0.005)
                portal.kill()
                portal.start()

        # when the server is killed at five random moments while they are sent
        killer = threading.Thread(target=kill_now_and_then)
        killer.start()
        with ThreadPoolExecutor(8) as people:
            acknowledged = list(people.map(send, reporters))
        killer.join()
    # then some answers were lost, no report was, and a retry made no second case
    assert all(acknowledged)
    assert 0 in first_answers
    assert [count(world, model) for model in (Case, Record)] == [REPORTS, REPORTS]
    assert count(world, Body) == 5 * REPORTS
    assert_each_opens(world, reporters)


def assert_each_opens(world, reporters) -> None:
    person = world.organisation.people[0]
    seed = world.organisation.issued[person.id][0].seed
    with world.services.store.reading() as session:
        rows = session.execute(
            select(Record.event_id, Record.header, Record.signatures, Wrap.wrap)
            .join(Wrap, Wrap.record_seq == Record.seq)
            .where(Wrap.recipient_id == person.id)
        ).all()
    stored = {row[0]: row for row in rows}
    for reporter in reporters:
        _, header, signature, wrap = stored[reporter.event_id]
        index = [one.recipient_id for one in reporter.submission.header.entries].index(person.id)
        submission = Submission.assemble(header, signature, {index: wrap})
        submission.verify(world.deployment)
        assert open_wrap(submission, index, seed, world.deployment)[0] is not None
