"""Whatever arrives, in whatever order: the same log, and never an exception."""

import dataclasses
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto.log import CaseLog, Entry, assemble
from policies import load
from policies.fold import fold
from tests.unit.crypto.conftest import DEPLOYMENT
from tests.unit.crypto.log_case import LogCase
from tests.unit.crypto.random_log import arrivals, random_case

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def message(text):
    return {"type": "message", "text": text, "sent_at": "2026-11-18T10:00"}


@pytest.fixture(scope="module")
def case(organisation):
    """Concurrent messages, statuses, a rotation, a fork and a replaced code."""
    case = LogCase(organisation)
    start = case.heads()
    case.member(("INV", 0), message("one"), knows=start)
    case.member(("INV", 1), {"type": "status", "status": "assessing"}, knows=start)
    case.member(("INV", 1), {"type": "note", "text": "note"}, c=1, knows=start)
    case.reporter("two", knows=start)
    case.add(case.rotation(("INV", 0), knows=start)[0])
    case.add(case.seal(case.author(("INV", 0), seq=1), message("fork"), knows=start))
    case.replace_code(knows=start)
    case.reporter("three", code=0, knows=start)
    case.reporter("four", knows=case.ids[-2:-1])
    return case


@SLOW
@given(data=st.data())
def test_any_subset_order_and_duplication_gives_one_log(case, data):
    chosen = data.draw(st.lists(st.sampled_from(case.events), max_size=14))
    once = case.log(events=list({entry.header: entry for entry in chosen}.values()))
    assert case.log(events=chosen) == once
    assert case.log(events=data.draw(st.permutations(chosen))) == once
    assert fold(once.records, load()) == fold(reversed(once.records), load())


@SLOW
@given(data=st.data())
def test_no_change_of_bytes_raises(case, data):
    entry = data.draw(st.sampled_from([*case.events, case.genesis]))
    part = data.draw(st.sampled_from(["header", "signature", "body", "wrap"]))
    changed = _change(entry, part, data)
    log = case.log(events=[*case.events, changed])
    assert isinstance(log, CaseLog)
    assert {record.event_id for record in case.log().records} <= {record.event_id for record in log.records}
    assert isinstance(assemble(changed, case.events, {}, DEPLOYMENT, {}), CaseLog)


def _change(entry, part, data):
    def flip(blob):
        at = data.draw(st.integers(0, max(0, len(blob) - 1)))
        cut = data.draw(st.sampled_from([len(blob), at]))
        return (blob[:at] + bytes([blob[at] ^ 1 << data.draw(st.integers(0, 7))]) + blob[at + 1 :])[:cut]

    if part == "header":
        return dataclasses.replace(entry, header=flip(entry.header))
    if part == "signature":
        return dataclasses.replace(entry, signatures=(flip(entry.signatures[0]), *entry.signatures[1:]))
    if part == "body":
        return dataclasses.replace(entry, bodies=(flip(entry.bodies[0]), *entry.bodies[1:]))
    return dataclasses.replace(
        entry, wraps=((data.draw(st.integers(-3, 99)), data.draw(st.binary(max_size=40))),)
    )


@SLOW
@given(
    header=st.binary(max_size=600),
    signatures=st.lists(st.binary(max_size=70), max_size=3),
    bodies=st.lists(st.none() | st.binary(max_size=60), max_size=6),
    wraps=st.lists(st.tuples(st.integers(), st.binary(max_size=20)), max_size=3),
)
def test_random_entries_become_problems(case, header, signatures, bodies, wraps):
    entry = Entry(header, tuple(signatures), tuple(bodies), tuple(wraps), "someday")
    assert case.log(events=[entry]).problems
    assert assemble(entry, [], {}, DEPLOYMENT, {}).records == ()


def assert_two_consoles_agree(organisation, number):
    case = random_case(organisation, number)
    first, second = (case.log(events=order) for order in arrivals(case, number))
    assert first == second, number
    left, right = (fold(log.records, load()) for log in (first, second))
    assert left == right, number
    return first


def test_two_consoles_that_fetched_in_different_order_show_the_same(organisation):
    logs = [assert_two_consoles_agree(organisation, number) for number in range(60)]
    # The histories are worth comparing: most acts hold, and every kind of trouble is among them.
    kept = sum(len(log.records) for log in logs)
    assert kept > 60 * 8
    assert {problem.kind for log in logs for problem in log.problems} >= {"superseded-key", "equivocation"}
    assert {record.void for log in logs for record in log.records} >= {"", "code-replaced"}


@pytest.mark.long
def test_ten_thousand_signed_histories_are_the_same_on_two_consoles(organisation):
    for number in range(10_000):
        assert_two_consoles_agree(organisation, number)


HOSTILE_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**50) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@SLOW
@given(
    kind=st.sampled_from(
        ["message", "status", "removal", "adopt", "rotate", "grant", "note", "stage", "hold", "surprise"]
    ),
    fields=st.dictionaries(
        st.sampled_from(
            ["text", "status", "member", "events", "lane", "roster", "to", "lanes", "type", "names"]
        ),
        HOSTILE_JSON,
    ),
    c=st.sampled_from([1, 5, 17]),
)
def test_no_body_of_a_colleague_raises(organisation, kind, fields, c):
    case = LogCase(organisation)
    case.member(("INV", 0), {"type": kind, **fields}, c=c)
    folded = fold(case.log().records, load())
    assert folded is not None
    assert folded.report.stories


def test_a_case_of_200_events_is_read_fast(organisation):
    """A chain and a fan: neither may cost the square of its length in signatures or key derivations."""
    case = LogCase(organisation)
    chance = random.Random(3)
    heads = case.heads()
    for number in range(100):
        heads = [case.reporter(f"r{number}", knows=heads)]
        heads.append(case.member(("INV", number % 2), message("m"), knows=chance.sample(case.ids, 1)))
    log_started = time.process_time()
    log = case.log()
    fold(log.records, load())
    assert len(log.records) == 201
    assert log.problems == ()
    assert time.process_time() - log_started < 2.0
