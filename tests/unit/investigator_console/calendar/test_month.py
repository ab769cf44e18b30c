"""A month with what is due on its days: leap days, month ends, only mine."""

import datetime as dt

from investigator_console.calendar.month import month_of, read_month
from investigator_console.cases.summary import CaseSummary
from policies import load
from policies.deadlines import Clock

POLICIES = load()
ME, OTHER = "aa" * 16, "bb" * 16


def case(number, *clocks, tasks=(), assignees=(), stage="open"):
    return CaseSummary(
        number.to_bytes(32, "big"),
        listed=True,
        received_on="2028-01-01",
        changed_on="2028-01-01",
        tier="T2",
        clocks=clocks,
        tasks=tasks,
        assignees=assignees,
        stage=stage,
    )


def month(cases, first, today, *, mine=False):
    return month_of(cases, POLICIES, first, today, ME, mine=mine)


def test_the_week_before_a_leap_day_ends_on_it(app_words):
    clock = Clock("acknowledge", dt.date(2028, 2, 22))
    found = month([case(1, clock)], dt.date(2028, 2, 1), dt.date(2028, 2, 22))
    assert [day.day for day in found.days] == [dt.date(2028, 2, 29)]


def test_what_stands_still_is_on_no_day(app_words):
    clock = Clock("assessment", dt.date(2028, 2, 1), paused_on=dt.date(2028, 2, 3))
    assert month([case(1, clock)], dt.date(2028, 3, 1), dt.date(2028, 2, 10)).days == []


def test_tasks_and_what_is_mine(app_words):
    cases = [
        case(1, tasks=(("2028-02-10", ME), ("2028-02-11", OTHER), ("", ME))),
        case(2, tasks=(("2028-02-10", ME),), stage="closed"),
        case(3, Clock("acknowledge", dt.date(2028, 2, 5)), assignees=(ME,)),
    ]
    first, today = dt.date(2028, 2, 1), dt.date(2028, 2, 11)
    everything = month(cases, first, today)
    assert [(day.day.day, len(day.items)) for day in everything.days] == [(10, 1), (11, 1), (12, 1)]
    assert everything.late == 1
    assert [day.day.day for day in month(cases, first, today, mine=True).days] == [10, 12]


def test_a_month_has_neighbours_over_the_turn_of_the_year():
    found = month([], dt.date(2027, 12, 1), dt.date(2027, 12, 31))
    assert (found.before, found.after) == (dt.date(2027, 11, 1), dt.date(2028, 1, 1))


def test_an_address_without_a_month_means_this_one():
    today = dt.date(2028, 2, 29)
    assert read_month("", today) == read_month("2028-13", today) == dt.date(2028, 2, 1)
    assert read_month("2027-12", today) == dt.date(2027, 12, 1)


def test_what_is_due_first_after_the_month_is_known_however_far_it_is(app_words):
    cases = [case(1, tasks=(("2028-02-10", ME), ("2028-06-09", OTHER), ("2028-05-02", OTHER)))]
    first, today = dt.date(2028, 2, 1), dt.date(2028, 2, 1)
    assert month(cases, first, today).following == dt.date(2028, 5, 2)
    assert month(cases, dt.date(2028, 6, 1), today).following is None
    assert month(cases, first, today, mine=True).following is None
