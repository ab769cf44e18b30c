"""The episode, referrals, windows, safeguards: merging without a clock, edges of bands, versions, foul play."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from policies.assistance_due import list_due, urgent_windows
from policies.episode import allowed_next
from tests.unit.policies.assistance_histories import (
    CARE,
    COLLEAGUE,
    LOCAL,
    POLICIES,
    RECEIVED,
    add,
    begun,
    care_for,
    consent,
    day,
    episode,
    folded,
    kinds,
    referral,
    snapshot,
    tick,
)
from tests.unit.policies.histories import member

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def test_an_episode_begins_with_an_offer_and_a_named_role():
    history = begun()
    add(history, CARE, episode("plan"))
    add(history, CARE, episode("offered", manager_role=None))
    case = folded(history)
    assert not case.episode.begun
    assert kinds(case) == {"episode-jump", "malformed"}
    add(history, CARE, episode("offered", manager=member(*LOCAL)))
    assert folded(history).episode.manager == member(*LOCAL)
    assert folded(history).episode.manager_role == "victim-care-officer"


def test_an_episode_walks_from_offer_to_end_and_may_begin_again():
    history = begun()
    walk = ("offered", "consented", "needs-agreed", "plan", "review", "closed", "reopened")
    for state in walk:
        assert state in allowed_next(folded(history).episode)
        care_for(history, state)
        assert folded(history).episode.state == state
    assert [state for state, _, _ in folded(history).episode.history] == list(walk)


def test_two_officers_who_disagree_leave_it_open_until_one_settles_it():
    history = begun()
    care_for(history, "offered")
    base = history.heads()
    add(history, CARE, episode("declined"), knows=base)
    add(history, LOCAL, episode("consented"), knows=base)
    case = folded(history)
    assert (case.episode.state, case.episode.states) == ("consented", ("consented", "declined"))
    assert allowed_next(case.episode) >= {"consented", "declined", "needs-agreed"}
    care_for(history, "declined")
    assert folded(history).episode.states == ("declined",)


def test_a_handover_names_who_cares_and_two_at_once_name_nobody():
    history = begun()
    add(history, CARE, episode("offered", manager=member(*CARE)))
    base = history.heads()
    for who in (LOCAL, COLLEAGUE):
        add(history, CARE, {"type": "handover", "to": member(*who), "to_role": who[0]}, knows=base)
    assert folded(history).episode.manager == ""
    assert len(folded(history).episode.managers) == 2
    add(history, CARE, {"type": "handover", "to": member(*LOCAL), "to_role": LOCAL[0]})
    assert folded(history).episode.manager == member(*LOCAL)


def test_two_officers_who_tick_at_once_days_offline_lose_nothing():
    history = begun()
    care_for(history, "offered", "consented")
    add(history, CARE, consent())
    made = add(history, CARE, referral())
    base = history.heads()
    mine = add(history, CARE, tick(made, "sent", evidence="phone"), knows=base)
    mine = add(history, CARE, tick(made, "answered", value="accepted"), knows=[mine])
    theirs = add(history, LOCAL, tick(made, "sent", on=3, evidence="paper"), knows=base)
    theirs = add(history, LOCAL, {"type": "episode-step", "step": "explained", "done": True}, knows=[theirs])
    case = folded(history)
    (one,) = case.referrals
    assert {tick.evidence for tick in one.ticks["sent"]} == {"phone", "paper"}
    assert (one.sent_on, one.answer) == (date(2026, 11, 22), "accepted")
    assert case.episode.done("explained")
    assert case.problems == ()


def test_the_order_of_arrival_changes_nothing():
    def told(order):
        history = begun()
        care_for(history, "offered", "consented")
        add(history, CARE, consent())
        made = add(history, CARE, referral())
        base = history.heads()
        acts = [
            (CARE, tick(made, "sent")),
            (LOCAL, tick(made, "answered", value="rejected", reason="full")),
            (COLLEAGUE, tick(made, "answered", value="accepted")),
            (LOCAL, {"type": "followup", "referral": made, "day": 1, "outcome": "well", "on": day(3)}),
        ]
        for place in order:
            add(history, *acts[place], knows=base)
        (one,) = folded(history).referrals
        return one.answer, one.refusal, one.sent_on, one.conflicts, len(one.followups)

    assert {told(order) for order in itertools.permutations(range(4))} == {
        ("rejected", "full", date(2026, 11, 22), ("answered",), 1)
    }


def test_a_referral_keeps_the_checklist_that_it_was_made_under():
    history = begun()
    old = snapshot(version=1, steps=[{"id": "sent", "label": "Sent"}, {"id": "called", "label": "Called"}])
    made = add(history, CARE, referral(policy=old))
    fresh = add(history, CARE, referral())
    add(history, CARE, tick(made, "called"))
    add(history, CARE, tick(fresh, "called"))
    add(history, CARE, tick(made, "received"))
    case = folded(history)
    by_id = {one.id: one for one in case.referrals}
    assert (by_id[made].policy_version, by_id[made].done("called"), by_id[made].received) == (1, True, "")
    assert by_id[fresh].policy_version == POLICIES.referral_sop.policy.version
    assert not by_id[fresh].done("called")
    assert [problem.kind for problem in case.problems] == ["step-unknown"] * 2


def test_the_person_says_whether_help_arrived_and_the_officer_only_until_then():
    history = begun()
    made = add(history, CARE, referral())
    add(history, CARE, tick(made, "received", evidence="phone"))
    assert (folded(history).referrals[0].received, folded(history).referrals[0].received_from) == (
        "yes",
        "phone",
    )
    add(history, "reporter", {"type": "receipt", "referral": made, "received": False})
    assert (folded(history).referrals[0].received, folded(history).referrals[0].received_from) == (
        "no",
        "case-code",
    )
    add(history, "reporter", {"type": "receipt", "referral": made, "received": True})
    assert folded(history).referrals[0].received == "yes"


def test_a_referrals_history_says_who_said_it_in_the_order_in_which_it_was_said():
    history = begun()
    made, packet = add(history, CARE, referral()), "5a" * 32
    add(history, LOCAL, tick(made, "answered", value="accepted", evidence="packet-receipt", packet=packet))
    said = {"type": "receipt", "referral": made, "sent_at": f"{day(4)}T09:00Z"}
    add(history, "reporter", {**said, "received": False})
    add(history, CARE, tick(made, "received", on=5, evidence="phone"))
    add(history, "reporter", {**said, "received": True, "sent_at": f"{day(6)}T23:00Z"})
    # An officer can't say it for the person: of theirs it is no act at all.
    add(history, CARE, {**said, "received": False})
    past = [(one.step, one.code, one.source, one.tick.on) for one in folded(history).referrals[0].history]
    assert past == [
        ("answered", "accepted", "packet-code", day(2)),
        ("received", "no", "case-code", day(4)),
        ("received", "", "officer", day(5)),
        ("received", "yes", "case-code", day(6)),
    ]


def test_every_result_of_the_policy_ends_a_referral():
    for result in POLICIES.referral_sop.results:
        history = begun()
        made = add(history, CARE, referral())
        add(history, CARE, tick(made, "result", result=result.id))
        case = folded(history)
        assert case.referrals[0].state(case, RECEIVED) == "ended"
        due = [one.kind for one in list_due(case, RECEIVED, RECEIVED, POLICIES) if one.kind == "gap"]
        assert due == (["gap"] if result.gap else [])


def test_a_gap_asks_the_last_resort_in_time_and_holds_no_detail_of_the_case():
    history = begun()
    add(history, CARE, {"type": "gap", "sector": "SHE", "place": "East district", "on": day(1)})
    (due,) = [one for one in list_due(folded(history), RECEIVED, RECEIVED, POLICIES) if one.kind == "gap"]
    assert (due.due_on, due.detail) == (RECEIVED + timedelta(days=2), "SHE")
    asked = {"type": "gap", "sector": "SHE", "place": "East district", "on": day(2), "asked": "UNFPA"}
    add(history, CARE, asked)
    assert not [one for one in list_due(folded(history), RECEIVED, RECEIVED, POLICIES) if one.kind == "gap"]


def test_followups_fall_on_their_days_over_the_end_of_a_month():
    history = begun()
    add(history, CARE, consent(until="2027-02-18"))
    made = add(history, CARE, referral())
    add(history, CARE, tick(made, "sent", on=11))

    def next_due():
        due = list_due(folded(history), RECEIVED, date(2026, 12, 31), POLICIES)
        return [(one.due_on, one.detail) for one in due if one.kind == "followup"]

    expected = ["2026-12-02", "2026-12-04", "2026-12-15", "2026-12-31", "2027-03-01"]
    for days, when in zip(POLICIES.referral_sop.followup_days, expected, strict=True):
        assert next_due() == [(date.fromisoformat(when), str(days))]
        look = {"type": "followup", "referral": made, "day": days, "outcome": "well", "on": when}
        add(history, LOCAL, look)
    assert next_due() == []


@pytest.mark.parametrize(("urgent", "days"), [(True, 1), (False, 3)])
def test_a_service_that_does_not_answer_is_asked_again(urgent, days):
    history = begun()
    sop = POLICIES.referral_sop
    hours = sop.answer_urgent_hours if urgent else sop.answer_hours
    made = add(history, CARE, referral(urgent=urgent, policy=snapshot(answer_hours=hours)))
    add(history, CARE, tick(made, "sent"))
    due = {one.kind: one for one in list_due(folded(history), RECEIVED, RECEIVED, POLICIES)}
    assert due["answer"].due_on == RECEIVED + timedelta(days=2 + days)
    add(history, CARE, tick(made, "answered", value="accepted"))
    assert "answer" not in {one.kind for one in list_due(folded(history), RECEIVED, RECEIVED, POLICIES)}


@pytest.mark.parametrize(
    ("recency", "hours", "hiv", "pregnancy"),
    [
        ("within-72h", 0, "open", "open"),
        ("within-72h", 48, "closing", "open"),
        ("within-72h", 72, "closing", "open"),
        ("within-72h", 72 + 1 / 60, "passed", "open"),
        ("within-72h", 96, "passed", "closing"),
        ("within-72h", 120, "passed", "closing"),
        ("within-72h", 120 + 1 / 60, "passed", "passed"),
        ("72-120h", 0, "passed", "open"),
        ("72-120h", 48, "passed", "closing"),
        ("72-120h", 48 + 1 / 60, "passed", "passed"),
        ("ongoing", 1000, "open", "open"),
    ],
)
def test_urgent_windows_close_at_the_edge_of_their_band(recency, hours, hiv, pregnancy):
    case = folded(begun(recency=recency))
    found = urgent_windows(case, RECEIVED, NOW + timedelta(hours=hours), POLICIES)
    assert {one.id: one.state for one in found} == {"prophylaxis": hiv, "contraception": pregnancy}


@pytest.mark.parametrize("recency", ["over-120h", "unknown"])
def test_no_window_is_promised_where_the_band_gives_none(recency):
    assert urgent_windows(folded(begun(recency=recency)), RECEIVED, NOW, POLICIES) == ()


def test_a_wrong_clock_does_not_close_a_window_early():
    case = folded(begun(recency="within-72h", claimed_at="2019-01-01T00:00Z"))
    found = urgent_windows(case, RECEIVED, NOW + timedelta(hours=72), POLICIES)
    assert {one.id: one.state for one in found}["prophylaxis"] == "closing"
