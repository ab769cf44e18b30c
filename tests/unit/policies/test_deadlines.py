"""Deadlines: band edges, leap days, month ends, pauses, time zones, and which time is believed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policies
from policies.deadlines import (
    Clock,
    claimed_day,
    deadline,
    deadlines,
    nearest_deadline,
    trace_clocks,
    utc_day,
)
from policies.fold import fold
from policies.timers import Timer
from tests.unit.policies.histories import History, default_bodies

POLICIES = policies.load()
HEAD, INVESTIGATOR, CARE = "head-of-investigations", "investigator", "victim-care-officer"
DAYS = st.dates(dt.date(1996, 1, 1), dt.date(2104, 12, 31))
OPENED = dt.date(2028, 2, 20)


def timer(target: int, limit: int) -> Timer:
    return Timer("t", "T", "received", "acknowledged", target, limit, HEAD)


def after(days: int) -> dt.date:
    return OPENED + dt.timedelta(days)


class Desk:
    """A history with a day for each act: what is claimed, and when it came in."""

    def __init__(self, bodies=None):
        self.history = History()
        self.received = {self.history.genesis(bodies): OPENED}

    def act(self, who, body, day, *, claim=None, **how):
        claim = f"{after(day)}T12:00Z" if claim is None else claim
        event = self.history.add(who, {"v": 1, **body, "sent_at": claim}, **how)
        self.received[event] = after(day)
        return event

    def say(self, code, day, **how):
        return self.act(HEAD, {"type": "status", "status": code}, day, **how)

    def write(self, who, day, **how):
        return self.act(who, {"type": "message", "text": "Hello"}, day, **how)

    def clocks(self, role=HEAD):
        records = self.history.records()
        case = fold(records, POLICIES)
        return {one.timer: one for one in trace_clocks(case, records, self.received, POLICIES, role)}

    def due(self, timer_id, today, role=HEAD):
        clock = self.clocks(role)[timer_id]
        return deadline(clock, POLICIES.timers.timer(timer_id), after(today))


@given(DAYS, st.integers(1, 400), st.integers(0, 400), st.integers(0, 900))
def test_the_bands_meet_without_gap_or_overlap(start, target, more, later):
    found = deadline(Clock("t", start), timer(target * 24, (target + more) * 24), start + dt.timedelta(later))
    assert found.due_on == start + dt.timedelta(target + more)
    assert found.days_left == target + more - later
    expected = "due" if later < target else "near" if later <= target + more else "overdue"
    assert found.state == expected


@given(st.integers(1, 5000))
def test_a_part_of_a_day_is_never_less_time_than_the_policy_gives(hours):
    found = deadline(Clock("t", OPENED), timer(hours, hours), OPENED)
    assert hours <= found.days_left * 24 < hours + 24


@given(DAYS, st.integers(0, 60), st.integers(0, 400), st.integers(0, 400))
def test_a_pause_moves_the_end_by_its_own_length(start, worked, stood, later):
    paused_on = start + dt.timedelta(worked)
    resumed = paused_on + dt.timedelta(stood)
    rule = timer(24, 60 * 24)
    standing = deadline(Clock("t", start, paused_on=paused_on), rule, resumed)
    going_on = deadline(Clock("t", start, paused_days=stood), rule, resumed)
    assert (standing.due_on, standing.days_left) == (going_on.due_on, going_on.days_left)
    assert standing.paused
    # However long it stands still, no day of what was left is lost.
    assert standing.days_left == 60 - worked
    assert deadline(
        Clock("t", start, paused_on=paused_on), rule, resumed + dt.timedelta(later)
    ).days_left == (60 - worked)


def test_leap_days_and_month_ends_are_days_like_others():
    week = timer(24, 168)
    assert deadline(Clock("t", dt.date(2028, 2, 28)), week, OPENED).due_on == dt.date(2028, 3, 6)
    assert deadline(Clock("t", dt.date(2027, 2, 28)), week, OPENED).due_on == dt.date(2027, 3, 7)
    assert deadline(Clock("t", dt.date(2100, 2, 28)), week, OPENED).due_on == dt.date(2100, 3, 7)
    assert deadline(Clock("t", dt.date(2027, 12, 31)), week, OPENED).due_on == dt.date(2028, 1, 7)


@given(
    st.datetimes(dt.datetime.fromordinal(730_000), dt.datetime.fromordinal(760_000)),
    st.integers(-14 * 60, 14 * 60),
)
def test_one_moment_is_one_day_in_every_zone(moment, minutes):
    zone = dt.timezone(dt.timedelta(minutes=minutes))
    known = moment.replace(tzinfo=dt.UTC)
    assert utc_day(known.astimezone(zone)) == moment.date()
    assert claimed_day(known.astimezone(zone).isoformat()) == moment.date()
    assert claimed_day(moment.isoformat()) == moment.date()


def test_a_moment_of_no_zone_has_no_day():
    with pytest.raises(ValueError, match="time zone"):
        utc_day(dt.datetime(2028, 2, 29, 12))  # noqa: DTZ001  that is what is refused


@given(st.one_of(st.text(), st.none(), st.integers(), st.just("0001-01-01T00:00+14:00")))
def test_what_is_no_time_is_no_day(text):
    found = claimed_day(text)
    assert found is None or isinstance(found, dt.date)


def test_a_new_report_asks_for_an_answer_and_a_decision():
    desk = Desk()
    assert set(desk.clocks()) == {"acknowledge", "assessment"}
    assert [desk.due("acknowledge", day).state for day in (0, 1, 2, 7, 8)] == [
        "due",
        "due",
        "near",
        "near",
        "overdue",
    ]


def test_an_answer_stops_the_first_clock_and_starts_the_next():
    desk = Desk()
    desk.write(INVESTIGATOR, 3)
    assert set(desk.clocks()) == {"assessment", "update", "feedback"}
    assert desk.due("update", 3).due_on == after(33)
    desk.write(INVESTIGATOR, 20)
    assert desk.due("update", 20).due_on == after(50)
    # It was acknowledged once; later answers don't give more time for the feedback.
    assert desk.due("feedback", 20).due_on == after(93)


def test_of_two_updates_the_later_counts_in_whichever_order_they_stand():
    for days in ((5, 9), (9, 5)):
        desk = Desk()
        base = desk.history.heads()
        for day in days:
            desk.write(INVESTIGATOR, day, knows=base)
        assert desk.clocks()["update"].started_on == after(9)


def test_a_note_or_the_reporters_own_words_are_no_answer():
    desk = Desk()
    desk.write("reporter", 1)
    desk.act(INVESTIGATOR, {"type": "note", "text": "Read."}, 2)
    assert "acknowledge" in desk.clocks()


def test_a_question_stops_the_decision_until_it_is_answered():
    desk = Desk()
    desk.say("info_requested", 5)
    assert desk.due("assessment", 40).days_left == 25
    assert desk.due("assessment", 40).paused
    assert not desk.due("update", 40).paused
    desk.write("reporter", 15)
    found = desk.due("assessment", 16)
    assert (found.days_left, found.paused) == (24, False)


def test_words_that_crossed_the_question_do_not_answer_it():
    desk = Desk()
    base = desk.history.heads()
    desk.say("info_requested", 5, knows=base)
    desk.write("reporter", 6, knows=base)
    assert desk.due("assessment", 10).paused


def test_pauses_add_up_and_end_with_the_next_status():
    desk = Desk()
    desk.say("suspended", 2)
    desk.say("assessing", 6)
    desk.say("suspended", 7)
    desk.say("assessing", 10)
    assert desk.due("assessment", 10).due_on == after(37)


def test_where_two_disagree_the_protective_status_decides_on_the_pause():
    desk = Desk()
    base = desk.history.heads()
    desk.say("suspended", 3, knows=base)
    desk.act(INVESTIGATOR, {"type": "status", "status": "assessing"}, 3, knows=base)
    assert not desk.due("assessment", 9).paused


def test_a_closed_case_owes_nothing_and_an_open_again_one_writes_again():
    desk = Desk()
    desk.say("investigating", 3)
    assert set(desk.clocks()) == {"update", "feedback", "investigation"}
    desk.say("closed", 9)
    assert desk.clocks() == {}
    desk.say("reopened", 12)
    assert set(desk.clocks()) == {"update"}
    desk.say("investigating", 14)
    assert desk.clocks()["investigation"].started_on == after(14)


@pytest.mark.parametrize("claim", ["2020-01-01T10:00Z", "2099-01-01T10:00Z", "soon", ""])
def test_a_claim_before_the_report_or_after_its_arrival_is_not_believed(claim):
    desk = Desk()
    desk.write(INVESTIGATOR, 4, claim=claim)
    assert desk.clocks()["update"].started_on == after(4)


def test_what_was_written_offline_counts_from_its_own_day():
    desk = Desk()
    desk.write(INVESTIGATOR, 14, claim=f"{after(4)}T10:00Z")
    assert desk.clocks()["update"].started_on == after(4)


def test_only_what_a_role_can_do_is_due_for_it():
    bodies = default_bodies()
    for lane in (1, 5):
        bodies[lane] |= {"categories": ["SEA-E"], "tier": "T1"}
    bodies[5]["tier"] = "T1"
    desk = Desk(bodies)
    assert set(desk.clocks()) == {"acknowledge", "assessment", "assessment-urgent"}
    assert {"assistance", "assistance-urgent"} <= set(desk.clocks(CARE))
    assert desk.clocks("statistics-officer") == {}
    desk.act(CARE, {"type": "assistance", "state": "offered"}, 1, lane=5)
    assert not {"assistance", "assistance-urgent"} & set(desk.clocks(CARE))


def test_the_nearest_comes_first_and_what_stands_still_last():
    clocks = [
        Clock("update", OPENED, paused_on=OPENED),
        Clock("assessment", OPENED),
        Clock("acknowledge", OPENED),
        Clock("of another version", OPENED),
    ]
    found = deadlines(clocks, POLICIES.timers, OPENED)
    assert [one.timer for one in found] == ["acknowledge", "assessment", "update"]


@given(
    st.lists(
        st.builds(
            Clock,
            st.sampled_from([*POLICIES.timers.by_id, "of another version"]),
            DAYS,
            st.integers(0, 90),
            st.none() | DAYS,
        )
    ),
    DAYS,
)
def test_the_short_way_to_the_nearest_finds_the_first(clocks, today):
    found = deadlines(clocks, POLICIES.timers, today)
    assert nearest_deadline(clocks, POLICIES.timers, today) == (found[0] if found else None)


@given(st.permutations(range(6)))
def test_the_order_of_arrival_changes_nothing(order):
    desk = Desk()
    desk.say("assessing", 1)
    base = desk.history.heads()
    desk.say("info_requested", 3, knows=base)
    desk.write(INVESTIGATOR, 4, knows=base)
    desk.write("reporter", 5)
    desk.say("investigating", 8)
    records = desk.history.records()
    shuffled = [records[index] for index in order]
    case = fold(shuffled, POLICIES)
    again = trace_clocks(case, shuffled, desk.received, POLICIES, HEAD)
    assert {one.timer: one for one in again} == desk.clocks()


def outcome_of(desk, who, day, code="SUB", **how):
    report = {"standard": "balance", "assistance_offered": True}
    return desk.act(who, {"type": "outcome", "outcome": code, "actions": [], "report": report}, day, **how)


def test_a_decided_outcome_is_to_be_told_from_the_approval_on():
    desk = Desk()
    desk.say("investigating", 2)
    proposal = outcome_of(desk, INVESTIGATOR, 20)
    assert "outcome-told" not in desk.clocks()
    desk.act(HEAD, {"type": "approve", "outcome": proposal}, 24)
    assert desk.clocks()["outcome-told"].started_on == after(24)
    desk.say("closed", 26, claim=None)
    assert desk.clocks() == {}


def test_a_review_that_was_asked_for_is_owed_though_the_case_is_closed():
    desk = Desk()
    desk.say("closed", 9)
    asked = desk.act("reporter", {"type": "review-request", "ground": "bias"}, 12)
    assert set(desk.clocks("oversight")) == {"review"}
    assert desk.clocks("oversight")["review"].started_on == after(12)
    assert desk.clocks(INVESTIGATOR) == {}
    desk.act("oversight", {"type": "review", "request": asked, "result": "upheld"}, 15)
    assert desk.clocks("oversight") == {}


def test_an_answer_to_a_question_lets_the_clock_run_again():
    desk = Desk()
    asked = desk.act(INVESTIGATOR, {"type": "question", "text": "Which?"}, 3)
    desk.say("info_requested", 3)
    assert desk.clocks()["assessment"].paused_on == after(3)
    desk.act("reporter", {"type": "answer", "question": asked, "declined": True, "text": ""}, 10)
    assert desk.clocks()["assessment"].paused_days == 7
