"""A child: who is one, by when a lead for child protection must know, and whose signature says that one does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from policies.assistance_due import schedule
from policies.children import child_alert, child_due, is_child, leads_children
from tests.unit.policies.assistance_histories import CARE, LOCAL, POLICIES, RECEIVED, add, begun, day, folded

STORED = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
TOLD = {"type": "child-alert", "on": day(0)}


def alert(history, arrived=None):
    return child_alert(folded(history), RECEIVED, POLICIES, arrived or {})


@pytest.mark.parametrize(
    ("hours", "minutes", "overdue"), [(0, 0, False), (23, 59, False), (24, 0, False), (24, 1, True)]
)
def test_the_lead_has_a_day_from_when_the_report_was_stored(hours, minutes, overdue):
    waiting = alert(begun(age_group="child"))
    assert waiting.is_overdue(STORED + timedelta(hours=hours, minutes=minutes)) is overdue


@pytest.mark.parametrize(
    ("claim", "since"),
    [
        ("2026-11-20T10:00Z", datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
        ("2026-11-20T10:00", datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
        ("2026-11-20T14:00+04:00", datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
        # Clocks of the day before and after: the nearest edge of the day that the portal stored it on.
        ("2026-11-19T23:50Z", datetime(2026, 11, 20, 0, 0, tzinfo=UTC)),
        ("2026-11-21T00:10Z", datetime(2026, 11, 20, 23, 59, tzinfo=UTC)),
        # No clock that can be believed gives a child more time.
        ("2026-11-22T00:00Z", datetime(2026, 11, 20, 0, 0, tzinfo=UTC)),
        ("2019-01-01T00:00Z", datetime(2026, 11, 20, 0, 0, tzinfo=UTC)),
        ("at noon", datetime(2026, 11, 20, 0, 0, tzinfo=UTC)),
        ("", datetime(2026, 11, 20, 0, 0, tzinfo=UTC)),
    ],
)
def test_the_hour_within_the_day_is_claimed_and_the_day_is_not(claim, since):
    assert alert(begun(age_group="child", claimed_at=claim)).due_at == since + timedelta(hours=24)


def test_the_hours_are_the_policys():
    sop = replace(POLICIES.referral_sop, child_lead_hours=6)
    case = folded(begun(age_group="child"))
    assert child_due(case, RECEIVED, replace(POLICIES, referral_sop=sop), {}) == STORED + timedelta(hours=6)


def test_only_a_leads_own_signature_ends_the_alert():
    history = begun(age_group="child")
    add(history, LOCAL, TOLD)
    assert alert(history) is not None
    add(history, "reporter", TOLD)
    assert alert(history) is not None
    add(history, CARE, TOLD)
    assert alert(history) is None


def test_who_leads_is_the_policys():
    assert {role.id for role in POLICIES.roles.roles if leads_children(role.id, POLICIES)} == {
        "victim-care-officer"
    }
    sop = replace(POLICIES.referral_sop, child_lead_role="psea-officer")
    history = begun(age_group="child")
    add(history, CARE, TOLD)
    assert child_alert(folded(history), RECEIVED, replace(POLICIES, referral_sop=sop), {}) is not None
    add(history, LOCAL, TOLD)
    assert child_alert(folded(history), RECEIVED, replace(POLICIES, referral_sop=sop), {}) is None


def test_what_an_officer_notes_later_counts_from_then_and_gives_a_named_child_no_more_time():
    noted = {
        "type": "episode-step",
        "step": "child-considered",
        "done": True,
        "age_band": "12-14",
        "sent_at": f"{day(9)}T08:30Z",
    }
    grown = begun(age_group="unknown")
    assert alert(grown) is None
    arrived = {add(grown, LOCAL, noted): RECEIVED + timedelta(days=9)}
    assert alert(grown, arrived).due_at == datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
    # Noted once more, by somebody else, on another day.
    later = add(grown, CARE, noted | {"sent_at": f"{day(12)}T08:30Z"})
    arrived[later] = RECEIVED + timedelta(days=12)
    assert alert(grown, arrived).due_at == datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
    for named in (begun(age_group="child"), begun(category="CSG")):
        add(named, LOCAL, noted)
        assert alert(named).due_at == STORED + timedelta(hours=24)


@pytest.mark.parametrize(
    ("claim", "due"),
    [
        # A clock that is years ahead, or a hand that wants the alert silent, is not believed past the day of arrival.
        ("9999-12-31T23:59Z", datetime(2026, 11, 30, 0, 0, tzinfo=UTC)),
        (f"{day(11)}T08:30Z", datetime(2026, 11, 30, 0, 0, tzinfo=UTC)),
        # Noted without a connection, handed in days later: the hours began when it was noted.
        (f"{day(4)}T08:30Z", datetime(2026, 11, 25, 8, 30, tzinfo=UTC)),
        ("0001-01-01T00:00Z", datetime(2026, 11, 21, 0, 0, tzinfo=UTC)),
        ("soon", datetime(2026, 11, 21, 0, 0, tzinfo=UTC)),
    ],
)
def test_when_an_officer_noted_it_is_believed_between_the_report_and_the_arrival_of_the_note(claim, due):
    grown = begun(age_group="unknown")
    noted = {"type": "episode-step", "step": "child-considered", "done": True, "age_band": "12-14"}
    arrived = {add(grown, LOCAL, {**noted, "sent_at": claim}): RECEIVED + timedelta(days=9)}
    assert alert(grown, arrived).due_at == due
    (task,) = [
        one for one in schedule(folded(grown), RECEIVED, POLICIES, arrived) if one.kind == "child-alert"
    ]
    assert task.due_on == due.date()
    # Where nobody knows when it came in, it counts as come with the report.
    assert alert(grown).due_at <= due


def test_an_adult_is_no_child_whatever_the_category_says():
    history = begun(category="CSG")
    assert alert(history) is not None
    add(
        history,
        LOCAL,
        {"type": "episode-step", "step": "child-considered", "done": True, "age_band": "adult"},
    )
    assert not is_child(folded(history), POLICIES)
    assert alert(history) is None
    assert alert(begun(age_group="adult")) is None
