"""Two requests about one case in the same moment: the second waits for the first, and finds it whole."""

import threading
from base64 import b64encode

import pytest
from sqlalchemy import select, text

from crypto.destruction import Order, SignedOrder, approve
from crypto.returned import pack_returned
from crypto.types import CaseId
from portal.members_api import events, returns
from portal.store.models import Body, Record
from tests.support.giving_back import (
    ROUTE,
    lose,
    message,
    name_of,
    new_code,
    opens,
    swap_back,
    written,
)


class Overtaking:
    """Each request stops at its first call of `step`, its transaction open, until the next one waits for it.

    `waited`: for each request but the first whether it waited, or False where it went through instead.
    """

    def __init__(self, world, monkeypatch, module, step="add_record") -> None:
        self.world, self.waited, self.answers = world, [], {}
        self.threads, self.stopped = [], set()
        go_on = getattr(module, step)

        def stop(*args, **options):
            here = threading.current_thread()
            if here not in self.stopped and here is not self.threads[-1]:
                self.stopped.add(here)
                following = self.threads[self.threads.index(here) + 1]
                following.start()
                self.waited.append(self._waits(following))
            return go_on(*args, **options)

        monkeypatch.setattr(module, step, stop)

    def _waits(self, thread):
        if self.world.services.store.is_sqlite:
            # Its writers queue at a file's lock, which shows nobody: half a second is long for one who does not.
            thread.join(0.5)
            return thread.is_alive()
        for _ in range(200):
            thread.join(0.05)
            if not thread.is_alive():
                return False
            with self.world.services.store.reading() as session:
                if session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one():
                    return True
        return False

    def run(self, *requests):
        """The answers, in the order of the requests, each (path, what is posted)."""

        def send(number, path, options):
            self.answers[number] = self.world.client.application.test_client().post(path, **options)

        self.threads = [threading.Thread(target=send, args=(n, *one)) for n, one in enumerate(requests)]
        self.threads[0].start()
        for thread in self.threads:
            assert thread.ident, "the request before it did not come so far"
            thread.join()
        return [self.answers[number] for number in range(len(requests))]


def returning(world, *records, group="INV"):
    return ROUTE, {"data": pack_returned(records), "headers": world.member(group)[1]}


def bodies_of(world, name):
    statement = select(Body.body).join(Record, Body.record_seq == Record.seq).where(Record.event_id == name)
    with world.services.store.reading() as session:
        return list(session.execute(statement).scalars())


def order_to_destroy(world, reporter, *names):
    order = Order.of(CaseId(reporter.keys.own_case_id), (1,), [reporter.event_id, *names])
    approvals = [
        approve(order, one.id, world.keyring.hash, 20_000, one.verify_seed, world.deployment)
        for one in world.organisation.of_group("INV")[:2]
    ]
    record = SignedOrder(order, tuple(sorted(approvals, key=lambda one: one.member_id))).encode()
    options = {"json": {"record": b64encode(record).decode()}, "headers": world.member()[1]}
    return "/api/v1/members/destructions", options


def test_a_code_that_two_consoles_bring_back_is_known_to_the_second(either_world, monkeypatch):
    # given a restored backup in which the case is open to a code that was replaced since
    world = either_world
    reporter, new = world.reported(), world.reporter().keys
    replaced = written(world, new_code(world, reporter, reporter.keys, new))
    lose(world, name_of(world, replaced))
    swap_back(world, reporter, reporter.keys)
    # when a second console gives the new code back while the first stands halfway
    at_once = Overtaking(world, monkeypatch, returns)
    first, second = at_once.run(returning(world, replaced), returning(world, replaced, group="ETH"))
    # then neither is refused, and the new code alone opens the case
    assert at_once.waited == [True]
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json["known"] == [name_of(world, replaced).hex()]
    assert opens(world, reporter.keys, new) == [False, True]


def lost_whole(world):
    """A reporter, and what they wrote later: the portal has nothing of their case any more."""
    reporter = world.reported()
    later = written(world, message(world, reporter))
    lose(world, reporter.event_id, name_of(world, later))
    return reporter, later


@pytest.mark.parametrize("way", ["returns", "events"])
def test_what_comes_back_in_the_moment_of_its_destruction_is_destroyed(either_world, monkeypatch, way):
    # given a message that a restored backup lacks, and that two members order to be destroyed
    world = either_world
    reporter = world.reported()
    later = written(world, message(world, reporter))
    lose(world, name_of(world, later))
    ordered = order_to_destroy(world, reporter, name_of(world, later))
    # when the order comes while a console stands halfway in giving the message back
    back = {
        "returns": returning(world, later, group="ETH"),
        "events": ("/api/v1/members/events", {"data": later.encode(), "headers": world.member("ETH")[1]}),
    }[way]
    at_once = Overtaking(world, monkeypatch, {"returns": returns, "events": events}[way])
    answers = at_once.run(back, ordered)
    # then the order reaches what came back
    assert at_once.waited == [True]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert bodies_of(world, name_of(world, later)) == [None]


def test_a_console_that_comes_second_holds_the_case_as_the_first_did(either_world, monkeypatch):
    # given a case that a restored backup lacks whole
    world = either_world
    reporter, later = lost_whole(world)
    # when two consoles give it back at once, the second more of it, and an order comes while that one goes on
    at_once = Overtaking(world, monkeypatch, returns)
    answers = at_once.run(
        returning(world, reporter.submission),
        returning(world, reporter.submission, later, group="ETH"),
        order_to_destroy(world, reporter, name_of(world, later)),
    )
    # then the order reaches all of it
    assert at_once.waited == [True, True]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert bodies_of(world, name_of(world, later)) == [None]


def test_a_case_that_came_back_since_a_console_looked_takes_its_other_records_too(either_world, monkeypatch):
    # given a case that a restored backup lacks whole
    world = either_world
    reporter, later = lost_whole(world)
    # when another console gives it back after the first one has looked, and before that one stores anything
    at_once = Overtaking(world, monkeypatch, returns, step="destroyed_by_order")
    first, second = at_once.run(
        returning(world, reporter.submission, later), returning(world, reporter.submission, group="ETH")
    )
    # then what only the first one had is taken; a single writer, as on SQLite, had to wait for it
    assert name_of(world, later).hex() in first.json["stored"]
    assert (first.status_code, second.status_code) == (201, 200 if at_once.waited == [True] else 201)
