"""What is due to be destroyed, and what stands in the way."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import load
from policies.retention import KeptCase, due_for_destruction

POLICIES = load()
RETENTION = POLICIES.retention
REVIEW = POLICIES.timers.timer("review-request").limit_days
CLOSED = date(2024, 2, 29)
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def kept(**fields):
    base = {"received_on": date(2024, 1, 1), "acknowledged": True, "lanes": frozenset({1})}
    return KeptCase(**(base | fields))


def due(case, today):
    return due_for_destruction(case, RETENTION, REVIEW, today)


def test_an_open_case_has_no_end():
    assert [(one.state, one.due_on) for one in due(kept(), date(2060, 1, 1))] == [("open", None)]


@pytest.mark.parametrize("outcome", ["substantiated", "unsubstantiated", "out-of-scope", "feedback"])
def test_a_closed_case_is_kept_for_its_class_and_due_on_the_day_after(outcome):
    (found,) = due(kept(closed_on={1: CLOSED}, outcome_class=outcome), CLOSED)
    days = max(RETENTION.of(outcome).days, REVIEW + 1, RETENTION.code_access_days + 1)
    assert (found.state, found.due_on) == ("kept", CLOSED + timedelta(days=days))
    eve, day = found.due_on - timedelta(days=1), found.due_on
    case = kept(closed_on={1: CLOSED}, outcome_class=outcome)
    assert [due(case, today)[0].state for today in (eve, day)] == ["kept", "due"]


def test_without_an_outcome_the_longest_time_counts():
    (found,) = due(kept(closed_on={1: CLOSED}), CLOSED)
    assert found.due_on == CLOSED + timedelta(days=3650)


def test_a_hold_keeps_what_is_due():
    case = kept(closed_on={1: CLOSED}, outcome_class="out-of-scope", held=True)
    assert due(case, date(2050, 1, 1))[0].state == "held"


def test_what_nobody_acknowledged_is_never_due():
    case = kept(acknowledged=False, lanes=frozenset({1, 3, 4}), closed_on={1: CLOSED, 3: CLOSED})
    assert {one.state for one in due(case, date(2060, 1, 1))} == {"never"}


def test_one_open_lane_keeps_all_of_them():
    case = kept(lanes=frozenset({1, 3, 4}), closed_on={1: CLOSED})
    assert {one.state for one in due(case, date(2060, 1, 1))} == {"open"}


@given(first=DAYS, second=DAYS, today=DAYS, outcome=st.sampled_from([one.id for one in RETENTION.classes]))
def test_nothing_is_due_while_a_review_or_the_reporters_access_is_open(first, second, today, outcome):
    lanes = frozenset({1, 3, 4})
    case = kept(lanes=lanes, closed_on={1: first, 3: second}, outcome_class=outcome)
    last = max(first, second)
    for one in due(case, today):
        if one.state == "due":
            assert today > last + timedelta(days=REVIEW)
            assert today > last + timedelta(days=RETENTION.code_access_days)
