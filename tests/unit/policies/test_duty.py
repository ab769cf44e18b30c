"""Hours without anybody, against the rule that decides who is called."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.duty import DAYS_A_WEEK, MINUTES_A_DAY, Person, Roster, Shift
from policies.duty_lines import DAYS, describe_roster, gap_text

WEEK = DAYS_A_WEEK * MINUTES_A_DAY
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
PERSON = Person("primary", "one@example.org")


def roster(*shifts, utc_offset=0):
    return Roster(1, date(2026, 11, 1), date(2027, 1, 31), utc_offset, (PERSON,), shifts)


def shift(days, start, end):
    return Shift(days, start, end, ("primary",))


SHIFTS = st.builds(
    shift,
    st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days))),
    st.integers(0, MINUTES_A_DAY - 1),
    st.integers(0, MINUTES_A_DAY),
)


def in_gap(gap, minute):
    start = (gap.start_day - 1) * MINUTES_A_DAY + gap.start
    return (minute - start) % WEEK < gap.minutes


@given(st.lists(SHIFTS, min_size=1, max_size=4), st.integers(0, WEEK - 1))
def test_a_minute_lies_in_a_gap_exactly_where_nobody_is_called(shifts, minute):
    made = roster(*shifts)
    called = made.on_duty(MONDAY + timedelta(minutes=minute))
    assert [in_gap(gap, minute) for gap in made.gaps()].count(True) == (0 if called else 1)


@given(st.lists(SHIFTS, min_size=1, max_size=4))
def test_at_both_ends_of_every_gap_somebody_stands_by(shifts):
    made = roster(*shifts)
    for gap in made.gaps():
        start = (gap.start_day - 1) * MINUTES_A_DAY + gap.start
        end = (gap.end_day - 1) * MINUTES_A_DAY + gap.end
        assert made.on_duty(MONDAY + timedelta(minutes=start - 1 + WEEK))
        assert made.on_duty(MONDAY + timedelta(minutes=end))
        assert not made.on_duty(MONDAY + timedelta(minutes=start))


@pytest.mark.parametrize(
    ("shifts", "gaps"),
    [
        ([((1, 2, 3, 4, 5, 6, 7), 0, 1440)], []),
        ([((1, 2, 3, 4, 5, 6, 7), 480, 480)], []),
        ([((1, 2, 3, 4, 5), 0, 1440)], ["SA 00:00 to MO 00:00"]),
        ([((2,), 480, 1020)], ["TU 17:00 to TU 08:00"]),
        ([((5,), 1320, 360)], ["SA 06:00 to FR 22:00"]),
        ([((1, 2, 3, 4, 5, 6, 7), 480, 0)], [f"{d} 00:00 to {d} 08:00" for d in DAYS]),
    ],
)  # fmt: skip
def test_gaps_in_words(shifts, gaps):
    assert [gap_text(gap) for gap in roster(*(shift(*one) for one in shifts)).gaps()] == gaps


def test_the_command_line_says_it_all():
    text = describe_roster(roster(shift((1, 2, 3, 4, 5), 480, 1020), utc_offset=120), MONDAY)
    for word in (
        "in force",
        "On duty now: nobody",
        "UTC+02:00",
        "MO-FR 08:00-17:00",
        "123 hours",
        "FR 17:00",
    ):
        assert word in text
    assert "NOT IN FORCE" in describe_roster(roster(shift((1,), 0, 60)), MONDAY + timedelta(days=400))
